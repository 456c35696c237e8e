// One = where two were meant, of a flag.
// g++: no match for 'operator=' (operand types are 'muster::dsl::Flag' and 'bool')
// clang++: no viable overloaded '='
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(service("nginx").running = true);
}
