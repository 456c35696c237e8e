// Schedules as whole fleets live by them, by a clock of their own.

#include "framework/fleet/schedule/schedule.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>

using muster::DueRound;
using muster::Instant;
using muster::IntervalRule;
using muster::Nanoseconds;
using muster::next_on_grid;
using muster::Schedule;
using muster::ScheduledTarget;
using muster::StateRules;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Instant noon = *muster::from_iso8601("2026-11-28T12:00:00Z");
constexpr std::size_t everybody = 1'000'000;

/// One of which everything was asked at noon.
ScheduledTarget asked_target(
    std::size_t number, const std::vector<std::string>& titles, std::uint32_t draw
) {
    ScheduledTarget made;
    made.name = fmt::format("host-{}", number);
    made.phase = muster::phase_of_draw(draw);
    for (const auto& title : titles)
        made.specs.push_back({title, noon});
    return made;
}

/// A fleet whose rounds take their time, watched by as many jobs as it has targets.
class Simulation {
public:
    explicit Simulation(std::uint64_t seed) : random_(seed) {
        const std::vector<Nanoseconds> choices = {
            seconds(1), seconds(7), seconds(30), seconds(60), minutes(5)};
        std::vector<IntervalRule> rules;
        for (const char* spec : {"b", "c"})
            rules.push_back(
                {.scope = {"", "", spec}, .every = choices[below(choices.size())], .where = {}}
            );
        rules_.interval = choices[below(choices.size())];
        rules_.retry_after = seconds(1 + below(30));
        slowest_ = milliseconds(1 + below(3'000));
        schedule_ = Schedule(rules_, rules);
        const auto count = 1 + below(8);
        for (std::size_t i = 0; i < count; ++i)
            targets_.push_back(
                asked_target(i, {"a", "b", "c"}, static_cast<std::uint32_t>(random_()))
            );
        for (const auto& one : targets_)
            for (const auto& spec : one.specs)
                watched_[one.name + spec.title] = {
                    muster::interval_of({one.name, one.roles, spec.title}, rules, rules_.interval),
                    one.phase,
                    noon,
                    false,
                    -1};
        schedule_.plan(targets_, noon);
    }

    /// What was promised and not kept; empty when all was.
    std::string run(int steps) {
        for (auto now = noon; steps > 0 and trouble_.empty(); --steps) {
            for (const auto& round : schedule_.take_due(now, everybody))
                begin(round, now);
            auto wake = Instant::max();
            if (const auto next = schedule_.next())
                wake = *next;
            if (not running_.empty())
                wake = std::min(wake, running_.begin()->first);
            now = std::max(now, wake);
            while (not running_.empty() and running_.begin()->first <= now)
                end(now);
        }
        return trouble_;
    }

    std::size_t rounds() const { return rounds_; }

private:
    struct Asked {
        Nanoseconds interval;
        double phase;
        Instant last;
        bool was_soft;
        std::int64_t slot;
    };

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

    void begin(const DueRound& round, Instant now) {
        ++rounds_;
        if (round.late > slowest_ or round.late != now - round.since)
            trouble_ = fmt::format("the round of {} began late", round.target);
        for (const auto& spec : round.specs) {
            auto& asked = watched_.at(round.target + spec);
            const auto next = next_on_grid(now, asked.interval, asked.phase);
            const auto slot = next.time_since_epoch().count();
            // Its last round ends, its moment comes, and a round of its target may be on its way then.
            if (now - asked.last > slowest_ + asked.interval + slowest_)
                trouble_ = fmt::format("{} of {} came late", spec, round.target);
            if (asked.slot == slot and not asked.was_soft)
                trouble_ = fmt::format("{} of {} came twice", spec, round.target);
            asked.slot = slot;
            asked.last = now;
        }
        const auto takes =
            milliseconds(1 + below(static_cast<std::uint64_t>(slowest_ / milliseconds(1))));
        running_.emplace(now + takes, round);
    }

    void end(Instant now) {
        const auto round = running_.extract(running_.begin()).mapped();
        std::vector<std::string> soft;
        const bool is_reached = below(20) > 0;
        for (const auto& spec : round.specs) {
            auto& asked = watched_.at(round.target + spec);
            asked.was_soft = not is_reached or below(10) == 0;
            if (asked.was_soft)
                soft.push_back(spec);
        }
        if (is_reached)
            schedule_.done(round.target, soft, now);
        else
            schedule_.not_reached(round.target, now);
    }

    std::mt19937_64 random_;
    StateRules rules_;
    Nanoseconds slowest_{};
    Schedule schedule_{StateRules{}, {}};
    std::vector<ScheduledTarget> targets_;
    std::map<std::string, Asked> watched_;
    std::multimap<Instant, DueRound> running_;
    std::string trouble_;
    std::size_t rounds_ = 0;
};

}  // namespace

TEST_CASE("in a thousand fleets nothing is asked late, or twice in an interval without a reason") {
    std::size_t rounds = 0;
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        Simulation simulation(seed);
        INFO("seed " << seed);
        REQUIRE(simulation.run(200) == "");
        rounds += simulation.rounds();
    }
    REQUIRE(rounds > 100'000);
}

TEST_CASE("five thousand targets with ten specs each are all asked once an interval") {
    std::vector<ScheduledTarget> targets;
    std::mt19937 random(7);
    for (std::size_t i = 0; i < 5'000; ++i)
        targets.push_back(asked_target(
            i,
            {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"},
            static_cast<std::uint32_t>(random())
        ));
    Schedule schedule(StateRules{}, {});
    schedule.plan(targets, noon);

    std::size_t rounds = 0;
    std::size_t specs = 0;
    std::size_t most_at_once = 0;
    for (int second = 1; second <= 60; ++second) {
        const auto now = noon + seconds(second);
        const auto all = schedule.take_due(now, everybody);
        for (const auto& round : all) {
            specs += round.specs.size();
            schedule.done(round.target, {}, now);
        }
        rounds += all.size();
        most_at_once = std::max(most_at_once, all.size());
    }

    CHECK(rounds == 5'000);
    CHECK(specs == 50'000);
    CHECK(most_at_once < 200);
}
