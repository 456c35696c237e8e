#include "framework/fleet/alert/actions.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <deque>

using muster::ActionDecision;
using muster::ActionRule;
using muster::Circumstances;
using muster::Event;
using muster::Instant;
using muster::Standing;
using muster::State;
using muster::TargetState;

namespace {

using namespace std::chrono_literals;

const Instant noon = *muster::from_iso8601("2026-07-01T12:00:00Z");

/// Twelve of a role, with a service and a disk each, and what one rule does about them.
class Shop {
public:
    Shop() {
        for (int i = 1; i <= 12; ++i)
            add("app" + std::to_string(i), "app");
        add("db1", "db");
        rule.name = "restart";
        rule.role = "app";
        rule.on = "app / service*";
        rule.command = {"restart-app", "now and then"};
        rule.dry_run = false;
    }

    State& service(const std::string& target) { return states_.at(target).at(0); }
    State& disk(const std::string& target) { return states_.at(target).at(1); }
    TargetState& target(const std::string& name) {
        return *std::ranges::find(targets_, name, &TargetState::name);
    }

    void fail(const std::string& target) {
        auto& state = service(target);
        state.standing = state.settled = Standing::failed;
        state.since = now - 1min;
    }

    /// What it does now: "run app1, held back app2: at most 1 in 30 min".
    std::string decided() {
        std::vector<muster::ActedOn> all;
        for (const auto& target : targets_)
            all.push_back({target, states_.at(target.name)});
        std::string words;
        for (const auto& decision : decide_actions(rule, all, past, around, now)) {
            words += (words.empty() ? "" : ", ") + std::string(name(decision.kind)) + " "
                     + decision.of.target;
            words += decision.why.empty() ? "" : ": " + decision.why;
            past.push_back(event_of_action(rule, decision, "", now));
        }
        return words;
    }

    ActionRule rule;
    Circumstances around;
    std::vector<Event> past;
    Instant now = noon;

private:
    void add(const std::string& name, const std::string& role) {
        TargetState target;
        target.name = name;
        target.roles = {role};
        targets_.push_back(target);
        for (const auto* id : {"app / service \"app\" running", "disk / free"}) {
            State state;
            state.of = {name, id};
            state.standing = state.settled = Standing::conforms;
            states_[name].push_back(state);
        }
    }

    std::vector<TargetState> targets_;
    std::map<std::string, std::vector<State>> states_;
};

}  // namespace

TEST_CASE("a problem that a rule is for has its command run once") {
    Shop shop;
    CHECK(shop.decided().empty());

    shop.fail("app3");
    shop.fail("db1");
    shop.disk("app4").settled = shop.disk("app4").standing = Standing::failed;

    CHECK(shop.decided() == "run app3");
    shop.now += 1h;
    CHECK(shop.decided().empty());
    shop.fail("app3");
    CHECK(shop.decided() == "run app3");
}

TEST_CASE("a rule that only tries says what it would run") {
    Shop shop;
    shop.rule.dry_run = true;
    shop.fail("app3");

    CHECK(shop.decided() == "dry run app3");
    CHECK(shop.decided().empty());
    REQUIRE(shop.past.size() == 1);
    CHECK(shop.past.front().kind == Event::Kind::action);
    CHECK(shop.past.front().who == "restart");
    CHECK(shop.past.front().was == "dry run");
    CHECK(shop.past.front().is == "restart-app 'now and then'");
}

TEST_CASE("so many of a role are acted on within a time, and no more") {
    Shop shop;
    shop.rule.at_most = 2;
    shop.fail("app1");
    shop.fail("app2");
    shop.fail("app3");

    CHECK(shop.decided() == "run app1, run app2, held back app3: at most 2 in 30 min");
    shop.now += 29min;
    CHECK(shop.decided().empty());
    shop.now += 1min;
    CHECK(shop.decided() == "run app3");
}

TEST_CASE("nothing is run when much of a role has the problem") {
    Shop shop;
    shop.rule.at_most = 100;
    for (const auto* name : {"app1", "app2", "app3"})
        shop.fail(name);
    CHECK(shop.decided() == "run app1, run app2, run app3");

    shop.fail("app4");

    CHECK(
        shop.decided()
        == "held back app4: 4 of 12 of app have a problem: nothing is run from 30 % on"
    );
}

