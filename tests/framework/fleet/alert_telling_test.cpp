// What is told, as a table of stories; it is long because they are many.

#include "framework/base/text.hpp"
#include "framework/fleet/alert/telling.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>

using muster::Circumstances;
using muster::Instant;
using muster::Notice;
using muster::Silence;
using muster::Standing;
using muster::State;
using muster::TargetState;

namespace {

using namespace std::chrono_literals;

const Instant noon = *muster::from_iso8601("2026-07-01T12:00:00Z");

struct Machine {
    TargetState target;
    State reach;
    std::vector<State> states;
};

/// A fleet to which things happen, said in words: "fail web1/a; wait 5".
class World {
public:
    World() {
        add("web1", {"web"});
        add("web2", {"web"});
        add("db1", {"db"});
        for (auto& machine : machines_)
            machine.target.first_seen = noon - 24h;
        around_.in_maintenance = [this](const TargetState& target, const State&) {
            return target.name == maintained_;
        };
        around_.command_line = "muster run";
        around_.hesitation = 5min;
        monitor_.settled = monitor_.standing = Standing::conforms;
    }

    /// Does what the words say and gives what is told then: "problem web1/a, recovery db1".
    std::string after(std::string_view steps) {
        for (const auto step : muster::split(steps, ';'))
            act(muster::words_of(step));
        return told();
    }

private:
    using Words = std::vector<std::string_view>;

    void add(const std::string& name, std::vector<std::string> roles) {
        auto& machine = machines_.emplace_back();
        machine.target.name = name;
        machine.target.roles = std::move(roles);
        machine.target.first_seen = now_;
        machine.reach.of = {name, ""};
        machine.reach.since = now_;
        for (const auto* id : {"spec / a", "spec / b"}) {
            auto& state = machine.states.emplace_back();
            state.of = {name, id};
            state.standing = state.settled = Standing::conforms;
            state.since = now_;
        }
        machine.reach.standing = machine.reach.settled = Standing::conforms;
    }

    Machine& machine(std::string_view name) {
        const auto found = std::ranges::find_if(machines_, [&](const Machine& one) {
            return one.target.name == name;
        });
        REQUIRE(found != machines_.end());
        return *found;
    }

    /// "web1" or "web1/a".
    State& state(std::string_view words) {
        const auto parts = muster::split(words, '/');
        auto& one = machine(parts.at(0));
        if (parts.size() == 1)
            return one.reach;
        return one.states.at(parts.at(1) == "a" ? 0 : 1);
    }

    void settle(State& state, Standing standing) {
        if (state.settled != standing)
            state.since = now_ - 1s;
        if (state.standing != standing)
            state.changed = now_;
        state.standing = state.settled = standing;
        state.last = now_;
    }

    void act(const Words& words) {
        if (words.empty() or happens_to_one(words) or somebody_does(words))
            return;
        const auto verb = words.at(0);
        if (verb == "wait")
            now_ += std::chrono::minutes(*muster::whole_number(words.at(1)));
        else if (verb == "restart")
            around_.sight = {};  // states are all that is kept
        else if (verb == "remind")
            reminds_ = true;
        else
            FAIL("no such word: " << verb);
    }

    bool happens_to_one(const Words& words) {
        const auto verb = words.at(0);
        if (verb == "fail")
            settle(state(words.at(1)), Standing::failed);
        else if (verb == "lose" or verb == "err")
            settle(state(words.at(1)), Standing::errored);
        else if (verb == "hold" or verb == "reach")
            settle(state(words.at(1)), Standing::conforms);
        else if (verb == "skip")
            settle(state(words.at(1)), Standing::skipped);
        else if (verb == "age")
            settle(state(words.at(1)), Standing::stale);
        else if (verb == "waver")
            state(words.at(1)).standing = Standing::errored;  // soft
        else if (verb == "flap")
            state(words.at(1)).flapping = true;
        else if (verb == "calm")
            state(words.at(1)).flapping = false;
        else
            return false;
        return true;
    }

    bool somebody_does(const Words& words) {
        const auto verb = words.at(0);
        if (verb == "silence")
            silence(words);
        else if (verb == "ack")
            acknowledge(words.at(1));
        else if (verb == "maintain")
            maintained_ = words.size() > 1 ? words[1] : "";
        else if (verb == "waive")
            state(words.at(1)).observation.result.waived =
                muster::Waiver{"r", "", "", "2026-12-31"};
        else if (verb == "unwaive")
            state(words.at(1)).observation.result.waived.reset();
        else if (verb == "put")  // put web1 behind db1
            machine(words.at(1)).target.behind = words.at(3);
        else if (verb == "add")
            add(std::string(words.at(1)), {"web"});
        else if (verb == "retire")
            machine(words.at(1)).target.retired = true;
        else
            return false;
        return true;
    }

