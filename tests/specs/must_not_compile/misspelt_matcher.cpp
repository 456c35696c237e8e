// No such matcher.
// g++: 'struct muster::dsl::Text' has no member named 'includes'
// clang++: no member named 'includes' in 'muster::dsl::Text'
// hint: texts know == !=, contains, starts_with, ends_with, matches, captured, in, is_empty, has_length, semver, json, yaml and xpath
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/hosts").content.includes("localhost"));
}
