// A number holds no text.
// g++: 'struct muster::dsl::Number' has no member named 'contains'
// clang++: no member named 'contains' in 'muster::dsl::Number'
// hint: numbers know == != < <= > >=, between and in
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(command("true").exit_status.contains("0"));
}
