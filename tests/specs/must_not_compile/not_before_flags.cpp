// C++ binds not more tightly than ==, also between two flags.
// g++: no match for 'operator==' (operand types are 'muster::dsl::Expectation' and 'muster::dsl::Flag')
// clang++: invalid operands to binary expression ('muster::dsl::Expectation' and 'muster::dsl::Flag')
// hint: put brackets behind not: not (x == y), or write x != y
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(not service("a").running == service("b").running);
}
