// What is written and what is told, together.
#include "framework/fleet/watch/watch_recorder.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A recorder of one target, whose postman delivers nothing.
struct Desk {
    OwnStore own;
    World world;
    Heard heard;
    std::shared_ptr<Configuration> with =
        configuration_of(world, {.members = {member("web1")}, .file = quick_file(own.file)});
    FleetState fleet;
    Teller teller;
    Keeper keeper{own.file, heard.log, {10ms, 10ms}};
    Postman postman{own.file, std::make_shared<FakeDelivery>(), {}, heard.log};
    WatchRecorder recorder{fleet, teller, keeper, postman, heard.log};

    Desk() {
        (void)postman.stop(1s);
        teller.configure(with);
        recorder.take_members(fleet.set_members(with->targets, at(0)), at(0));
        fleet.find("web1")->target.first_seen = at(-3600);
    }
    /// A round of web1 that found this of its only row.
    void round(Outcome outcome, std::int64_t second, const std::string& actual = "true") {
        TargetReport report;
        report.name = "web1";
        SpecReport spec;
        spec.title = "web";
        Result result;
        result.id = "web / row";
        result.outcome = outcome;
        result.actual = actual;
        result.follow = true;
        spec.results = {result};
        report.specs = {spec};
        auto changes =
            fleet.round_ended(report, {{"web"}, {"web"}, {}}, with->file.rules, at(second));
        recorder.take_round(*fleet.find("web1"), std::move(changes), true, at(second));
    }
    void round_without_specs(std::int64_t second) {
        TargetReport report;
        report.name = "web1";
        auto changes = fleet.round_ended(report, {}, with->file.rules, at(second));
        recorder.take_round(*fleet.find("web1"), std::move(changes), true, at(second));
    }
    /// "problem web1 web / row" of what waits in the outbox.
    std::vector<std::string> told() const {
        std::vector<std::string> all;
        for (const auto& message : own.store.due(Instant::max(), 100))
            for (const auto& notice : message_from_json(message.content).notices)
                all.push_back(
                    std::string(name(notice.kind)) + " " + notice.of.target + " " + notice.of.id
                );
        return all;
    }
    std::vector<State> states() const { return own.store.states(); }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("that a problem is told and that it was are written at once") {
    Desk desk;
    desk.round(Outcome::failed, 1);
    CHECK(desk.told() == Lines{"problem web1 web / row"});
    const auto state = desk.fleet.find(Watched{"web1", "web / row"});
    REQUIRE(state != nullptr);
    CHECK(state->told);
    for (const auto& kept : desk.states())
        CHECK(kept.told == kept.of.is_expectation());
    CHECK(desk.own.number("SELECT count(*) FROM outbox") == 1);
    desk.round(Outcome::failed, 2);
    CHECK(desk.told().size() == 1);
}

TEST_CASE("while nothing can be written messages go to who delivers them, once") {
    Desk desk;
    {
        Database lock(desk.own.file, Database::Access::open, 2s);
        lock.run("BEGIN IMMEDIATE");
        desk.round(Outcome::failed, 1);
        CHECK(desk.postman.waiting() == 1);
        desk.round(Outcome::failed, 2);
        CHECK(desk.postman.waiting() == 1);
    }
    REQUIRE(comes_true([&] { return desk.keeper.with_store([](Store&) {}); }));
    CHECK(desk.told().empty());
    CHECK(std::ranges::count_if(desk.states(), [](const State& state) { return state.told; }) == 1);
}

TEST_CASE("the end of a problem is told when its row is gone, and the row is gone from the store") {
    Desk desk;
    desk.round(Outcome::failed, 1);
    desk.round_without_specs(2);
    CHECK(desk.told() == Lines{"problem web1 web / row", "recovery web1 web / row"});
    CHECK(std::ranges::none_of(desk.states(), [](const State& state) {
        return state.of.is_expectation();
    }));
}

TEST_CASE("a followed value is told, and what was found is kept with its round") {
    Desk desk;
    desk.round(Outcome::passed, 1, "1.22");
    desk.round(Outcome::passed, 2, "1.24");
    CHECK(desk.told() == Lines{"followed web1 web / row"});
    CHECK(to_text(*desk.own.store.facts_at("web1", at(1))) == R"({"web / row":"1.22"})");
    CHECK(to_text(*desk.own.store.facts_at("web1", at(2))) == R"({"web / row":"1.24"})");
}

TEST_CASE("what happened is shown to readers, newest last, and no more than they can read") {
    Desk desk;
    (void)desk.recorder.take_news();
    for (int i = 1; i <= 520; ++i)
        desk.round(i % 2 == 0 ? Outcome::passed : Outcome::failed, i);
    CHECK(desk.recorder.take_news());
    CHECK_FALSE(desk.recorder.take_news());
    const auto& recent = desk.recorder.recent();
    REQUIRE(recent.size() == 500);
    CHECK(recent.back().at == at(520));
    CHECK(recent.back().kind == Event::Kind::recovery);
    CHECK(desk.heard.has("problem web1 web / row"));
}

TEST_CASE("what others wrote is shown, once, and what was there at the beginning is not new") {
    Desk desk;
    Event mark;
    mark.at = at(1);
    mark.kind = Event::Kind::mark;
    mark.is = "release 41";
    (void)desk.own.store.add(mark);
    (void)desk.keeper.with_store([&](Store& store) { desk.recorder.begin_with(store); });
    const auto before = desk.recorder.recent().size();
    CHECK(desk.recorder.recent().back().is == "release 41");
    (void)desk.recorder.take_news();
    const auto look = [&] {
        (void)desk.keeper.with_store([&](Store& store) { desk.recorder.take_from(store, at(3)); });
        return desk.recorder.take_news();
    };
    CHECK_FALSE(look());

    mark.is = "release 42";
    mark.at = at(2);
    (void)desk.own.store.add(mark);

    CHECK(look());
    CHECK(desk.recorder.recent().size() == before + 1);
    CHECK(desk.recorder.recent().back().is == "release 42");
    desk.own.store.keep("something", "else");
    CHECK_FALSE(look());
}

TEST_CASE("trouble of the loop is told once, until it is another or has ended") {
    Desk desk;
    desk.recorder.take_trouble("files", "a is broken", at(1));
    desk.recorder.take_trouble("files", "a is broken", at(2));
    CHECK(desk.told() == Lines{"trouble  "});
    desk.recorder.take_trouble("files", "b is broken", at(3));
    CHECK(desk.told().size() == 2);
    CHECK(desk.recorder.troubles() == Lines{"b is broken"});
    desk.recorder.end_trouble("files");
    desk.recorder.take_trouble("store", "", at(3));
    CHECK(desk.recorder.troubles().empty());
    desk.recorder.take_trouble("files", "b is broken", at(4));
    CHECK(desk.told().size() == 3);
    CHECK(desk.own.store.history({}).back().is == "b is broken");
}

TEST_CASE("who left is written as one who did, and nothing more is told of it") {
    Desk desk;
    desk.recorder.take_members(desk.fleet.set_members({}, at(1)), at(1));
    CHECK(desk.own.store.targets().at(0).retired);
    CHECK(desk.own.store.history({}).back().kind == Event::Kind::retired);
    desk.round(Outcome::failed, 2);
    CHECK(desk.told().empty());
}
