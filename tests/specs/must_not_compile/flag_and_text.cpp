// A flag is yes or no, not a word.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Flag' and 'const char [4]')
// clang++: invalid operands to binary expression ('muster::dsl::Flag' and 'const char[4]')
// hint: a flag stands alone: expect(x), expect(not x)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package("nginx").installed == "yes");
}
