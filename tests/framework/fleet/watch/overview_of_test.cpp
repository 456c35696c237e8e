#include "framework/fleet/watch/overview_of.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

State settled(const std::string& target, const std::string& id, Standing standing) {
    auto state = state_of(target, id, standing);
    state.settled = standing;
    return state;
}

/// Two members of which one has a problem, and one target that has left with three.
FleetState some_fleet() {
    TargetState web;
    web.name = "web1";
    TargetState lost;
    lost.name = "web2";
    TargetState left;
    left.name = "old";
    left.retired = true;
    return {
        {web, lost, left},
        {settled("web1", "", Standing::conforms),
         settled("web1", "a", Standing::conforms),
         settled("web2", "", Standing::errored),
         settled("old", "", Standing::errored),
         settled("old", "a", Standing::failed),
         settled("old", "b", Standing::stale)}};
}

}  // namespace

TEST_CASE("a summary counts members and their settled problems, none of who left") {
    World world;
    auto with = configuration_of(world, {.members = {member("web1"), member("web2")}});
    CHECK(summary_of(*with, some_fleet()) == "2 targets, 1 problem");
    with->targets.pop_back();
    CHECK(summary_of(*with, {}) == "1 target, 0 problems");
}

TEST_CASE("readers are shown what the loop knows, and how its parts are") {
    const OwnStore own;
    World world;
    Heard heard;
    const auto with = configuration_of(
        world, {.members = {member("web1"), member("web2")}, .file = quick_file(own.file)}
    );
    auto fleet = some_fleet();
    Teller teller;
    teller.configure(with);
    Silence silence;
    silence.target = "web2";
    teller.set_silences({silence});
    Keeper keeper(own.file, heard.log);
    Postman postman(own.file, std::make_shared<FakeDelivery>(), {}, heard.log);
    WatchRecorder recorder(fleet, teller, keeper, postman, heard.log);
    recorder.take_trouble("files", "a file is broken", at(0));
    const RoundPlanner planner(with, fleet, keeper);
    const Asker asker(1, [] {});

    const auto shown = overview_of(*with, fleet, teller, recorder, at(1));
    const auto health = health_of(*with, asker, planner, postman, recorder);

    CHECK(shown.title == "the shop");
    CHECK(shown.now == at(1));
    CHECK(shown.interval == 200ms);
    REQUIRE(shown.targets.size() == 3);
    CHECK(shown.targets[1].target.name == "web1");
    CHECK(shown.targets[1].states.at(0).of.id == "a");
    CHECK_FALSE(shown.targets[1].in_maintenance);
    CHECK(shown.silences.at(0).target == "web2");
    REQUIRE_FALSE(shown.recent.empty());
    CHECK(shown.recent.back().is == "a file is broken");
    CHECK(health.troubles == std::vector<std::string>{"a file is broken"});
    CHECK(health.asking == 0);
    CHECK(health.sessions == 0);
}

TEST_CASE("the interval of a spec is by its rule, else by the file") {
    WatchFile file;
    file.rules.interval = 60s;
    file.intervals = {{{"", "", "patches"}, 1h, {}}};
    const auto interval = intervals_by(file);
    TargetStates of;
    of.target.name = "web1";
    CHECK(interval(of, "nginx") == 60s);
    CHECK(interval(of, "patches") == 1h);
}
