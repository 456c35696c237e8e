#include "framework/fleet/schedule/schedule.hpp"

#include <catch2/catch.hpp>

using muster::DueRound;
using muster::Instant;
using muster::IntervalRule;
using muster::Nanoseconds;
using muster::next_on_grid;
using muster::Schedule;
using muster::ScheduledSpec;
using muster::ScheduledTarget;
using muster::StateRules;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Instant noon = *muster::from_iso8601("2026-11-28T12:00:00Z");
constexpr std::size_t everybody = 1'000'000;

ScheduledTarget target(
    const std::string& name, const std::vector<std::string>& titles, double phase = 0
) {
    ScheduledTarget made{.name = name, .roles = {}, .specs = {}, .phase = phase};
    for (const auto& title : titles)
        made.specs.push_back({title, noon});
    return made;
}

IntervalRule every(const char* spec, Nanoseconds interval) {
    return {.scope = {"", "", spec}, .every = interval, .where = {}};
}

/// "web1: a b, db1: a"
std::string said(const std::vector<DueRound>& rounds) {
    std::string text;
    for (const auto& round : rounds) {
        text += (text.empty() ? "" : ", ") + round.target + ":";
        for (const auto& spec : round.specs)
            text += " " + spec;
    }
    return text;
}

std::string due(Schedule& schedule, Nanoseconds after_noon) {
    return said(schedule.take_due(noon + after_noon, everybody));
}

/// A schedule at noon, of which everything was asked just then.
Schedule schedule_of(
    const std::vector<ScheduledTarget>& targets, std::vector<IntervalRule> intervals = {}
) {
    Schedule schedule(StateRules{}, std::move(intervals));
    schedule.plan(targets, noon);
    return schedule;
}

}  // namespace

TEST_CASE("specs of one interval come due together, at the phase of their target") {
    auto schedule = schedule_of({target("web1", {"a", "b", "c"}, 0.5)}, {every("c", minutes(2))});

    CHECK(schedule.next() == noon + seconds(30));
    CHECK(due(schedule, seconds(29)) == "");
    CHECK(due(schedule, seconds(30)) == "web1: a b");
    schedule.done("web1", {}, noon + seconds(31));
    CHECK(due(schedule, seconds(59)) == "");
    CHECK(due(schedule, seconds(60)) == "web1: c");
    schedule.done("web1", {}, noon + seconds(61));
    CHECK(due(schedule, seconds(90)) == "web1: a b");
    schedule.done("web1", {}, noon + seconds(91));
    CHECK(due(schedule, seconds(180)) == "web1: a b c");
}

TEST_CASE("who is being asked is not due again, and nobody is asked twice") {
    auto schedule = schedule_of({target("web1", {"a"}), target("web2", {"a"})});

    CHECK(due(schedule, minutes(1)) == "web1: a, web2: a");
    CHECK(schedule.asking() == 2);
    CHECK(schedule.next() == std::nullopt);
    CHECK(due(schedule, minutes(10)) == "");
    schedule.done("web1", {}, noon + minutes(10));
    schedule.done("web1", {}, noon + minutes(10));
    CHECK(schedule.asking() == 1);
    CHECK(due(schedule, minutes(11)) == "web1: a");
}

TEST_CASE("the latest are given out first, and the others stay due and say how late they are") {
    auto schedule =
        schedule_of({target("a", {"x"}, 0.75), target("b", {"x"}, 0.25), target("c", {"x"}, 0.5)});
    const auto first = schedule.take_due(noon + seconds(50), 2);
    const auto second = schedule.take_due(noon + seconds(70), 2);

    CHECK(said(first) == "b: x, c: x");
    CHECK(first[0].late == seconds(35));
    CHECK(first[1].since == noon + seconds(30));
    CHECK(said(second) == "a: x");
    CHECK(second[0].late == seconds(25));
}

TEST_CASE("a soft problem is asked again soon, alone, and then at its moments") {
    auto schedule = schedule_of({target("web1", {"a", "b"})});
    const std::vector<std::string> soft = {"b"};

    CHECK(due(schedule, seconds(60)) == "web1: a b");
    schedule.done("web1", soft, noon + seconds(61));
    CHECK(due(schedule, seconds(75)) == "");
    CHECK(due(schedule, seconds(76)) == "web1: b");
    schedule.done("web1", {}, noon + seconds(77));
    CHECK(due(schedule, seconds(119)) == "");
    CHECK(due(schedule, seconds(120)) == "web1: a b");
}

TEST_CASE("a soft problem does not wait longer than its interval") {
    auto schedule = schedule_of({target("web1", {"a"})}, {every("a", seconds(5))});
    const std::vector<std::string> soft = {"a"};

    CHECK(due(schedule, seconds(5)) == "web1: a");
    schedule.done("web1", soft, noon + seconds(6));
    CHECK(schedule.next() == noon + seconds(10));
}

