// A digit that no mode has.
// g++: invalid digit "8" in octal constant
// clang++: invalid digit '8' in octal constant
// hint: a mode is octal: 0644
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").mode == 0648);
}
