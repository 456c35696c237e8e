#include "framework/base/error.hpp"
#include "framework/fleet/alert/notice.hpp"
#include "framework/fleet/alert/telling.hpp"
#include "tests/framework/fleet/notices.hpp"

#include <catch2/catch.hpp>

using muster::Circumstances;
using muster::Notice;
using muster::Standing;
using muster::State;
using muster::TargetState;
using muster::Watched;
using muster::tests::noon;

namespace {

using namespace std::chrono_literals;

TargetState target_named(const std::string& name) {
    TargetState target;
    target.name = name;
    return target;
}

State lost(const std::string& name) {
    State state;
    state.of = {name, ""};
    state.standing = state.settled = Standing::errored;
    state.since = noon;
    return state;
}

}  // namespace

TEST_CASE("a notice says what is expected, what is, since when and what runs it again") {
    auto target = target_named("web1");
    target.url = "ssh://root@192.0.2.1";
    target.roles = {"web"};
    State state;
    state.of = {"web1", "nginx / mode"};
    state.standing = state.settled = Standing::failed;
    state.since = noon;
    state.observation.spec = "nginx";
    state.observation.owner = "web team";
    auto& result = state.observation.result;
    result.where = {"nginx.cpp", 14, 3};
    result.statement = "file \"/etc/nginx/nginx.conf\" mode";
    result.expected = "0644";
    result.actual = "0666\x1b[2J";
    result.message = "expected 0644, is 0666";
    result.impact = muster::Impact::high;
    Circumstances around;
    around.command_line = "muster run -i fleet.yaml";

    const auto notice = to_tell(target, state, around, noon + 10min);

    REQUIRE(notice);
    CHECK(notice->kind == Notice::Kind::problem);
    CHECK(notice->of == Watched{"web1", "nginx / mode"});
    CHECK(notice->roles == std::vector<std::string>{"web"});
    CHECK(notice->since == noon);
    CHECK(notice->expected == "0644");
    CHECK(notice->actual == "0666\\x1b[2J");
    CHECK(notice->impact == muster::Impact::high);
    CHECK(notice->again == "muster run -i fleet.yaml nginx.cpp:14 -t web1");
}

TEST_CASE("notices of what no spec says have words of their own") {
    State stale;
    stale.of = {"web1", "spec / a"};
    stale.settled = Standing::stale;
    stale.last = noon + 123ms;
    State flapping = stale;
    flapping.settled = Standing::conforms;
    flapping.flapping = true;
    flapping.recent = 0b10110;
    flapping.results = 21;
    State monitor;
    monitor.settled = Standing::errored;
    const auto problem = [](const State& state) {
        return notice_of(
            Notice::Kind::problem, target_named(state.of.target), state, "muster run", noon
        );
    };

    CHECK(problem(stale).message == "no result since 2026-07-01T12:00:00Z");
    CHECK(
        problem(flapping).message == "it goes to and fro: 3 of the last 21 results were a problem"
    );
    CHECK(problem(monitor).impact == muster::Impact::critical);
    CHECK(problem(monitor).again.empty());
    CHECK(problem(lost("web1")).impact == muster::Impact::high);
    CHECK(problem(lost("web1")).statement == "it can be reached");
    CHECK(problem(lost("web1")).again == "muster run -t web1");
}

TEST_CASE("what only happened is told as a notice, too") {
    muster::Event event;
    event.at = noon;
    event.of = {"web1", "kernel / release"};
    event.kind = muster::Event::Kind::followed;
    event.was = "\"6.1.0-20\"";
    event.is = "\"6.1.0-21\"";
    event.statement = "kernel release";

    const auto notice = notice_of(event, target_named("web1"), muster::Observation());

    CHECK(notice.kind == Notice::Kind::followed);
    CHECK(notice.message == "was \"6.1.0-20\", is \"6.1.0-21\"");
    event.kind = muster::Event::Kind::trouble;
    CHECK(notice_of(event, TargetState(), {}).kind == Notice::Kind::trouble);
    event.kind = muster::Event::Kind::soft;
    CHECK_THROWS_AS(notice_of(event, TargetState(), {}), muster::Mistake);
}
