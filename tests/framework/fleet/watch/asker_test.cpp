// Rounds in threads: of targets that answer, are lost and hang, and of FLEETs.
#include "framework/fleet/watch/asker.hpp"

#include "framework/run/plans.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

RoundTask task_of(const std::shared_ptr<const Configuration>& with, const std::string& name) {
    RoundTask task;
    task.with = with;
    task.target = member(name);
    task.late = 3ms;
    return task;
}

std::shared_ptr<Configuration> shop_in(World& world, std::vector<SpecProgram> programs) {
    return configuration_of(
        world,
        {.members = {member("web1"), member("web2")},
         .programs = std::move(programs),
         .file = quick_file("")}
    );
}

/// Takes what ends until there are so many.
std::vector<RoundDone> take(Asker& asker, std::size_t count) {
    std::vector<RoundDone> all;
    REQUIRE(comes_true([&] {
        for (auto& done : asker.take_done())
            all.push_back(std::move(done));
        return all.size() >= count;
    }));
    return all;
}

const auto at_once = [] {};
const std::string fleet_of_ok =
    "fleet: alike\nexpect:\n- {hosts: web, agree_on: {file: /ok, fact: exists}}\n";

}  // namespace

TEST_CASE("a round brings the report of its target and what it was about") {
    World world;
    world.put("web1", "/ok");
    const auto with = shop_in(world, {program_of(ok_is_there)});
    std::atomic<int> woken = 0;
    Asker asker(2, [&] { ++woken; });

    asker.ask(task_of(with, "web1"));
    const auto done = take(asker, 1).at(0);

    CHECK(done.report.name == "web1");
    CHECK(done.report.unreachable.empty());
    REQUIRE(done.report.specs.size() == 1);
    CHECK(done.report.specs[0].results.at(0).outcome == Outcome::passed);
    CHECK(done.report.specs[0].results.at(0).id == id_of_ok);
    CHECK(done.subject.asked == std::set<std::string>{"web"});
    CHECK(done.subject.known == std::vector<std::string>{"web"});
    CHECK(done.subject.late == 3ms);
    CHECK(comes_true([&] { return woken == 1; }));
    CHECK(asker.running() == 0);
    CHECK(asker.take_done().empty());
}

TEST_CASE("what is not due is known, and not asked") {
    World world;
    const auto with = shop_in(
        world,
        {program_of(ok_is_there), program_of("spec: b\nexpect:\n- {file: /b, exists: true}\n")}
    );
    auto task = task_of(with, "web1");
    task.not_due = {"b"};
    const auto done = ask_round(std::move(task), at_once);
    CHECK(done.subject.asked == std::set<std::string>{"web"});
    CHECK(done.subject.known == std::vector<std::string>{"web", "b"});
    CHECK(done.report.specs.size() == 1);
}

TEST_CASE(
    "a target for which there is no spec, and a spec without rows, are errored: nothing is verified"
) {
    World world;
    const auto for_others =
        program_of("spec: mail\nroles: [mail]\nexpect:\n- {file: /m, exists: true}\n");
    const auto done = ask_round(task_of(shop_in(world, {for_others}), "web1"), at_once);
    REQUIRE(done.report.specs.size() == 1);
    const auto& result = done.report.specs[0].results.at(0);
    CHECK(result.outcome == Outcome::errored);
    CHECK(result.message == "no spec applies: its roles are web");
    CHECK(done.subject.known == std::vector<std::string>{"no spec"});
    CHECK(done.subject.asked == std::set<std::string>{"no spec"});

    // A FLEET may be all that there is about it.
    auto with_fleet = shop_in(world, {for_others, program_of(fleet_of_ok, "specs/fleet.yaml")});
    with_fleet->fleets = collect_fleet(with_fleet->controller, *with_fleet->context, system_now());
    CHECK(ask_round(task_of(with_fleet, "web1"), at_once).report.specs.empty());

    world.lose("web1");
    CHECK(ask_round(task_of(shop_in(world, {for_others}), "web1"), at_once).report.specs.empty());
}

TEST_CASE("a spec that says no rows for a target is errored by that") {
    World world;
    const auto with = shop_in(
        world,
        {program_of("spec: web\nexpect:\n- {file: /ok, exists: true, when: {family: redhat}}\n")}
    );
    const auto done = ask_round(task_of(with, "web1"), at_once);
    REQUIRE(done.report.specs.size() == 1);
    REQUIRE(done.report.specs[0].results.size() == 1);
    CHECK(done.report.specs[0].results[0].outcome == Outcome::errored);
    CHECK(done.report.specs[0].results[0].message == "the spec has no expectations");
}

