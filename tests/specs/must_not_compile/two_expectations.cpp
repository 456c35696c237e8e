// expect takes one expectation.
// g++: from 'muster::dsl::Flag' to 'muster::dsl::Here'
// clang++: no matching function for call to 'expect'
// hint: expect takes one expectation: join them with and, or give each its own line
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(port(80).listening, port(443).listening);
}
