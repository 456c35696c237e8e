// No such resource.
// g++: 'pakage' was not declared in this scope
// clang++: use of undeclared identifier 'pakage'; did you mean 'package'?
// hint: muster resources lists all resources; is `using namespace muster;` there?
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(pakage("nginx").installed);
}
