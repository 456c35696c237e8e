// C++ binds not more tightly than ==.
// g++: no match for 'operator!' (operand type is 'muster::dsl::Text')
// clang++: invalid argument type 'muster::dsl::Text' to unary expression
// hint: put brackets behind not: not (x == y), or write x != y
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(not port(80).process == "apache2");
}
