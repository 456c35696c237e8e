// A secret would be shown where a name is.
// g++: from 'muster::dsl::Secret' to 'muster::dsl::Word'
// clang++: no matching function for call to 'file'
// hint: a secret is shown nowhere: it stands where a password, a token or an input is taken
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file(secret("token")).exists);
}
