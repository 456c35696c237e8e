#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace muster;
using namespace muster::tests;

namespace {

constexpr Retention an_hour{.age = std::chrono::hours(1)};
constexpr Retention half_a_megabyte{.bytes = 512UL * 1024};
const Instant now = at(3600 + 100);  // with an hour's age what is before at(100) is old

/// Rounds of one target, a second apart, in one transaction for each.
void write_rounds(Store& store, int count, std::size_t bytes_of_facts) {
    for (int second = 0; second < count; ++second) {
        const auto number = std::to_string(second);
        store.write(
            round_of("web1", at(second), facts_of(number + std::string(bytes_of_facts, 'x')))
        );
    }
}

/// What its tables take of the file.
std::uint64_t used_bytes(const OwnStore& own) {
    const auto pages = own.number("PRAGMA page_count") - own.number("PRAGMA freelist_count");
    return static_cast<std::uint64_t>(pages * own.number("PRAGMA page_size"));
}

}  // namespace

TEST_CASE("history that is older than its age is thrown away, states are not") {
    OwnStore own;
    auto old = round_of("web1", at(99), facts_of("old"));
    old.states = {state_of("web1", "a", Standing::failed)};
    old.events = {event_of({"web1", "a"}, at(99))};
    own.store.write(old);
    auto young = round_of("web1", at(100), facts_of("young"));
    young.events = {event_of({"web1", "a"}, at(100))};
    own.store.write(young);
    (void)own.store.add(Silence{.until = at(99)});
    (void)own.store.add(Silence{.from = at(0), .until = at(100)});

    own.store.prune(an_hour, now);

    const auto rounds = own.store.rounds("web1", at(0), now);
    REQUIRE(rounds.size() == 1);
    CHECK(rounds.front().at == at(100));
    REQUIRE(own.store.history({}).size() == 1);
    CHECK(own.store.history({}).front().at == at(100));
    CHECK(own.store.silences(at(0)).size() == 1);
    CHECK(own.store.states().size() == 1);
    CHECK(own.store.targets().size() == 1);
    CHECK(own.number("SELECT count(*) FROM snapshot") == 1);
}

TEST_CASE("a snapshot stays as long as one round names it") {
    OwnStore own;
    own.store.write(round_of("web1", at(1), facts_of("shared")));
    own.store.write(round_of("web2", at(200), facts_of("shared")));

    own.store.prune(an_hour, now);
    CHECK_FALSE(own.store.facts_at("web1", now));
    CHECK(own.store.facts_at("web2", now) == facts_of("shared"));

    own.store.prune(an_hour, now + std::chrono::hours(1));
    CHECK(own.number("SELECT count(*) FROM snapshot") == 0);
}

TEST_CASE("a round that a wrong clock wrote first does not keep the others from growing old") {
    OwnStore own;
    own.store.write(round_of("web1", at(1'000'000), facts_of("of the future")));
    own.store.write(round_of("web1", at(1), facts_of("old")));
    (void)own.store.add(event_of({"web1", ""}, at(1'000'000)));
    (void)own.store.add(event_of({"web1", ""}, at(1)));

    own.store.prune(an_hour, now);

    CHECK(own.store.rounds("web1", at(0), now).empty());
    CHECK(own.store.history({.until = now}).empty());
    CHECK(own.store.history({}).size() == 1);
}

TEST_CASE("a store that is too large loses its oldest rounds until it is not") {
    OwnStore own;
    write_rounds(own.store, 200, 10'000);
    (void)own.store.add(event_of({"web1", ""}, at(1)));
    REQUIRE(used_bytes(own) > half_a_megabyte.bytes);

    int calls = 0;
    for (; used_bytes(own) > half_a_megabyte.bytes and calls < 20; ++calls)
        own.store.prune(half_a_megabyte, at(200));

    CHECK(calls < 20);
    const auto rounds = own.store.rounds("web1", at(0), at(200));
    CHECK(rounds.size() > 20);
    CHECK(rounds.front().at > at(0));
    CHECK(rounds.back().at == at(199));
    CHECK(own.store.history({}).size() == 1);
    own.store.prune(half_a_megabyte, at(200));
    CHECK(own.store.rounds("web1", at(0), at(200)).size() == rounds.size());
}

TEST_CASE("of a store that is too large by its events the oldest events go") {
    OwnStore own;
    own.store.write(round_of("web1", at(1), facts_of("1")));
    Round round;
    for (int second = 1; second <= 200; ++second) {
        round.events.push_back(event_of({"web1", ""}, at(second)));
        round.events.back().is = std::string(10'000, 'x');
    }
    own.store.write(round);

    for (int calls = 0; used_bytes(own) > half_a_megabyte.bytes and calls < 20; ++calls)
        own.store.prune(half_a_megabyte, at(200));

    CHECK(used_bytes(own) <= half_a_megabyte.bytes);
    const auto events = own.store.history({});
    CHECK(events.size() > 20);
    CHECK(events.back().at == at(200));
    CHECK(own.store.rounds("web1", at(0), at(200)).size() == 1);
}

TEST_CASE("a call of prune throws so much away and no more") {
    OwnStore own;
    Round round;
    for (int number = 0; number < 12'000; ++number)
        round.events.push_back(event_of({"web1", ""}, at(1)));
    own.store.write(round);

    std::vector<std::int64_t> left;
    for (int call = 0; call < 4; ++call) {
        own.store.prune(an_hour, now);
        left.push_back(own.number("SELECT count(*) FROM event"));
    }

    CHECK(left == std::vector<std::int64_t>{7000, 2000, 0, 0});
}

TEST_CASE("the room of what was thrown away is given back to the disk") {
    OwnStore own;
    write_rounds(own.store, 200, 10'000);
    const auto full = own.number("PRAGMA page_count");

    own.store.prune(an_hour, now + std::chrono::hours(1));

    CHECK(own.number("PRAGMA page_count") < full / 4);
    CHECK(own.number("PRAGMA freelist_count") == 0);
}
