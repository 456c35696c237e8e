#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

TEST_CASE("the rounds of a target are told in their order") {
    OwnStore own;
    own.store.write(round_of("web1", at(30)));
    own.store.write(round_of("web1", at(10), facts_of("1")));
    own.store.write(round_of("web1", at(20), facts_of("2")));
    own.store.write(round_of("web2", at(20), facts_of("1")));

    const auto rounds = own.store.rounds("web1", at(10), at(30));

    REQUIRE(rounds.size() == 3);
    CHECK(rounds[0].target == "web1");
    CHECK(rounds[0].at == at(10));
    CHECK(rounds[0].took == std::chrono::milliseconds(7));
    CHECK(rounds[0].snapshot.size() == 64);
    CHECK(rounds[1].at == at(20));
    CHECK(rounds[1].snapshot != rounds[0].snapshot);
    CHECK(rounds[2].at == at(30));
    CHECK(rounds[2].snapshot.empty());
    CHECK(own.store.rounds("web1", at(11), at(29)).size() == 1);
    CHECK(own.store.rounds("web", at(0), at(99)).empty());
}

TEST_CASE("rounds that found the same facts share a snapshot") {
    OwnStore own;
    for (int second = 1; second <= 10; ++second)
        for (const std::string target : {"web1", "web2"})
            own.store.write(round_of(target, at(second), facts_of("the same")));
    own.store.write(round_of("web2", at(11), facts_of("another")));

    CHECK(own.number("SELECT count(*) FROM round") == 21);
    CHECK(own.number("SELECT count(*) FROM snapshot") == 2);
    CHECK(
        own.store.rounds("web1", at(1), at(1)).front().snapshot
        == own.store.rounds("web2", at(10), at(10)).front().snapshot
    );
}

TEST_CASE("the facts of a moment are those of the last round that reached the target") {
    OwnStore own;
    own.store.write(round_of("web1", at(10), facts_of("old")));
    own.store.write(round_of("web1", at(20), facts_of("new")));
    own.store.write(round_of("web1", at(30)));

    CHECK_FALSE(own.store.facts_at("web1", at(10) - Nanoseconds(1)));
    CHECK(own.store.facts_at("web1", at(10)) == facts_of("old"));
    CHECK(own.store.facts_at("web1", at(19)) == facts_of("old"));
    CHECK(own.store.facts_at("web1", at(20)) == facts_of("new"));
    CHECK(own.store.facts_at("web1", at(99)) == facts_of("new"));
    CHECK_FALSE(own.store.facts_at("web2", at(99)));
}

TEST_CASE("facts come back with every byte, in their order, whatever they look like") {
    OwnStore own;
    const auto facts = GENERATE(
        Json::object(),
        Json(Json::Object{{"b", "1"}, {"a", odd_bytes()}}),
        Json(Json::Object{{odd_bytes(), "1"}, {"", ""}}),
        Json(Json::Object{{"base64", "AAAA"}}),
        Json(Json::Object{{"base64", odd_bytes()}}),
        Json(Json::Object{{"base64", Json(Json::Object{{"base64", Json::array()}})}})
    );

    own.store.write(round_of("web1", at(1), facts));

    CHECK(own.store.facts_at("web1", at(1)) == facts);
}

TEST_CASE("a target that is written without a new round has had none") {
    OwnStore own;
    auto never_asked = round_of("web1", Instant{}, facts_of("0"));
    own.store.write(never_asked);
    own.store.write(round_of("web2", at(1), facts_of("1")));

    auto again = round_of("web2", at(1), facts_of("2"));
    again.target.retired = true;
    own.store.write(again);

    CHECK(own.store.rounds("web1", Instant::min(), Instant::max()).empty());
    CHECK(own.store.rounds("web2", Instant::min(), Instant::max()).size() == 1);
    CHECK(own.store.facts_at("web2", at(1)) == facts_of("1"));
    CHECK(own.store.targets().back().retired);
    CHECK(own.number("SELECT count(*) FROM snapshot") == 1);
}
