// An instant is not a span of time.
// g++: no match for 'operator>=' (operand types are 'muster::dsl::Time' and 'muster::dsl::Duration')
// clang++: invalid operands to binary expression ('muster::dsl::Time' and 'muster::dsl::Duration')
// hint: an instant is ago(1d) or from_now(30d); or use .newer_than(1d), .older_than(1d)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/hosts").mtime >= 1d);
}
