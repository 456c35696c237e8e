// A text is not a list.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Text' and 'muster::dsl::ListValue')
// clang++: invalid operands to binary expression ('muster::dsl::Text' and 'muster::dsl::ListValue')
// hint: a text is one: == "a", or .in("a", "b")
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/hosts").content == list("a", "b"));
}
