// A fact cannot be kept as a text: it is not known while the body runs.
// g++: cannot convert 'muster::dsl::Text' to 'const char*' in initialization
// clang++: no viable conversion from 'muster::dsl::Text' to 'const char *'
// hint: a fact is not known while the body runs: names come from literals, target(), hosts() and var()
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    const char* owner = file("/etc/passwd").owner;
    expect(file("/etc/group").owner == owner);
}
