// A backslash in a usual literal is an escape of C++.
// g++: unknown escape sequence: '\d'
// clang++: unknown escape sequence '\d' [-Werror,-Wunknown-escape-sequence]
// hint: write a regular expression as R"(…)", so that its backslashes stay
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/hosts").content.matches("^\d+"));
}
