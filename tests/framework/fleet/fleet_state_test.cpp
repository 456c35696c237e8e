#include "framework/fleet/state/fleet_state.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace muster;

namespace {

Instant at(int minute) {
    return instant_from_unix(1'800'000'000) + std::chrono::minutes(minute);
}

Result row(const std::string& id, Outcome outcome, const std::string& actual = "") {
    Result result;
    result.id = id;
    result.statement = "statement of " + id;
    result.outcome = outcome;
    result.actual = actual;
    result.message = outcome == Outcome::passed ? "" : "expected another, is " + actual;
    return result;
}

TargetReport report(
    const std::string& target, const std::string& title, std::vector<Result> results
) {
    TargetReport one;
    one.name = target;
    one.identity = "key of " + target;
    one.platform.machine_id = "machine of " + target;
    one.specs = {{title, {}, {}, {}, "", "", std::move(results)}};
    return one;
}

TargetReport unreachable(const std::string& target) {
    TargetReport one;
    one.name = target;
    one.unreachable = "connection refused";
    return one;
}

RoundSubject about(const std::vector<std::string>& titles) {
    return {{titles.begin(), titles.end()}, titles, {}};
}

StateRules at_once() {
    StateRules rules;
    rules.attempts = 1;
    rules.flapping = false;
    return rules;
}

std::vector<Target> members(const std::vector<std::string>& names) {
    std::vector<Target> all;
    for (const auto& name : names)
        all.push_back({name, "ssh://" + name});
    return all;
}

/// "problem web/row": what happened, in order.
std::vector<std::string> told(const Changes& changes) {
    std::vector<std::string> all;
    for (const auto& event : changes.events)
        all.push_back(
            std::string(name(event.kind)) + " " + event.of.target
            + (event.of.id.empty() ? "" : "/" + event.of.id)
        );
    return all;
}

using Told = std::vector<std::string>;

const auto web_spec = about({"web"});

}  // namespace

TEST_CASE("a round says what became a problem and what is none any more") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto round = [&](Outcome outcome, int minute) {
        return told(fleet.round_ended(
            report("web1", "web", {row("a", Outcome::passed), row("b", outcome)}),
            web_spec,
            at_once(),
            at(minute)
        ));
    };
    CHECK(round(Outcome::passed, 1).empty());
    CHECK(round(Outcome::failed, 2) == Told{"problem web1/b"});
    CHECK(round(Outcome::errored, 3) == Told{"turned web1/b"});
    CHECK(round(Outcome::passed, 4) == Told{"recovery web1/b"});
    CHECK(fleet.find(Watched{"web1", "a"})->settled == Standing::conforms);
    CHECK(fleet.find(Watched{"web1", "nothing"}) == nullptr);
    CHECK(fleet.find(Watched{"web2", ""}) == nullptr);
}

TEST_CASE("what cannot be reached keeps what is known of it") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto rules = at_once();
    (void)fleet.round_ended(
        report("web1", "web", {row("a", Outcome::failed, "x")}), web_spec, rules, at(1)
    );
    CHECK(
        told(fleet.round_ended(unreachable("web1"), web_spec, rules, at(2))) == Told{"problem web1"}
    );
    const auto* row_a = fleet.find(Watched{"web1", "a"});
    REQUIRE(row_a != nullptr);
    CHECK(row_a->settled == Standing::failed);
    CHECK(row_a->last == at(1));
    CHECK(fleet.find(Watched{"web1", ""})->observation.result.message == "connection refused");
    CHECK(
        told(fleet.round_ended(
            report("web1", "web", {row("a", Outcome::passed)}), web_spec, rules, at(3)
        ))
        == Told{"recovery web1", "recovery web1/a"}
    );
}

TEST_CASE("a target that was lost on the way was not reached, and its errored rows say nothing") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto rules = at_once();
    (void
    )fleet.round_ended(report("web1", "web", {row("a", Outcome::passed)}), web_spec, rules, at(1));
    auto lost = report("web1", "web", {row("a", Outcome::errored)});
    lost.lost = "the link broke";
    CHECK(told(fleet.round_ended(lost, web_spec, rules, at(2))) == Told{"problem web1"});
    CHECK(fleet.find(Watched{"web1", "a"})->settled == Standing::conforms);
}

