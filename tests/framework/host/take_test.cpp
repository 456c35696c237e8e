// What is made of a value on the way to its judge: members of a map, the part that a pattern captures.
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

/// A map with one member; of "nowhere" nothing.
Task<Value> settings(Host&, Fact fact) {
    if (fact.subject.name() == "nowhere")
        co_return absent;
    co_return Map{{{"port", Scalar{"80"}}, {"a.b", Scalar{"x"}}}};
}

Task<Value> secret(Host&, Fact) {
    Value value = "$6$salt$hidden";
    value.shown_as = "$6$…";
    co_return value;
}

std::span<const Resource> things() {
    static const Resource thing{
        .entry =
            {.name = "thing",
             .summary = "a thing",
             .subject = {{.name = "name"}},
             .attributes =
                 {{.name = "settings", .type = Type::map, .meaning = ""},
                  {.name = "secret", .type = Type::text, .meaning = ""}}},
        .readers = {{"settings", settings}, {"secret", secret}},
    };
    return {&thing, 1};
}

std::string of(const std::string& name, const std::string& attribute, Derivation derivation) {
    FakeHost host;
    auto asked = fact("thing", name, attribute);
    asked.derivations.push_back(std::move(derivation));
    return found(host, things(), asked);
}

}  // namespace

TEST_CASE("a member of a map is a scalar; one that is not there is not set") {
    CHECK(of("a", "settings", {"member", "port"}) == "80");
    CHECK(of("a", "settings", {"member", "a.b"}) == "\"x\"");
    CHECK(of("a", "settings", {"member", "por"}) == "not set");
    CHECK(of("nowhere", "settings", {"member", "port"}) == "absent");
}

TEST_CASE("has is judged of an absent thing, too") {
    CHECK(of("a", "settings", {"has", "port"}) == "true");
    CHECK(of("a", "settings", {"has", "por"}) == "false");
    CHECK(of("nowhere", "settings", {"has", "port"}) == "false");
}

TEST_CASE("what is captured of a text is a scalar, and of a secret a secret") {
    CHECK(of("a", "secret", {"captured", "salt.(.*)"}) == "\"$6$…\"");
    CHECK(of("a", "secret", {"captured", "none"}) == "not set");
    CHECK(of("a", "settings", {"captured", "x"}).find("is no text") != std::string::npos);
}
