// Modes are no numbers: at most and at least are questions of bits.
// g++: no match for 'operator<' (operand types are 'muster::dsl::Mode' and 'int')
// clang++: invalid operands to binary expression ('muster::dsl::Mode' and 'int')
// hint: modes know <= (at most these bits) and >= (at least these bits)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").mode < 0644);
}