TEST_CASE("a target that is lost is unreachable, and the others are asked") {
    World world;
    world.lose("web1");
    const auto with = shop_in(world, {program_of(ok_is_there)});
    Asker asker(1, [] {});
    asker.ask(task_of(with, "web1"));
    asker.ask(task_of(with, "web2"));
    for (const auto& done : take(asker, 2)) {
        CHECK(done.report.unreachable.empty() == (done.report.name == "web2"));
        CHECK(done.subject.asked.empty() == (done.report.name == "web1"));
    }
}

TEST_CASE("no more targets than jobs are asked at a time, and those that connect hold nobody up") {
    World world;
    const auto with = shop_in(world, {program_of(ok_is_there)});
    for (const auto* name : {"a", "b", "c", "d"})
        world.hold(name);
    Asker asker(1, [] {});
    for (const auto* name : {"a", "b", "c", "d"})
        asker.ask(task_of(with, name));
    const auto asked = [&] {
        std::size_t all = 0;
        for (const auto* name : {"a", "b", "c", "d"})
            all += world.asked(name);
        return all;
    };
    REQUIRE(comes_true([&] { return asked() == 1; }));
    std::this_thread::sleep_for(20ms);
    CHECK(asked() == 1);
    CHECK(asker.running() == 4);
    for (const auto* name : {"a", "b", "c", "d"})
        world.let_go(name);
    CHECK(take(asker, 4).size() == 4);
}

TEST_CASE("who is stopped begins nothing, and says that a round still hangs") {
    World world;
    world.hold("web1");
    const auto with = shop_in(world, {program_of(ok_is_there)});
    Asker asker(1, [] {});
    asker.ask(task_of(with, "web1"));
    REQUIRE(comes_true([&] { return world.asked("web1") == 1; }));

    CHECK_FALSE(asker.stop(10ms));
    asker.ask(task_of(with, "web2"));
    world.let_go("web1");
    CHECK(asker.stop(30s));

    CHECK(take(asker, 1).at(0).report.name == "web1");
    CHECK(world.asked("web2") == 0);
}

TEST_CASE("a mistake of ours ends one round, and says so") {
    World world;
    auto with = shop_in(world, {program_of(ok_is_there)});
    auto context = *with->context;
    context.on_report = [](TargetReport& report) {
        if (report.name == "web1")
            throw std::runtime_error("it slipped");
        throw CannotTell{Kind::denied, "no such waivers"};
    };
    with->context = std::make_unique<const RunContext>(std::move(context));
    Asker asker(1, [] {});
    asker.ask(task_of(with, "web1"));
    asker.ask(task_of(with, "web2"));
    for (const auto& done : take(asker, 2)) {
        CHECK(done.report.specs.empty());
        CHECK(
            done.report.unreachable
            == std::string("the round was given up: ")
                   + (done.report.name == "web1" ? "it slipped" : "no such waivers")
        );
    }
}

TEST_CASE("FLEETs are judged by what their targets answer") {
    World world;
    world.put("web1", "/ok");
    auto with = shop_in(world, {program_of(fleet_of_ok)});
    with->fleets = collect_fleet(with->controller, *with->context, system_now());
    REQUIRE_FALSE(with->fleets.specs.empty());
    auto task = task_of(with, "controller");
    task.of_fleet = true;

    const auto done = ask_round(std::move(task), at_once);

    CHECK(done.report.is_fleet);
    CHECK(done.subject.asked == std::set<std::string>{"alike"});
    CHECK(done.subject.known == std::vector<std::string>{"alike"});
    CHECK(world.asked("web1") > 0);
    CHECK(world.asked("web2") > 0);
    REQUIRE(done.report.specs.size() == 1);
    CHECK_FALSE(done.report.specs[0].results.empty());
}

TEST_CASE("FLEETs whose judgement slips are not gone") {
    World world;
    auto with = shop_in(world, {program_of(fleet_of_ok)});
    with->fleets = collect_fleet(with->controller, *with->context, system_now());
    auto context = *with->context;
    context.on_report = [](TargetReport&) { throw std::runtime_error("it slipped"); };
    with->context = std::make_unique<const RunContext>(std::move(context));
    auto task = task_of(with, "controller");
    task.of_fleet = true;

    const auto done = ask_round(std::move(task), at_once);

    CHECK(done.report.is_fleet);
    CHECK(done.report.unreachable == "the round was given up: it slipped");
    CHECK(done.subject.asked.empty());
    CHECK(done.subject.known == std::vector<std::string>{"alike"});
}