    /// silence TARGET ROLE ID MINUTES, with - for any.
    void silence(const Words& words) {
        const auto any = [&](std::size_t at) {
            return words.at(at) == "-" ? std::string() : std::string(words.at(at));
        };
        Silence one;
        one.target = any(1);
        one.role = any(2);
        one.id = any(3);
        one.from = now_;
        one.until = now_ + std::chrono::minutes(*muster::whole_number(words.at(4)));
        around_.silences.push_back(one);
    }

    void acknowledge(std::string_view of) {
        Silence one;
        one.kind = Silence::Kind::ack;
        one.target = state(of).of.target;
        one.id = state(of).of.id;
        one.from = now_;
        around_.silences.push_back(one);
    }

    std::string told() {
        for (auto& one : machines_) {
            if (one.reach.standing == Standing::conforms)
                one.reach.last = now_;
            around_.sight.see(one.target, one.reach);
        }
        const bool is_blind = not around_.sight.blindness().empty();
        settle(monitor_, is_blind ? Standing::errored : Standing::conforms);
        std::vector<std::string> words;
        tell(TargetState(), monitor_, words);
        for (auto& one : machines_) {
            tell(one.target, one.reach, words);
            for (auto& state : one.states)
                tell(one.target, state, words);
        }
        reminds_ = false;
        looked_ = now_;
        return muster::join(words, ", ");
    }

    void tell(const TargetState& target, State& state, std::vector<std::string>& words) {
        if (const auto notice = to_tell(target, state, around_, now_))
            words.push_back(words_of(*notice));
        if (not reminds_)
            return;
        if (const auto notice = to_remind(target, state, around_, 1h, {looked_, now_}))
            words.push_back(words_of(*notice));
    }

    static std::string words_of(const Notice& notice) {
        const auto kind = notice.flapping and notice.kind != Notice::Kind::recovery
                              ? std::string_view("flapping")
                              : name(notice.kind);
        const auto id = notice.of.id.empty() ? "" : "/" + notice.of.id.substr(7);
        const auto target = notice.of.is_monitor() ? "monitor" : notice.of.target;
        return std::string(kind) + " " + target + id;
    }

