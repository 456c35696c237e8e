// One = where two were meant, of a number.
// g++: no match for 'operator=' (operand types are 'muster::dsl::Number' and 'int')
// clang++: no viable overloaded '='
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(command("true").exit_status = 0);
}