TEST_CASE("who cannot be reached counts as much of a role") {
    Shop shop;
    State lost;
    lost.standing = Standing::errored;
    State reached;
    reached.standing = Standing::conforms;
    for (const auto* name : {"app5", "app6", "app7"})
        shop.around.sight.see(shop.target(name), lost);
    shop.around.sight.see(shop.target("app1"), reached);
    shop.fail("app1");

    CHECK(
        shop.decided()
        == "held back app1: 4 of 12 of app have a problem: nothing is run from 30 % on"
    );
}

TEST_CASE("one alone is no cause that a small role shares") {
    Shop shop;
    shop.rule.role = "db";
    shop.fail("db1");

    CHECK(shop.decided() == "run db1");
}

TEST_CASE("an action may want something else to conform first") {
    Shop shop;
    shop.rule.after = "disk / free";
    shop.disk("app1").standing = Standing::failed;
    shop.fail("app1");

    CHECK(shop.decided() == "held back app1: \"disk / free\" does not conform");
    CHECK(shop.decided().empty());
    shop.disk("app1").standing = Standing::conforms;
    CHECK(shop.decided() == "run app1");
    shop.rule.after = "no / such";
    shop.fail("app2");
    shop.now += 1h;
    CHECK(shop.decided() == "held back app2: \"no / such\" does not conform");
}

TEST_CASE("what nobody is told of is left alone") {
    Shop shop;
    shop.fail("app1");

    SECTION("in maintenance") {
        shop.around.in_maintenance = [](const auto&, const auto&) { return true; };
        CHECK(shop.decided() == "held back app1: in maintenance");
    }
    SECTION("acknowledged") {
        muster::Silence ack;
        ack.kind = muster::Silence::Kind::ack;
        ack.target = "app1";
        ack.from = noon;
        shop.around.silences = {ack};
        CHECK(shop.decided() == "held back app1: acknowledged");
    }
    SECTION("waived") {
        shop.service("app1").observation.result.waived =
            muster::Waiver{"known", "", "", "2026-12-31"};
        CHECK(shop.decided() == "held back app1: waived until 2026-12-31: known");
    }
    SECTION("out of reach") {
        State lost;
        lost.standing = Standing::errored;
        shop.around.sight.see(shop.target("app1"), lost);
        CHECK(shop.decided() == "held back app1: its target cannot be reached");
    }
    SECTION("flapping") {
        shop.service("app1").flapping = true;
        CHECK(shop.decided() == "held back app1: it goes to and fro");
    }
    SECTION("on its way back") {
        shop.service("app1").standing = Standing::conforms;
        CHECK(shop.decided() == "held back app1: its last result says otherwise");
    }
    SECTION("retired") {
        shop.target("app1").retired = true;
        CHECK(shop.decided().empty());
    }
}

TEST_CASE("actions of other rules do not count") {
    Shop shop;
    shop.fail("app1");
    auto other = shop.rule;
    other.name = "reboot";
    shop.past.push_back(
        event_of_action(other, {ActionDecision::Kind::run, shop.service("app1").of, ""}, "", noon)
    );

    CHECK(shop.decided() == "run app1");
}

TEST_CASE("a command of a rule knows for whom it is, and its trouble is kept") {
    const muster::TemporaryFolder folder;
    ActionRule rule;
    rule.name = "restart";
    rule.command = {
        "sh",
        "-c",
        "printf '%s\\n' \"$MUSTER_ACTION $MUSTER_TARGET $MUSTER_URL $MUSTER_ID $MUSTER_MESSAGE\" "
        ">\"$0\"; "
        "echo busy >&2; exit 3",
        folder.file("told")};
    TargetState target;
    target.name = "app1";
    target.url = "ssh://app1";
    State state;
    state.of = {"app1", "app / service"};
    state.observation.result.message = "is $(id)\n";

    const auto trouble = trouble_of_action(rule, target, state);

    CHECK(trouble == "sh: exit status 3: busy");
    CHECK(
        muster::run_program({"cat", folder.file("told")}).output
        == "restart app1 ssh://app1 app / service is $(id)\\n\n"
    );
    const auto event =
        event_of_action(rule, {ActionDecision::Kind::run, state.of, ""}, trouble, noon);
    CHECK(event.was == "run");
    CHECK(event.is.ends_with(": sh: exit status 3: busy"));
}
