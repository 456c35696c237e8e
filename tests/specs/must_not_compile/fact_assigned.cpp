// One = where two facts were to be compared.
// g++: use of deleted function 'muster::dsl::Text& muster::dsl::Text::operator=(muster::dsl::Text&&)'
// clang++: object of type 'muster::dsl::Text' cannot be assigned because its copy assignment operator is implicitly deleted
// hint: use == to compare
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    auto conf = file("/etc/nginx/nginx.conf");
    expect(conf.sha256 = file("/usr/share/nginx/nginx.conf").sha256);
}
