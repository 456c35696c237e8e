// A flag says by itself what is expected of it.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Flag' and 'bool')
// clang++: invalid operands to binary expression ('muster::dsl::Flag' and 'bool')
// hint: a flag stands alone: expect(x), expect(not x)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package("nginx").installed == true);
}
