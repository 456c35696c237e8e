// Who is asked next, and what of it, at moments that the test makes up.
#include "framework/fleet/watch/round_planner.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A planner of two targets that are asked each minute.
struct Plant {
    OwnStore own;
    World world;
    Heard heard;
    FleetState fleet;
    Keeper keeper{own.file, heard.log};
    std::shared_ptr<Configuration> with = made({member("web1"), member("web2")});
    RoundPlanner planner{with, fleet, keeper};

    std::shared_ptr<Configuration> made(std::vector<Target> members) {
        auto configuration =
            configuration_of(world, {.members = std::move(members), .file = quick_file(own.file)});
        configuration->file.rules.interval = 60s;
        configuration->file.rules.retry_after = 15s;
        configuration->file.rules.attempts = 3;
        return configuration;
    }
    void begin(std::int64_t second = 0) {
        (void)fleet.set_members(with->targets, at(second));
        planner.configure(with, at(second));
    }
    /// The first round from now on; it is looked for each second.
    std::pair<std::int64_t, RoundTask> next(std::int64_t from) {
        for (auto second = from; second < from + 10'000; ++second)
            if (auto tasks = planner.take_due(at(second), 1); not tasks.empty())
                return {second, tasks.front()};
        FAIL("nobody is due");
        return {};
    }
    /// A round of it that found these titles, and how their one row stands.
    void end(
        const RoundTask& task,
        std::vector<std::string> titles,
        Outcome outcome,
        std::int64_t second,
        bool is_reached = true
    ) {
        RoundDone done{task, {}, {}};
        done.report.name = task.target.name;
        done.report.unreachable = is_reached ? "" : "connection refused";
        done.subject.known = titles;
        for (const auto& title : titles)
            if (is_reached and not task.not_due.contains(title)) {
                done.subject.asked.insert(title);
                SpecReport spec;
                spec.title = title;
                Result result;
                result.id = title + " / row";
                result.outcome = outcome;
                spec.results = {result};
                done.report.specs.push_back(spec);
            }
        (void)fleet.round_ended(done.report, done.subject, with->file.rules, at(second));
        planner.take_done(done, is_reached, at(second));
    }
};

}  // namespace

TEST_CASE("who was never asked is asked within a minute, each once") {
    Plant plant;
    plant.begin();
    std::set<std::string> asked;
    for (int i = 0; i < 2; ++i) {
        const auto [second, task] = plant.next(0);
        CHECK(second <= 60);
        CHECK(task.with == plant.with);
        CHECK(task.not_due.empty());
        CHECK_FALSE(task.of_fleet);
        asked.insert(task.target.name);
    }
    CHECK(asked == std::set<std::string>{"web1", "web2"});
    CHECK(plant.planner.take_due(at(60), 10).empty());  // both are on their way
}

TEST_CASE("no more rounds are given than somebody has room for") {
    Plant plant;
    plant.begin();
    CHECK(plant.planner.take_due(at(100), 0).empty());
    CHECK(plant.planner.take_due(at(100), 1).size() == 1);
    CHECK(plant.planner.take_due(at(100), 10).size() == 1);
    CHECK(plant.planner.lateness().percentile(100) > 0s);
}

TEST_CASE("a target is asked again an interval later, with all that its last round had") {
    Plant plant;
    plant.with->targets = {member("web1")};
    plant.begin();
    const auto [first, task] = plant.next(0);
    plant.end(task, {"nginx", "sshd"}, Outcome::passed, first);
    const auto [second, again] = plant.next(first + 1);
    CHECK(second - first <= 61);
    CHECK(again.not_due.empty());
    CHECK(again.known == std::vector<std::string>{"nginx", "sshd"});
}

TEST_CASE("a spec of a longer interval goes along only when it is due") {
    Plant plant;
    plant.with->targets = {member("web1")};
    plant.with->file.intervals = {{{"", "", "patches"}, 3600s, {}}};
    plant.begin();
    auto [second, task] = plant.next(0);
    int along = 0;
    const auto begin = second;
    while (second < begin + 3600) {
        along += task.not_due.contains("patches") ? 0 : 1;
        plant.end(task, {"nginx", "patches"}, Outcome::passed, second);
        std::tie(second, task) = plant.next(second + 1);
    }
    CHECK(along >= 2);  // at first, and at its own moment
    CHECK(along <= 3);
}