    std::deque<Machine> machines_;
    State monitor_;
    Circumstances around_;
    std::string maintained_;
    Instant now_ = noon;
    Instant looked_ = noon;
    bool reminds_ = false;
};

struct Story {
    std::string name;
    std::vector<std::pair<std::string, std::string>> lines;  ///< what happens, what is told
};

const std::vector<Story> stories = {
    {"a problem is told once, and its end once",
     {{"fail web1/a", "problem web1/a"},
      {"wait 5", ""},
      {"hold web1/a", "recovery web1/a"},
      {"wait 5", ""}}},
    {"a first sign says nothing", {{"waver web1/a", ""}, {"hold web1/a", ""}}},
    {"what is skipped after a problem has ended it",
     {{"fail web1/a", "problem web1/a"}, {"skip web1/a", "recovery web1/a"}}},
    {"a problem that becomes another was told",
     {{"fail web1/a", "problem web1/a"}, {"err web1/a", ""}, {"age web1/a", ""}}},
    {"nothing is told twice after a restart",
     {{"fail web1/a", "problem web1/a"},
      {"restart", ""},
      {"restart; hold web1/a", "recovery web1/a"}}},
    {"what came and went while nobody looked says nothing",
     {{"fail web1/a; fail web2/b; wait 10; hold web1/a; restart", "problem web2/b"}}},
    {"what ended while nobody looked is told as ended",
     {{"fail web1/a", "problem web1/a"}, {"wait 60; hold web1/a; restart", "recovery web1/a"}}},
    {"a silence that ends while its problem stays tells it then",
     {{"silence web1 - - 10; fail web1/a; lose web1", ""},
      {"wait 9", ""},
      {"wait 1; reach web1", "problem web1/a"}}},
    {"a silence that ends after its problem says nothing",
     {{"silence - web - 10; fail web1/a", ""}, {"hold web1/a", ""}, {"wait 11", ""}}},
    {"the end of a problem that was told is told though it is silenced",
     {{"fail web1/a", "problem web1/a"},
      {"silence web* - - 60", ""},
      {"hold web1/a", "recovery web1/a"}}},
    {"silences are of whom they name",
     {{"silence web[12] - spec*a 60; fail web1/a; fail web2/b; fail db1/a",
       "problem web2/b, problem db1/a"}}},
    {"a silence of a role is not of others",
     {{"silence - web - 60; fail web1/a; fail db1/a", "problem db1/a"}}},
    {"an acknowledgement keeps reminders away, and is of this problem alone",
     {{"fail web1/a", "problem web1/a"},
      {"wait 1; ack web1/a", ""},
      {"wait 60; remind", ""},
      {"hold web1/a", "recovery web1/a"},
      {"wait 1; fail web1/a", "problem web1/a"}}},
    {"what is acknowledged before it is told is not told",
     {{"silence - - - 5; fail web1/a", ""}, {"wait 1; ack web1/a; wait 5", ""}}},
    {"a problem found in maintenance is told at its end",
     {{"maintain web1; fail web1/a; fail web2/a", "problem web2/a"},
      {"wait 60", ""},
      {"maintain", "problem web1/a"}}},
    {"a problem that is gone by the end of maintenance is not told",
     {{"maintain web1; fail web1/a", ""}, {"hold web1/a", ""}, {"maintain", ""}}},
    {"a waiver that ends tells what it covered",
     {{"fail web1/a; waive web1/a", ""}, {"wait 60", ""}, {"unwaive web1/a", "problem web1/a"}}},
    {"a waiver does not cover that there is no result",
     {{"fail web1/a; waive web1/a", ""}, {"age web1/a", "problem web1/a"}}},
    {"a flapping thing is told once",
     {{"flap web1/a", "flapping web1/a"},
      {"fail web1/a", ""},
      {"hold web1/a", ""},
      {"fail web1/a", ""},
      {"hold web1/a; calm web1/a", "recovery web1/a"}}},
    {"a problem that begins to flap says that, and what it is when it is steady",
     {{"fail web1/a", "problem web1/a"},
      {"hold web1/a; flap web1/a", "flapping web1/a"},
      {"fail web1/a; calm web1/a", "reminder web1/a"},
      {"hold web1/a", "recovery web1/a"}}},
    {"flapping that is silenced and has calmed down says nothing",
     {{"silence web1 - - 60; flap web1/a", ""}, {"calm web1/a; wait 61", ""}}},
    {"who cannot be reached is one problem, and what is known of it says nothing",
     {{"lose web1; fail web1/a; age web1/b", "problem web1"},
      {"reach web1; hold web1/b", "recovery web1, problem web1/a"}}},
    {"already a first sign of a target keeps what is on it quiet",
     {{"waver web1; err web1/a", ""}, {"reach web1; hold web1/a", ""}}},
    {"who is behind a lost host is not told of",
     {{"put web1 behind db1; put web2 behind web1; lose db1; lose web1; fail web2/a",
       "problem db1"},
      {"wait 60; reach db1", "recovery db1"},
      {"wait 1; lose web1", "problem web1"},
      {"wait 1; reach web1", "recovery web1, problem web2/a"}}},
    {"a host whose first sign was seen keeps who is behind it quiet",
     {{"put web1 behind db1; waver db1; lose web1", ""},
      {"lose db1", "problem db1"},
      {"reach db1; reach web1", "recovery db1"}}},
    {"who stays lost when its host is back and is asked late is told in the end",
     {{"put web1 behind db1; lose db1; lose web1", "problem db1"},
      {"wait 60; reach db1", "recovery db1"},
      {"wait 4", ""},
      {"wait 1", "problem web1"}}},
    {"targets that are behind each other are told of",
     {{"put web1 behind web2; put web2 behind web1; fail web1/a", "problem web1/a"}}},
    {"a monitor that is blind is told once, and nothing of its targets",
     {{"lose web1; lose web2; lose db1; age web1/a", "problem monitor"},
      {"wait 60; restart", ""},
      {"reach web1; reach web2; hold web1/a", "recovery monitor"},
      {"wait 1; lose db1", "problem db1"},
      {"reach db1", "recovery db1"}}},
    {"a monitor that was blind and sees all again says just that",
     {{"lose web1; lose web2; lose db1", "problem monitor"},
      {"reach web1; reach web2; reach db1", "recovery monitor"}}},
    {"the monitor is silenced by a silence of everything alone",
     {{"silence * - - 60; lose web1; lose web2; lose db1", "problem monitor"},
      {"reach web1; reach web2; reach db1", "recovery monitor"},
      {"silence - - - 60; lose web1; lose web2; lose db1", ""}}},
    {"a new target has time to get ready",
     {{"add web9; fail web9/a", ""}, {"wait 4", ""}, {"wait 1", "problem web9/a"}}},
    {"a new target that gets ready in time says nothing",
     {{"add web9; fail web9/a", ""}, {"hold web9/a; wait 6", ""}}},
    {"a target that has retired is not told of",
     {{"fail web1/a", "problem web1/a"}, {"retire web1; hold web1/a; fail web1/b; lose web1", ""}}},
    {"a retired target does not keep the monitor from being blind",
     {{"retire db1; lose web1; lose web2", "problem monitor"}}},
    {"no result any more is a problem",
     {{"age web1/a", "problem web1/a"}, {"hold web1/a", "recovery web1/a"}}},
    {"who stays a problem is told again each hour",
     {{"fail web1/a; remind", "problem web1/a"},
      {"wait 59; remind", ""},
      {"wait 1; remind", "reminder web1/a"},
      {"wait 30; remind", ""},
      {"wait 190; remind", "reminder web1/a"},
      {"hold web1/a; remind", "recovery web1/a"},
      {"wait 120; remind", ""}}},
    {"what is silenced is not told again",
     {{"fail web1/a", "problem web1/a"},
      {"silence web1 - - 90; wait 60; remind", ""},
      {"wait 60; remind", "reminder web1/a"}}},
};

State lost(const std::string& name, Instant since) {
    State state;
    state.of = {name, ""};
    state.standing = state.settled = Standing::errored;
    state.since = state.last = since;
    return state;
}

State reached(const std::string& name, Instant at) {
    auto state = lost(name, at);
    state.standing = state.settled = Standing::conforms;
    return state;
}

TargetState target_named(const std::string& name) {
    TargetState target;
    target.name = name;
    return target;
}

}  // namespace

