// A fact is not known while the body runs.
// g++: from 'muster::dsl::Flag' to 'bool'
// clang++: no viable conversion from 'muster::dsl::Flag' to 'bool'
// hint: a fact is not known while the body runs: use only_if(…) instead of if, or target() for the platform
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    if (package("nginx").installed)
        expect(port(80).listening);
}