TEST_CASE("a first sign of a problem is looked at again after a moment") {
    Plant plant;
    plant.with->targets = {member("web1")};
    plant.begin();
    auto [second, task] = plant.next(0);
    plant.end(task, {"nginx"}, Outcome::failed, second);
    const auto [again, retried] = plant.next(second + 1);
    CHECK(again - second <= 15);
    plant.end(retried, {"nginx"}, Outcome::passed, again);
    const auto [later, usual] = plant.next(again + 1);
    CHECK(later - again > 15);
    CHECK(usual.not_due.empty());
    CHECK(usual.known == std::vector<std::string>{"nginx"});
    plant.end(usual, {"nginx"}, Outcome::failed, later);
    CHECK(plant.next(later + 1).first - later <= 15);
}

TEST_CASE("who could not be reached is tried again after a moment, and keeps its specs") {
    Plant plant;
    plant.with->targets = {member("web1")};
    plant.begin();
    auto [second, task] = plant.next(0);
    plant.end(task, {"nginx"}, Outcome::passed, second);
    std::tie(second, task) = plant.next(second + 1);
    plant.end(task, {}, Outcome::passed, second, false);
    const auto [again, retried] = plant.next(second + 1);
    CHECK(again - second <= 15);
    CHECK(retried.known == std::vector<std::string>{"nginx"});
}

TEST_CASE("after a restart targets keep their moments, and are not asked before their time") {
    Plant plant;
    plant.with->targets = {member("web1")};
    plant.begin();
    auto [second, task] = plant.next(0);
    plant.end(task, {"nginx"}, Outcome::passed, second);
    std::tie(second, task) = plant.next(second + 1);
    plant.end(task, {"nginx"}, Outcome::passed, second);
    RoundPlanner other(plant.with, plant.fleet, plant.keeper);
    other.configure(plant.with, at(second + 1));
    CHECK(other.next() == plant.planner.next());
}

TEST_CASE("phases are drawn while the store is locked, too, and stay") {
    Plant plant;
    Keeper keeper(plant.own.file, plant.heard.log, {10ms, 10ms});
    RoundPlanner planner(plant.with, plant.fleet, keeper);
    Database lock(plant.own.file, Database::Access::open, 2s);
    lock.run("BEGIN IMMEDIATE");
    planner.configure(plant.with, at(0));
    const auto next = planner.next();
    REQUIRE(next);
    planner.configure(plant.with, at(0));
    CHECK(planner.next() == next);
}

TEST_CASE("who is no longer a member is asked no more, though a round is on its way") {
    Plant plant;
    plant.begin();
    const auto [second, task] = plant.next(0);
    const auto other = task.target.name == "web1" ? "web2" : "web1";
    plant.with = plant.made({member(other)});
    plant.begin(second);
    plant.end(task, {"nginx"}, Outcome::passed, second + 1);
    for (int round = 0; round < 3; ++round) {
        const auto [later, next] = plant.next(second + round * 60);
        CHECK(next.target.name == other);
        plant.end(next, {"nginx"}, Outcome::passed, later);
    }
}

TEST_CASE("FLEETs have rounds of their own, and a soft row of a member brings the next") {
    Plant plant;
    plant.with->targets = {};
    Spec spec;
    spec.title = "alike";
    plant.with->fleets.specs = {spec};
    plant.begin();
    const auto [second, task] = plant.next(0);
    CHECK(task.of_fleet);
    CHECK(task.target.name == "controller");
    RoundDone done{task, {}, {}};
    done.report.is_fleet = true;
    Result result;
    result.id = "alike / row";
    result.outcome = Outcome::failed;
    SpecReport report;
    report.title = "alike";
    report.results = {result};
    done.report.specs = {report};
    done.subject = {{"alike"}, {"alike"}, {}};
    (void)plant.fleet.round_ended(done.report, done.subject, plant.with->file.rules, at(second));
    plant.planner.take_done(done, true, at(second));
    CHECK(plant.next(second + 1).first - second <= 15);
}
