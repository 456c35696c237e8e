#include "framework/fleet/watch/actor.hpp"

#include "framework/base/file_descriptor.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::chrono_literals;

namespace {

const auto noon = instant_from_unix(1'800'000'000);

/// A web host whose daemon is down.
FleetState fleet_with_problem() {
    TargetState target;
    target.name = "web1";
    target.url = "ssh://web1";
    target.roles = {"web"};
    target.first_seen = noon - 24h;
    State row;
    row.of = {"web1", "web / service nginx running"};
    row.standing = row.settled = Standing::failed;
    row.since = row.changed = row.last = noon - 1min;
    row.observation.result.message = "expected true, is false";
    return FleetState({target}, {row});
}

WatchFile file_with(std::vector<std::string> command, bool dry_run = false) {
    ActionRule rule;
    rule.name = "restart";
    rule.role = "web";
    rule.on = "*running*";
    rule.command = std::move(command);
    rule.dry_run = dry_run;
    WatchFile file;
    file.actions = {rule};
    return file;
}

Circumstances usual() {
    Circumstances around;
    around.grace = 0s;
    return around;
}

std::vector<std::string> told(const std::vector<Event>& events) {
    std::vector<std::string> all;
    for (const auto& event : events)
        all.push_back(std::string(name(event.kind)) + " " + event.was + ": " + event.is);
    return all;
}

}  // namespace

TEST_CASE("the command of a problem is run once, with what it is about in its environment") {
    const TemporaryFolder folder;
    const auto said = folder.path() + "/said";
    const auto fleet = fleet_with_problem();
    const auto file =
        file_with({"/bin/sh", "-c", "echo \"$MUSTER_TARGET $MUSTER_ACTION\" >>" + said});
    Actor actor;
    const auto events = actor.look_at(file, fleet, usual(), noon);
    REQUIRE(events.size() == 1);
    CHECK(events[0].was == "run");
    CHECK(events[0].of == Watched{"web1", "web / service nginx running"});
    REQUIRE(actor.stop(10s));
    CHECK(actor.look_at(file, fleet, usual(), noon + 10s).empty());
    CHECK(actor.look_at(file, fleet, usual(), noon + 24h).empty());
    CHECK(read_file(said) == "web1 restart\n");
}

TEST_CASE("a command that does not end well is told as trouble") {
    const auto fleet = fleet_with_problem();
    Actor actor;
    const auto file = file_with({"/bin/sh", "-c", "echo no such unit >&2; exit 5"});
    CHECK(actor.look_at(file, fleet, usual(), noon).size() == 1);
    REQUIRE(actor.stop(10s));
    const auto events = actor.look_at(file, fleet, usual(), noon + 2s);
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == Event::Kind::trouble);
    CHECK_THAT(events[0].is, Catch::Contains("restart") and Catch::Contains("no such unit"));
}

TEST_CASE("a dry run says what would be run, and runs nothing") {
    const TemporaryFolder folder;
    const auto said = folder.path() + "/said";
    const auto fleet = fleet_with_problem();
    Actor actor;
    const auto events =
        actor.look_at(file_with({"/usr/bin/touch", said}, true), fleet, usual(), noon);
    REQUIRE(told(events).size() == 1);
    CHECK(events[0].was == "dry run");
    CHECK_THAT(events[0].is, Catch::Contains("touch"));
    REQUIRE(actor.stop(10s));
    CHECK(read_file(said) == std::nullopt);
}

TEST_CASE("what was run before a restart is not run again for the same problem") {
    const TemporaryFolder folder;
    const auto said = folder.path() + "/said";
    const auto fleet = fleet_with_problem();
    const auto file = file_with({"/usr/bin/touch", said});
    Store store(folder.path() + "/muster.db", Store::Access::create);
    {
        Actor before;
        for (const auto& event : before.look_at(file, fleet, usual(), noon))
            (void)store.add(event);
        REQUIRE(before.stop(10s));
    }
    Actor after;
    after.begin_with(store);
    CHECK(after.look_at(file, fleet, usual(), noon + 10s).empty());
}

TEST_CASE("while a command of a rule runs the rule decides nothing, and a loop that ends waits no "
          "longer than it may") {
    const auto fleet = fleet_with_problem();
    Actor actor;
    const auto file = file_with({"/bin/sleep", "3"});
    CHECK(actor.look_at(file, fleet, usual(), noon).size() == 1);
    CHECK(actor.look_at(file, fleet, usual(), noon + 1s).empty());
    CHECK_FALSE(actor.stop(0s));
    CHECK(actor.stop(20s));
}
