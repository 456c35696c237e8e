// Thirty of what?
// g++: cannot convert 'int' to 'muster::dsl::Duration'
// clang++: no viable conversion from 'int' to 'muster::dsl::Duration'
// hint: a time has a unit: 500ms, 30s, 5min, 2h, 30d
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(port(80).listening).retry_for(30);
}
