// Nobody expects the flag that is named here.
// (g++ 12 has no warning for it: clang++ and clangd tell.)
// clang++: expression result unused [-Werror,-Wunused-value]
// hint: give the expectation to expect(…)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    package("nginx").installed;
}
