// A text is not a number.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Text' and 'int')
// clang++: invalid operands to binary expression ('muster::dsl::Text' and 'int')
// hint: a text is held against a text: == "1000"
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").owner == 1000);
}
