// A thing alone says nothing that must be true.
// g++: from 'muster::dsl::Package' to 'muster::dsl::Expectation'
// clang++: no matching function for call to 'expect'
// hint: say what is expected of it: x == …, x.contains(…); only a flag says it alone
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package("nginx"));
}
