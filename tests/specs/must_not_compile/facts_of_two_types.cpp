// A mode and a size have nothing in common.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Mode' and 'muster::dsl::Number')
// clang++: invalid operands to binary expression ('muster::dsl::Mode' and 'muster::dsl::Number')
// hint: two facts are compared only when they have the same type
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/a").mode == file("/b").size);
}
