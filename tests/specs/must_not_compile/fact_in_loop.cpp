// The items of a fact are not known while the body runs.
// g++: 'begin' was not declared in this scope
// clang++: invalid range expression of type 'muster::dsl::List'; no viable 'begin' function available
// hint: what a fact holds is not known while the body runs: use .every(…) or .some(…), or a loop over list values, hosts(), var() or from_file()
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    for (auto line : file("/etc/packages").lines)
        expect(package(line).installed);
}
