// A fact is no name: it is not known while the body runs.
// g++: from 'muster::dsl::Text' to 'muster::dsl::Word'
// clang++: no matching function for call to 'package'
// hint: a fact is not known while the body runs: names come from literals, target(), hosts() and var()
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(package(file("/etc/wanted").content).installed);
}
