#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

TEST_CASE("silences are told until they end, in the order in which they came") {
    OwnStore own;
    const Silence silence{
        .kind = Silence::Kind::ack,
        .target = odd_bytes(),
        .role = "web",
        .id = odd_bytes() + "id",
        .from = at(5),
        .until = at(10),
        .reason = odd_bytes() + "reason",
        .who = odd_bytes() + "who"};
    const auto first = own.store.add(silence);
    const auto second = own.store.add(Silence{.until = at(20)});

    const auto told = own.store.silences(at(1));

    CHECK(first < second);
    REQUIRE(told.size() == 2);
    CHECK(told[0].number == first);
    CHECK(told[0].kind == Silence::Kind::ack);
    CHECK(told[0].target == silence.target);
    CHECK(told[0].role == silence.role);
    CHECK(told[0].id == silence.id);
    CHECK(told[0].from == silence.from);
    CHECK(told[0].until == silence.until);
    CHECK(told[0].reason == silence.reason);
    CHECK(told[0].who == silence.who);
    CHECK(told[1].number == second);
    CHECK(told[1].kind == Silence::Kind::silence);
    CHECK(own.store.silences(at(10)).size() == 1);
    CHECK(own.store.silences(at(20)).empty());
}

TEST_CASE("a silence that is ended is over, one that is over stays as it was") {
    OwnStore own;
    const auto number = own.store.add(Silence{.until = at(20)});

    own.store.end_silence(number + 1, at(5));
    CHECK(own.store.silences(at(5)).size() == 1);
    own.store.end_silence(number, at(5));
    CHECK(own.store.silences(at(5)).empty());
    own.store.end_silence(number, at(10));

    CHECK(own.store.silences(at(4)).front().until == at(5));
}

TEST_CASE("an ack without an end holds until somebody ends it") {
    OwnStore own;
    const auto number = own.store.add(Silence{.kind = Silence::Kind::ack});
    (void)own.store.add(Silence{.kind = Silence::Kind::silence});

    own.store.prune({.age = Nanoseconds(1)}, at(1'000'000));
    REQUIRE(own.store.silences(at(1'000'000)).size() == 1);
    CHECK(own.store.silences(at(1'000'000)).front().until == Instant{});
    own.store.end_silence(number, at(5));

    CHECK(own.store.silences(at(5)).empty());
    CHECK(own.store.silences(at(4)).size() == 1);
}
