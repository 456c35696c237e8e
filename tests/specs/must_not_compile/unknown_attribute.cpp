// No such attribute.
// g++: 'struct muster::dsl::Package' has no member named 'instaled'; did you mean 'installed'?
// clang++: no member named 'instaled' in 'muster::dsl::Package'; did you mean 'installed'?
// hint: muster resources NAME lists what a resource can be asked
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package("nginx").instaled);
}