TEST_CASE("specs that were not due stay as they were, and rows that no spec has any more are gone"
) {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto rules = at_once();
    auto both = report("web1", "web", {row("a", Outcome::passed), row("b", Outcome::failed)});
    both.specs.push_back({"patches", {}, {}, {}, "", "", {row("p", Outcome::failed)}});
    (void)fleet.round_ended(both, about({"web", "patches"}), rules, at(1));

    const RoundSubject web_alone{{"web"}, {"web", "patches"}, {}};
    auto changes = fleet.round_ended(
        report("web1", "web", {row("a", Outcome::passed)}), web_alone, rules, at(2)
    );
    REQUIRE(changes.gone.size() == 1);
    CHECK(changes.gone[0].of == Watched{"web1", "b"});
    CHECK(changes.gone[0].settled == Standing::failed);
    REQUIRE(fleet.find(Watched{"web1", "p"}) != nullptr);
    CHECK(fleet.find(Watched{"web1", "p"})->last == at(1));

    changes = fleet.round_ended(
        report("web1", "web", {row("a", Outcome::passed)}), web_spec, rules, at(3)
    );
    REQUIRE(changes.gone.size() == 1);
    CHECK(changes.gone[0].of == Watched{"web1", "p"});
}

TEST_CASE("expectations stand in the order of their specs, whichever were asked last") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    auto both = report("web1", "one", {row("a", Outcome::passed), row("b", Outcome::passed)});
    both.specs.push_back({"two", {}, {}, {}, "", "", {row("c", Outcome::passed)}});
    const RoundSubject one_alone{{"one"}, {"one", "two"}, {}};
    (void)fleet.round_ended(both, about({"one", "two"}), at_once(), at(1));
    (void)fleet.round_ended(
        report(
            "web1",
            "one",
            {row("b", Outcome::passed), row("new", Outcome::passed), row("a", Outcome::passed)}
        ),
        one_alone,
        at_once(),
        at(2)
    );
    std::vector<std::string> ids;
    for (const auto& state : fleet.find("web1")->expectations)
        ids.push_back(state.of.id);
    CHECK(ids == std::vector<std::string>{"b", "new", "a", "c"});
}

TEST_CASE("a row that two specs of one title say is watched twice") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    auto twice = report("web1", "web", {row("a", Outcome::passed)});
    twice.specs.push_back({"web", {}, {}, {}, "", "", {row("a", Outcome::failed)}});
    CHECK(
        told(fleet.round_ended(twice, web_spec, at_once(), at(1)))
        == Told{"problem web1/a / again 2"}
    );
    CHECK(told(fleet.round_ended(twice, web_spec, at_once(), at(2))).empty());
}

TEST_CASE("a followed value is told when it changes, though it conforms as before") {
    FleetState fleet;
    (void)fleet.set_members(members({"db"}), at(0));
    const auto round = [&](Outcome outcome, const std::string& value, int minute) {
        auto one = row("primary", outcome, value);
        one.follow = true;
        return fleet.round_ended(report("db", "web", {one}), web_spec, at_once(), at(minute));
    };
    CHECK(round(Outcome::passed, "db1", 1).events.empty());
    CHECK(round(Outcome::passed, "db1", 2).events.empty());
    const auto changes = round(Outcome::passed, "db2", 3);
    REQUIRE(changes.events.size() == 1);
    CHECK(changes.events[0].kind == Event::Kind::followed);
    CHECK(changes.events[0].was == "db1");
    CHECK(changes.events[0].is == "db2");
    // What could not be told in between is no value.
    (void)round(Outcome::errored, "", 4);
    CHECK(told(round(Outcome::passed, "db2", 5)) == Told{"recovery db/primary"});
    (void)round(Outcome::errored, "", 6);
    CHECK(
        told(round(Outcome::passed, "db3", 7)) == Told{"recovery db/primary", "followed db/primary"}
    );
}

TEST_CASE("a target that comes back as another machine begins anew") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto rules = at_once();
    (void
    )fleet.round_ended(report("web1", "web", {row("a", Outcome::failed)}), web_spec, rules, at(1));
    fleet.find(Watched{"web1", "a"})->told = true;
    auto rebuilt = report("web1", "web", {row("a", Outcome::passed)});
    rebuilt.identity = "another key";
    CHECK(told(fleet.round_ended(rebuilt, web_spec, rules, at(2))) == Told{"rebuilt web1"});
    const auto* row_a = fleet.find(Watched{"web1", "a"});
    CHECK(row_a->settled == Standing::conforms);
    CHECK(row_a->results == 1);
    CHECK(row_a->told);  // whoever was told of the problem is still to hear of its end
    CHECK(told(fleet.round_ended(rebuilt, web_spec, rules, at(3))).empty());

    auto reinstalled = rebuilt;
    reinstalled.platform.machine_id = "another machine";
    CHECK(told(fleet.round_ended(reinstalled, web_spec, rules, at(4))) == Told{"rebuilt web1"});
    // A kind of target without an identity is not another one for that.
    auto nameless = reinstalled;
    nameless.identity.clear();
    nameless.platform.machine_id.clear();
    CHECK(told(fleet.round_ended(nameless, web_spec, rules, at(5))).empty());
    CHECK(told(fleet.round_ended(reinstalled, web_spec, rules, at(6))).empty());
}

