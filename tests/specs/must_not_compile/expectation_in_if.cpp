// An expectation is not judged while the body runs.
// g++: from 'muster::dsl::Expectation' to 'bool'
// clang++: value of type 'muster::dsl::Expectation' is not contextually convertible to 'bool'
// hint: a fact is not known while the body runs: use only_if(…) instead of if, or target() for the platform
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    if (package("nginx").version >= "1.22")
        expect(port(80).listening);
}
