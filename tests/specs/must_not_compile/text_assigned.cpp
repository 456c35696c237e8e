// One = where two were meant, of a text.
// g++: no match for 'operator=' (operand types are 'muster::dsl::Text' and 'const char [5]')
// clang++: no viable overloaded '='
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").owner = "root");
}
