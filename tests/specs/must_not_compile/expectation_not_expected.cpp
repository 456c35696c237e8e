// Nobody expects what is said here.
// g++: ignoring returned value of type 'muster::dsl::Expectation', declared with attribute 'nodiscard' [-Werror=unused-result]
// clang++: relational comparison result unused [-Werror,-Wunused-comparison]
// hint: give the expectation to expect(…)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    package("nginx").version >= "1.22";
}