TEST_CASE("a target that cannot be reached is tried again soon until that is hard") {
    auto schedule = schedule_of({target("web1", {"a"})});

    CHECK(due(schedule, seconds(60)) == "web1: a");
    schedule.not_reached("web1", noon + seconds(62));
    CHECK(schedule.next() == noon + seconds(77));
    CHECK(due(schedule, seconds(77)) == "web1: a");
    schedule.not_reached("web1", noon + seconds(79));
    CHECK(schedule.next() == noon + seconds(94));
    CHECK(due(schedule, seconds(94)) == "web1: a");
    schedule.not_reached("web1", noon + seconds(96));
    CHECK(schedule.next() == noon + seconds(120));
    CHECK(due(schedule, seconds(120)) == "web1: a");
    schedule.not_reached("web1", noon + seconds(122));
    CHECK(schedule.next() == noon + seconds(180));
    CHECK(due(schedule, seconds(180)) == "web1: a");
    schedule.done("web1", {}, noon + seconds(181));
    CHECK(due(schedule, seconds(240)) == "web1: a");
    schedule.not_reached("web1", noon + seconds(241));
    CHECK(schedule.next() == noon + seconds(256));
}

TEST_CASE("what was missed while a target could not be reached goes along with its next round") {
    auto schedule = schedule_of({target("web1", {"often", "daily"})}, {every("daily", hours(1))});

    CHECK(due(schedule, minutes(60)) == "web1: often daily");
    for (const int second : {3602, 3619, 3636}) {
        schedule.not_reached("web1", noon + seconds(second));
        CHECK(due(schedule, seconds(second + 15)) == (second < 3636 ? "web1: often daily" : ""));
    }
    CHECK(due(schedule, minutes(61)) == "web1: often daily");
    schedule.done("web1", {}, noon + seconds(3661));
    CHECK(due(schedule, minutes(62)) == "web1: often");
}

TEST_CASE("a pause of the machine is made up for by one round") {
    auto schedule = schedule_of({target("web1", {"a"})});

    const auto rounds = schedule.take_due(noon + hours(5) + seconds(20), everybody);

    CHECK(said(rounds) == "web1: a");
    CHECK(rounds.front().late == hours(5) + seconds(20) - minutes(1));
    schedule.done("web1", {}, noon + hours(5) + seconds(21));
    CHECK(schedule.next() == noon + hours(5) + seconds(60));
}

TEST_CASE("a round that takes longer than its interval leaves out what it ran into") {
    auto schedule = schedule_of({target("web1", {"a"})});

    CHECK(due(schedule, seconds(60)) == "web1: a");
    schedule.done("web1", {}, noon + seconds(130));
    CHECK(schedule.next() == noon + seconds(180));
}

TEST_CASE("a clock that is put back an hour does not stop anything") {
    auto schedule = schedule_of({target("web1", {"a"}), target("web2", {"b"}, 0.5)});
    CHECK(due(schedule, seconds(60)) == "web2: b, web1: a");
    schedule.done("web1", {}, noon + seconds(61));

    CHECK(due(schedule, seconds(61) - hours(1)) == "");
    CHECK(schedule.next() == noon + seconds(120) - hours(1));
    schedule.done("web2", {}, noon + seconds(62) - hours(1));
    CHECK(due(schedule, seconds(90) - hours(1)) == "web2: b");
    CHECK(due(schedule, seconds(120) - hours(1)) == "web1: a");
}

TEST_CASE("a soft problem is asked again soon after a clock was put back") {
    auto schedule = schedule_of({target("web1", {"a"})}, {every("a", hours(2))});
    const std::vector<std::string> soft = {"a"};
    CHECK(due(schedule, hours(2)) == "web1: a");
    schedule.done("web1", soft, noon + hours(2) + seconds(1));

    CHECK(due(schedule, hours(1)) == "");
    CHECK(schedule.next() == noon + hours(1) + seconds(15));
}

TEST_CASE("a clock that is set right by some milliseconds moves no round") {
    auto schedule = schedule_of({target("web1", {"a"})});
    CHECK(due(schedule, seconds(60)) == "web1: a");
    schedule.done("web1", {}, noon + seconds(60) + milliseconds(100));

    CHECK(due(schedule, seconds(60) - milliseconds(200)) == "");
    CHECK(schedule.next() == noon + seconds(120));
}

TEST_CASE("what was never asked is asked within a minute, spread by the phase") {
    auto fresh = target("web1", {"a", "b"}, 0.25);
    fresh.specs = {{"a", {}}, {"b", noon - hours(3)}, {"c", noon - minutes(20)}};
    auto schedule = schedule_of({fresh}, {every("*", hours(2)), every("c", hours(1))});

    CHECK(schedule.next() == noon + seconds(15));
    CHECK(due(schedule, seconds(15)) == "web1: a b");
    schedule.done("web1", {}, noon + seconds(16));
    // c was asked after its last moment, 11:15.
    CHECK(due(schedule, minutes(15)) == "web1: c");
    schedule.done("web1", {}, noon + minutes(15));
    CHECK(due(schedule, minutes(30)) == "web1: a b");
}

