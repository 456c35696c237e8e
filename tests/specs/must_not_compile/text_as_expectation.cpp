// A text alone says nothing that must be true.
// g++: from 'muster::dsl::Text' to 'muster::dsl::Expectation'
// clang++: no matching function for call to 'expect'
// hint: say what is expected of it: x == …, x.contains(…); only a flag says it alone
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").owner);
}
