// Nobody expects what is said here.
// g++: ignoring returned value of type 'muster::dsl::Expectation', declared with attribute 'nodiscard' [-Werror=unused-result]
// clang++: ignoring return value of function declared with 'nodiscard' attribute [-Werror,-Wunused-result]
// hint: give the expectation to expect(…)
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    not package("nginx").installed;
}
