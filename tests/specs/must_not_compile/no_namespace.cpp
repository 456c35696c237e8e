// The words of the language live in a namespace.
// g++: 'package' was not declared in this scope
// clang++: use of undeclared identifier 'package'
// hint: muster resources lists all resources; is `using namespace muster;` there?
#include <muster/spec.hpp>

SPEC("a slip") {
    expect(package("nginx").installed);
}