TEST_CASE("members come and go with the inventory") {
    FleetState fleet;
    CHECK(told(fleet.set_members(members({"a", "b"}), at(0))) == Told{"appeared a", "appeared b"});
    CHECK(told(fleet.set_members(members({"b"}), at(1))) == Told{"retired a"});
    CHECK(told(fleet.set_members(members({"b"}), at(2))).empty());
    CHECK(fleet.find("a")->target.retired);
    CHECK(told(fleet.set_members(members({"a", "b"}), at(3))) == Told{"appeared a"});
    CHECK(fleet.find("a")->target.first_seen == at(3));
    std::vector<std::string> names;
    for (const auto* one : fleet.all())
        names.push_back(one->target.name);
    CHECK(names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a monitor that sees none of its targets is blind, once") {
    FleetState fleet;
    (void)fleet.set_members(members({"a", "b", "c"}), at(0));
    const auto rules = at_once();
    const auto lose = [&](const std::string& target, int minute) {
        (void)fleet.round_ended(unreachable(target), web_spec, rules, at(minute));
        return told(fleet.judge_sight(at(minute)));
    };
    for (const auto* target : {"a", "b", "c"})
        (void)fleet.round_ended(
            report(target, "web", {row("r", Outcome::passed)}), web_spec, rules, at(1)
        );
    CHECK(fleet.judge_sight(at(1)).events.empty());
    CHECK(lose("a", 2).empty());
    CHECK(lose("b", 2).empty());
    CHECK(lose("c", 2) == Told{"problem "});
    CHECK(lose("c", 3).empty());
    CHECK(fleet.monitor().observation.result.message == "none of 3 targets can be reached");
    (void
    )fleet.round_ended(report("b", "web", {row("r", Outcome::passed)}), web_spec, rules, at(4));
    CHECK(told(fleet.judge_sight(at(4))) == Told{"recovery "});
}

TEST_CASE("one target alone that is down does not make the monitor blind") {
    FleetState fleet;
    (void)fleet.set_members(members({"a"}), at(0));
    (void)fleet.round_ended(unreachable("a"), web_spec, at_once(), at(1));
    CHECK(fleet.judge_sight(at(1)).events.empty());
    CHECK(fleet.monitor().standing == Standing::pending);
}

TEST_CASE(
    "an expectation without a result for three intervals is stale, but not while its target is down"
) {
    FleetState fleet;
    (void)fleet.set_members(members({"a", "down"}), at(0));
    const auto rules = at_once();
    for (const auto* target : {"a", "down"})
        (void)fleet.round_ended(
            report(target, "web", {row("r", Outcome::passed)}), web_spec, rules, at(1)
        );
    (void)fleet.round_ended(unreachable("down"), web_spec, rules, at(2));
    const FleetState::IntervalOf a_minute = [](const TargetStates&, const std::string&) {
        return std::chrono::minutes(1);
    };
    CHECK(fleet.look_for_stale(a_minute, rules, at(0), at(3)).events.empty());
    // The loop slept: what was not asked meanwhile is not late yet.
    CHECK(fleet.look_for_stale(a_minute, rules, at(100), at(102)).events.empty());
    const auto changes = fleet.look_for_stale(a_minute, rules, at(0), at(4));
    CHECK(told(changes) == Told{"problem a/r"});
    CHECK(changes.events[0].is == "no result for 3 min");
    CHECK(fleet.find(Watched{"a", "r"})->settled == Standing::stale);
    CHECK(fleet.look_for_stale(a_minute, rules, at(0), at(5)).events.empty());
    CHECK(
        told(fleet.round_ended(
            report("a", "web", {row("r", Outcome::passed)}), web_spec, rules, at(6)
        ))
        == Told{"recovery a/r"}
    );
}

TEST_CASE("rows of FLEETs are kept with whom they are about, and leave the target's own alone") {
    FleetState fleet;
    (void)fleet.set_members(members({"db1", "db2"}), at(0));
    const auto rules = at_once();
    (void)fleet.round_ended(
        report("db1", "own", {row("own", Outcome::passed)}), about({"own"}), rules, at(1)
    );
    const auto judged = [&](Outcome about_db1, Outcome of_nobody) {
        auto lag = row("lag", about_db1);
        lag.about = "db1";
        auto one = report("", "one primary", {lag, row("count", of_nobody)});
        one.is_fleet = true;
        return one;
    };
    const auto fleets = about({"one primary"});
    (void)fleet.round_ended(judged(Outcome::passed, Outcome::passed), fleets, rules, at(2));
    CHECK(
        told(fleet.round_ended(judged(Outcome::failed, Outcome::failed), fleets, rules, at(3)))
        == Told{"problem (fleet)/count", "problem db1/lag"}
    );
    const auto changes = fleet.round_ended(
        report("db1", "own", {row("own", Outcome::passed)}), about({"own"}), rules, at(4)
    );
    CHECK(changes.gone.empty());
    CHECK(fleet.find(Watched{"db1", "lag"})->settled == Standing::failed);
    auto without = judged(Outcome::failed, Outcome::passed);
    std::erase_if(without.specs[0].results, [](const Result& one) { return one.about == "db1"; });
    const auto later = fleet.round_ended(without, fleets, rules, at(5));
    REQUIRE(later.gone.size() == 1);
    CHECK(later.gone[0].of == Watched{"db1", "lag"});
    CHECK(told(later) == Told{"recovery (fleet)/count"});
}

TEST_CASE("what has not changed need not be written again") {
    FleetState fleet;
    (void)fleet.set_members(members({"web1"}), at(0));
    const auto rules = at_once();
    const auto round = [&](Outcome outcome, int minute) {
        auto changed =
            fleet
                .round_ended(
                    report("web1", "web", {row("a", Outcome::passed), row("b", outcome)}),
                    web_spec,
                    rules,
                    at(minute)
                )
                .changed;
        std::erase(changed, Watched{"web1", ""});
        return changed;
    };
    CHECK(round(Outcome::passed, 1).size() == 2);
    CHECK(round(Outcome::passed, 2).empty());
    CHECK(round(Outcome::failed, 3) == std::vector<Watched>{{"web1", "b"}});
    // It is written as long as its results tell whether it flaps.
    CHECK(round(Outcome::passed, 4) == std::vector<Watched>{{"web1", "b"}});
    CHECK(round(Outcome::passed, 5) == std::vector<Watched>{{"web1", "b"}});
}

TEST_CASE("a fleet goes on from what its store has") {
    FleetState before;
    (void)before.set_members(members({"web1", "web2"}), at(0));
    const auto rules = at_once();
    (void
    )before.round_ended(report("web1", "web", {row("a", Outcome::failed)}), web_spec, rules, at(1));
    (void)before.round_ended(unreachable("web2"), web_spec, rules, at(1));
    std::vector<TargetState> targets;
    std::vector<State> states;
    for (const auto* one : before.all()) {
        targets.push_back(one->target);
        states.push_back(one->reach);
        states.insert(states.end(), one->expectations.begin(), one->expectations.end());
    }
    FleetState after(targets, states);
    CHECK(told(after.set_members(members({"web1", "web2"}), at(2))).empty());
    CHECK(told(after.round_ended(
                   report("web1", "web", {row("a", Outcome::failed)}), web_spec, rules, at(3)
               ))
              .empty());
    CHECK(told(after.round_ended(unreachable("web2"), web_spec, rules, at(3))).empty());
    CHECK(after.find(Watched{"web1", "a"})->since == at(1));
}

TEST_CASE("who retired a long time ago is forgotten, and nobody else") {
    FleetState fleet;
    (void)fleet.set_members(members({"a", "b"}), at(0));
    (void
    )fleet.round_ended(report("a", "web", {row("r", Outcome::passed)}), web_spec, at_once(), at(5));
    (void)fleet.set_members(members({"b"}), at(10));
    CHECK(fleet.forget_retired(at(5)).empty());
    CHECK(fleet.forget_retired(at(6)) == std::vector<std::string>{"a"});
    CHECK(fleet.find("a") == nullptr);
    CHECK(fleet.find("b") != nullptr);
}

TEST_CASE("a member that was away and is back is not stale before it is asked") {
    FleetState fleet;
    const auto rules = at_once();
    (void)fleet.set_members(members({"a", "b"}), at(0));
    (void
    )fleet.round_ended(report("a", "web", {row("r", Outcome::passed)}), web_spec, rules, at(1));
    (void)fleet.set_members(members({"b"}), at(2));
    (void)fleet.set_members(members({"a", "b"}), at(60));
    const FleetState::IntervalOf a_minute = [](const TargetStates&, const std::string&) {
        return std::chrono::minutes(1);
    };
    CHECK(fleet.look_for_stale(a_minute, rules, at(0), at(62)).events.empty());
    CHECK(told(fleet.look_for_stale(a_minute, rules, at(0), at(63))) == Told{"problem a/r"});
}

TEST_CASE("the monitor is not blind while somebody was never asked") {
    FleetState fleet;
    (void)fleet.set_members(members({"a", "b", "c"}), at(0));
    for (const auto* target : {"a", "b"})
        (void)fleet.round_ended(unreachable(target), web_spec, at_once(), at(1));
    CHECK(fleet.judge_sight(at(1)).events.empty());
    (void)fleet.round_ended(unreachable("c"), web_spec, at_once(), at(2));
    CHECK(told(fleet.judge_sight(at(2))) == Told{"problem "});
}

TEST_CASE("a monitor that was blind sees again when one target alone is left, and is well") {
    FleetState fleet;
    (void)fleet.set_members(members({"a", "b"}), at(0));
    for (const auto* target : {"a", "b"})
        (void)fleet.round_ended(unreachable(target), web_spec, at_once(), at(1));
    CHECK(told(fleet.judge_sight(at(1))) == Told{"problem "});
    (void)fleet.set_members(members({"a"}), at(2));
    (void
    )fleet.round_ended(report("a", "web", {row("r", Outcome::passed)}), web_spec, at_once(), at(3));
    CHECK(told(fleet.judge_sight(at(3))) == Told{"recovery "});
}

TEST_CASE("specs that were not due when a target was rebuilt are not stale by that") {
    FleetState fleet;
    (void)fleet.set_members(members({"a"}), at(0));
    auto both = report("a", "web", {row("r", Outcome::passed)});
    both.specs.push_back({"patches", {}, {}, {}, "", "", {row("p", Outcome::passed)}});
    (void)fleet.round_ended(both, about({"web", "patches"}), at_once(), at(100));
    auto rebuilt = report("a", "web", {row("r", Outcome::passed)});
    rebuilt.identity = "another key";
    const RoundSubject web_alone{{"web"}, {"web", "patches"}, {}};
    (void)fleet.round_ended(rebuilt, web_alone, at_once(), at(101));
    const FleetState::IntervalOf an_hour = [](const TargetStates&, const std::string&) {
        return std::chrono::hours(1);
    };
    CHECK(fleet.look_for_stale(an_hour, at_once(), at(0), at(102)).events.empty());
    CHECK(
        told(fleet.look_for_stale(an_hour, at_once(), at(0), at(281)))
        == Told{"problem a/r", "problem a/p"}
    );
}

TEST_CASE("rows of FLEETs are late by the interval of FLEETs, whomever they are about") {
    FleetState fleet;
    (void)fleet.set_members(members({"db1"}), at(0));
    auto lag = row("lag", Outcome::passed);
    lag.about = "db1";
    auto judged = report("", "one primary", {lag});
    judged.is_fleet = true;
    (void)fleet.round_ended(judged, about({"one primary"}), at_once(), at(1));
    const FleetState::IntervalOf short_for_targets = [](const TargetStates& of,
                                                        const std::string&) {
        return of.target.name == fleet_name ? std::chrono::minutes(10) : std::chrono::minutes(1);
    };
    CHECK(fleet.look_for_stale(short_for_targets, at_once(), at(0), at(20)).events.empty());
    CHECK(
        told(fleet.look_for_stale(short_for_targets, at_once(), at(0), at(31)))
        == Told{"problem db1/lag"}
    );

    // The last FLEET is taken away.
    CHECK(fleet.has_rows_of_fleets());
    TargetReport nothing;
    nothing.is_fleet = true;
    CHECK(fleet.round_ended(nothing, {}, at_once(), at(32)).gone.size() == 1);
    CHECK_FALSE(fleet.has_rows_of_fleets());
}

TEST_CASE("a problem that nothing is heard of any more is the same problem") {
    FleetState fleet;
    (void)fleet.set_members(members({"a"}), at(0));
    (void
    )fleet.round_ended(report("a", "web", {row("r", Outcome::failed)}), web_spec, at_once(), at(1));
    const FleetState::IntervalOf a_minute = [](const TargetStates&, const std::string&) {
        return std::chrono::minutes(1);
    };
    CHECK(told(fleet.look_for_stale(a_minute, at_once(), at(0), at(9))) == Told{"turned a/r"});
    CHECK(fleet.find(Watched{"a", "r"})->settled == Standing::stale);
    CHECK(fleet.find(Watched{"a", "r"})->since == at(1));
}
