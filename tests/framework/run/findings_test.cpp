#include "framework/run/judge.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Fact content_of(std::string path, std::vector<Derivation> derivations = {}) {
    return {{"file", {Value(std::move(path))}}, "content", {}, std::move(derivations)};
}

}  // namespace

TEST_CASE("a fact that several rows name is missing once, and not at all once it is known") {
    Findings findings;
    const std::vector<Fact> facts = {
        content_of("/a"),
        content_of("/b"),
        content_of("/a"),
        content_of("/a", {{"captured", "x"}})};

    const auto missing = findings.missing_of(facts);

    REQUIRE(missing.size() == 3);
    CHECK(missing[0].subject.name() == "/a");
    CHECK(missing[1].subject.name() == "/b");
    CHECK(missing[2].derivations.size() == 1);
    findings.add(missing, std::vector<Finding>(3));
    CHECK(findings.missing_of(facts).empty());
}
