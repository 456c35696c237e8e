#include "framework/model/match.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> given_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

TEST_CASE("a given text is known without asking, whatever it holds") {
    FakeHost host;
    const std::string hostile = "a b'\"; *\n-x";
    const auto findings = gather(
        host, given_resources(), {fact("given", hostile, "text"), fact("given", "", "text")}
    );

    CHECK(equal_values(hostile, std::get<Value>(findings[0].found)));
    CHECK(shown(findings[1]) == "\"\"");
    CHECK(host.exchanges() == 0);
}

TEST_CASE("a given text is judged like any other") {
    FakeHost host;
    auto port = fact("given", "listen 8080", "text");
    port.derivations.push_back({"captured", "listen (\\d+)"});

    CHECK(found(host, given_resources(), port) == "8080");
}
