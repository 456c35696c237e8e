// A list is not one text.
// g++: no match for 'operator==' (operand types are 'muster::dsl::List' and 'const char [7]')
// clang++: invalid operands to binary expression ('muster::dsl::List' and 'const char[7]')
// hint: a list holds items: .contains("x"), or == list("x", "y")
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc").entries == "passwd");
}
