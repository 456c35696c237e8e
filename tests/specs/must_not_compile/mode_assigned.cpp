// One = where two were meant, of a mode.
// g++: no match for 'operator=' (operand types are 'muster::dsl::Mode' and 'int')
// clang++: no viable overloaded '='
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").mode = 0644);
}
