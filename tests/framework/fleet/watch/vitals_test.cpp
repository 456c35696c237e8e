#include "framework/fleet/watch/vitals.hpp"

#include "framework/fleet/watch/bell.hpp"
#include "framework/fleet/watch/lateness.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

constexpr auto interval = 60s;
constexpr auto timeout = 30s;

/// Turns once a second, with so many rounds on their way.
void turn(Vitals& vitals, std::size_t running, std::int64_t from, std::int64_t to) {
    for (auto second = from; second <= to; ++second)
        CHECK_FALSE(vitals.turn(running, at(second)));
}

}  // namespace

TEST_CASE("a loop is well while nobody is long overdue, however seldom a round is") {
    Vitals vitals(at(0));
    turn(vitals, 0, 1, 3600);
    CHECK(vitals.is_well(std::nullopt, interval, timeout, at(3600)));
    CHECK(vitals.is_well(at(86'400), interval, timeout, at(3600)));
    CHECK(vitals.is_well(at(3600 - 179), interval, timeout, at(3600)));
    CHECK_FALSE(vitals.is_well(at(3600 - 180), interval, timeout, at(3600)));
}

TEST_CASE("a loop whose rounds do not end is not well") {
    Vitals vitals(at(0));
    turn(vitals, 3, 1, 209);
    CHECK(vitals.is_well(std::nullopt, interval, timeout, at(209)));
    turn(vitals, 3, 210, 210);
    CHECK_FALSE(vitals.is_well(std::nullopt, interval, timeout, at(210)));
    vitals.round_ended({}, at(211));
    CHECK(vitals.is_well(std::nullopt, interval, timeout, at(211)));
}

TEST_CASE("a pause, or a clock that is set, is seen, and nothing is late by it") {
    Vitals vitals(at(0));
    CHECK(vitals.awake_since() == at(0));
    CHECK_FALSE(vitals.turn(3, at(30)));
    CHECK(vitals.turn(3, at(61)));
    CHECK(vitals.awake_since() == at(61));
    CHECK_FALSE(vitals.turn(3, at(60)));  // a second back is a clock that is trimmed
    CHECK(vitals.turn(3, at(58)));
    CHECK(vitals.awake_since() == at(58));
    CHECK(vitals.is_well(std::nullopt, interval, timeout, at(58)));
}

TEST_CASE("rounds and exchanges are counted") {
    Vitals vitals(at(0));
    TargetReport report;
    report.exchanges = 2;
    vitals.round_ended(report, at(1));
    vitals.round_ended(report, at(5));
    LoopHealth health;
    vitals.tell(health);
    CHECK(health.started == at(0));
    CHECK(health.last_round == at(5));
    CHECK(health.rounds == 2);
    CHECK(health.exchanges == 4);
}

TEST_CASE("lateness is told of the last thousand rounds") {
    Lateness lateness;
    CHECK(lateness.percentile(99) == 0ns);
    for (int i = 0; i < 1000; ++i)
        lateness.add(1h);
    for (int i = 1; i <= 1000; ++i)
        lateness.add(i * 1ms);
    CHECK(lateness.percentile(0) == 1ms);
    CHECK(lateness.percentile(50) == 500ms);
    CHECK(lateness.percentile(99) == 990ms);
    CHECK(lateness.percentile(100) == 1s);
}

TEST_CASE("something is due at first, after its interval, and when the clock was put back") {
    Every every(10s);
    CHECK(every.is_due(at(0)));
    CHECK_FALSE(every.is_due(at(9)));
    CHECK(every.is_due(at(10)));
    CHECK_FALSE(every.is_due(at(11)));
    CHECK(every.is_due(at(5)));
    CHECK_FALSE(every.is_due(at(6)));
}

TEST_CASE("a bell that was rung before somebody waits wakes him at once, and once") {
    Bell bell;
    bell.ring();
    bell.ring();
    const auto before = std::chrono::steady_clock::now();
    bell.wait(1h);
    bell.wait(20ms);
    CHECK(std::chrono::steady_clock::now() - before >= 20ms);
    std::jthread other([&] { bell.ring(); });
    bell.wait(1h);
}