TEST_CASE("what is told follows from how things stand and what was told") {
    for (const auto& story : stories) {
        DYNAMIC_SECTION(story.name) {
            World world;
            REQUIRE(world.after("") == "");

            for (const auto& [happens, told] : story.lines) {
                INFO("then: " << happens);
                CHECK(world.after(happens) == told);
            }
        }
    }
}

TEST_CASE("a broken uplink is not told of each target that is asked before it shows") {
    Circumstances around;
    around.sight.see(target_named("web1"), reached("web1", noon - 10s));
    around.sight.see(target_named("web2"), reached("web2", noon - 20s));
    auto first = lost("web1", noon);
    around.sight.see(target_named("web1"), first);

    CHECK_FALSE(to_tell(target_named("web1"), first, around, noon + 30s));
    CHECK(
        why_untold(target_named("web1"), first, around, noon + 30s)
        == "nobody was reached since it was lost: the way may be broken"
    );

    SECTION("another that is reached afterwards shows that it is the target") {
        around.sight.see(target_named("web2"), reached("web2", noon + 31s));

        CHECK(to_tell(target_named("web1"), first, around, noon + 32s));
    }
    SECTION("another that is lost shows that it is the monitor") {
        around.sight.see(target_named("web2"), lost("web2", noon + 31s));

        CHECK(around.sight.blindness() == "the monitor is blind: it sees none of 2 targets");
        CHECK_FALSE(to_tell(target_named("web1"), first, around, noon + 5min));
    }
    SECTION("it does not wait for ever") {
        CHECK(to_tell(target_named("web1"), first, around, noon + around.hesitation));
    }
}

TEST_CASE("who is behind a host waits for what the host says, whoever else is reached") {
    Circumstances around;
    auto inner = target_named("web1");
    inner.behind = "bastion";
    around.sight.see(target_named("bastion"), reached("bastion", noon - 10s));
    around.sight.see(target_named("db1"), reached("db1", noon + 10s));
    auto state = lost("web1", noon);
    around.sight.see(inner, state);

    CHECK_FALSE(to_tell(inner, state, around, noon + 20s));
    around.sight.see(target_named("bastion"), reached("bastion", noon + 25s));
    CHECK(to_tell(inner, state, around, noon + 30s));
}

TEST_CASE("who is alone is told of at once, and never makes the monitor blind") {
    Circumstances around;
    auto state = lost("web1", noon);
    around.sight.see(target_named("web1"), state);

    CHECK(around.sight.blindness().empty());
    CHECK(to_tell(target_named("web1"), state, around, noon));
}

TEST_CASE("a target that was never asked keeps the monitor from being called blind") {
    muster::Sight sight;
    sight.see(target_named("web1"), lost("web1", noon));
    sight.see(target_named("web2"), lost("web2", noon));
    sight.see(target_named("web3"), State());
    REQUIRE(sight.blindness().empty());

    sight.forget("web3");

    CHECK(sight.blindness() == "the monitor is blind: it sees none of 2 targets");
}

TEST_CASE("why somebody is not told says who wanted that") {
    Circumstances around;
    Silence silence;
    silence.target = "web1";
    silence.from = noon - 1h;
    silence.until = noon + 1h;
    silence.who = "ann";
    silence.reason = "disk\nis on its way";
    around.silences = {silence};
    State state;
    state.of = {"web1", "spec / a"};
    state.settled = Standing::failed;

    CHECK(
        why_untold(target_named("web1"), state, around, noon)
        == "silenced until 2026-07-01T13:00:00Z by ann: disk\\nis on its way"
    );
    CHECK(why_untold(target_named("web1"), state, around, noon + 1h).empty());
    CHECK(why_untold(target_named("web1"), state, around, noon - 2h).empty());
}
