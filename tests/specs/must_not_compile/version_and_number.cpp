// As a number 1.10 is 1.1.
// g++: no match for 'operator>=' (operand types are 'muster::dsl::Version' and 'double')
// clang++: invalid operands to binary expression ('muster::dsl::Version' and 'double')
// hint: a version is a text: "1.10"; as a number it would be 1.1
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package("nginx").version >= 1.10);
}
