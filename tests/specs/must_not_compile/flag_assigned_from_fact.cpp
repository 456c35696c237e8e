// One = where two flags were to be compared.
// g++: use of deleted function 'muster::dsl::Flag& muster::dsl::Flag::operator=(muster::dsl::Flag&&)'
// clang++: object of type 'muster::dsl::Flag' cannot be assigned because its copy assignment operator is implicitly deleted
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(service("a").running = service("b").running);
}