TEST_CASE("after a restart rounds come at the moments at which they came before") {
    auto one = target("web1", {"a"}, 0.371);
    auto before = schedule_of({one});
    const auto first = before.next();
    REQUIRE(first);
    (void)before.take_due(*first, everybody);
    before.done("web1", {}, *first + seconds(1));

    const auto kept = muster::phase_from(muster::phase_text(one.phase));
    REQUIRE(kept);
    one.phase = *kept;
    one.specs.front().last = *first;
    Schedule after(StateRules{}, {});
    after.plan({one}, *first + seconds(40));

    CHECK(after.next() == before.next());
}

TEST_CASE("targets and specs come and go while others are asked") {
    auto schedule = schedule_of({target("web1", {"a", "b"}), target("web2", {"a"})});
    CHECK(due(schedule, seconds(60)) == "web1: a b, web2: a");

    schedule.plan({target("web1", {"b", "c"}), target("web3", {"a"})}, noon + seconds(61));
    CHECK(due(schedule, seconds(62)) == "web3: a");
    for (const char* name : {"web1", "web2", "web3"})
        schedule.done(name, {}, noon + seconds(62));
    CHECK(schedule.asking() == 0);
    CHECK(due(schedule, seconds(63)) == "web1: c");
    schedule.done("web1", {}, noon + seconds(64));

    CHECK(due(schedule, seconds(120)) == "web1: b c, web3: a");
}

TEST_CASE("a target that comes back while its round is on its way is not asked twice") {
    auto schedule = schedule_of({target("web1", {"a"})});
    CHECK(due(schedule, seconds(60)) == "web1: a");

    schedule.plan({}, noon + seconds(61));
    schedule.plan({target("web1", {"a"})}, noon + seconds(62));

    CHECK(due(schedule, seconds(119)) == "");
    schedule.done("web1", {}, noon + seconds(119));
    CHECK(due(schedule, seconds(120)) == "web1: a");
}

TEST_CASE("a shorter interval counts at once, and a longer one after one more round") {
    const std::vector<ScheduledTarget> targets = {target("web1", {"a"})};
    auto schedule = schedule_of(targets);

    schedule.set_rules(StateRules{.interval = seconds(10)}, {});
    schedule.plan(targets, noon + seconds(1));
    CHECK(schedule.next() == noon + seconds(10));
    CHECK(due(schedule, seconds(10)) == "web1: a");
    schedule.done("web1", {}, noon + seconds(11));
    schedule.set_rules(StateRules{.interval = hours(1)}, {});
    schedule.plan(targets, noon + seconds(12));
    CHECK(due(schedule, seconds(20)) == "web1: a");
    schedule.done("web1", {}, noon + seconds(21));
    CHECK(schedule.next() == noon + hours(1));
}

TEST_CASE("of several rules of intervals the last that fits counts") {
    const std::vector<std::string> roles = {"db"};
    const std::vector<IntervalRule> rules = {
        {.scope = {"", "db", ""}, .every = seconds(30), .where = {}},
        {.scope = {"", "", "patches*"}, .every = hours(1), .where = {}},
        {.scope = {"db9", "", ""}, .every = seconds(5), .where = {}}};
    const auto interval = [&](const char* target, const char* spec) {
        return muster::interval_of({target, roles, spec}, rules, seconds(60));
    };

    CHECK(interval("db1", "mysql") == seconds(30));
    CHECK(interval("db1", "patches of the week") == hours(1));
    CHECK(interval("db9", "patches of the week") == seconds(5));
    CHECK(muster::interval_of({"web1", {}, "nginx"}, rules, seconds(60)) == seconds(60));
}

TEST_CASE("phases are fractions, and are read as they were kept") {
    for (const std::uint32_t draw : {0U, 1U, 1'234'567'890U, 0xFFFF'FFFFU}) {
        const auto phase = muster::phase_of_draw(draw);
        CHECK(phase >= 0);
        CHECK(phase < 1);
        CHECK(muster::phase_from(muster::phase_text(phase)) == phase);
    }
    for (const char* text : {"", "1", "-0.5", "nan", "inf", "0.5x", " 0.5", "1e9"})
        CHECK(muster::phase_from(text) == std::nullopt);
}

TEST_CASE("the next moment lies after now, within an interval, before 1970 too") {
    for (const double phase : {0.0, 0.3, 0.999'999}) {
        for (const auto now : {noon, Instant(-hours(7) - seconds(1)), Instant(seconds(0))}) {
            const auto next = next_on_grid(now, minutes(1), phase);
            CHECK(next > now);
            CHECK(next - now <= minutes(1));
            CHECK(next_on_grid(next, minutes(1), phase) == next + minutes(1));
        }
    }
}
