// To whom a problem goes, and when.
#include "framework/fleet/watch/teller.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A fleet of one target with one row that has failed for a minute, at noon.
struct Scene {
    Instant noon = *from_iso8601("2026-07-01T12:00:00Z");
    World world;
    std::shared_ptr<Configuration> with =
        configuration_of(world, {.members = {member("web1")}, .file = quick_file("")});
    FleetState fleet;
    Teller teller;

    Scene() {
        TargetState target;
        target.name = "web1";
        target.roles = {"web"};
        target.first_seen = noon - 24h;
        auto reach = state_of("web1", "", Standing::conforms);
        reach.settled = Standing::conforms;
        auto row = state_of("web1", "web / row", Standing::failed);
        row.settled = Standing::failed;
        row.since = row.changed = noon - 1min;
        row.observation.spec = "web";
        row.observation.result.impact = Impact::medium;
        fleet = FleetState({target}, {reach, row});
    }
    void configure() { teller.configure(with); }
    State& row() { return *fleet.find(Watched{"web1", "web / row"}); }
    Tellings look(Nanoseconds after = 0s) {
        return teller.look_at(*fleet.find("web1"), noon + after);
    }
};

/// "team problem", one for each message.
std::vector<std::string> lines(const Tellings& told) {
    std::vector<std::string> all;
    for (const auto& message : told.outgoing)
        all.push_back(
            message.channel + " "
            + std::string(name(message_from_json(message.content).notices.at(0).kind))
        );
    return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a problem goes to every channel that takes it, with the state that was told") {
    Scene scene;
    auto pager = channel_named("pager");
    pager.least = Impact::critical;
    auto database = channel_named("database");
    database.roles = {"db"};
    auto slow = channel_named("slow");
    slow.group = 30s;
    scene.with->file.notify = {channel_named("team"), pager, database, slow};
    scene.configure();
    scene.teller.set_page("http://127.0.0.1:9393/");

    const auto told = scene.look();

    CHECK(lines(told) == Lines{"team problem", "slow problem"});
    CHECK(told.changed == std::vector<Watched>{{"web1", "web / row"}});
    CHECK(told.outgoing[0].next_try == scene.noon);
    CHECK(told.outgoing[1].next_try == scene.noon + 30s);
    const auto message = message_from_json(told.outgoing[0].content);
    CHECK(message.page == "http://127.0.0.1:9393/");
    CHECK(message.fleet == "the shop");
    CHECK(message.members == std::map<std::string, std::size_t>{{"web", 1}});
    CHECK(lines(scene.look(1s)).empty());
}

TEST_CASE("at another hour a channel is told when its hours begin, by the clock of its zone") {
    Scene scene;
    auto office = channel_named("office");
    office.hours = {9h, 17h};
    office.zone = "Asia/Tokyo";  // where it is nine in the evening
    auto night = office;
    night.name = "night";
    night.hours = {20h, 6h};
    scene.with->file.notify = {office, night};
    scene.configure();
    const auto told = scene.look();
    REQUIRE(lines(told) == Lines{"office problem", "night problem"});
    CHECK(told.outgoing[0].next_try == scene.noon + 12h);
    CHECK(told.outgoing[1].next_try == scene.noon + night.group);
}

TEST_CASE("in maintenance nothing is told, and after it what is still there") {
    Scene scene;
    MaintenanceWindow window;
    window.scope.target = "web*";
    window.once_from = scene.noon - 1h;
    window.once_to = scene.noon + 1h;
    scene.with->file.maintenance = {window};
    scene.configure();
    CHECK(scene.teller.is_in_maintenance(scene.fleet.find("web1")->target, scene.noon));
    CHECK(lines(scene.look()).empty());
    CHECK(lines(scene.look(2h)) == Lines{"team problem"});
}

TEST_CASE("a silence keeps a problem back, and is no longer there when it was ended") {
    Scene scene;
    scene.configure();
    Silence silence;
    silence.target = "web1";
    silence.from = scene.noon - 1h;
    silence.until = scene.noon + 1h;
    scene.teller.set_silences({silence});
    CHECK(lines(scene.look()).empty());
    scene.teller.set_silences({});
    CHECK(lines(scene.look(1s)) == Lines{"team problem"});
}

TEST_CASE("a channel is reminded of a problem that stays as often as it wants, and no other") {
    Scene scene;
    auto team = channel_named("team");
    team.repeat = 1h;
    scene.with->file.notify = {team, channel_named("once")};
    scene.configure();
    CHECK(lines(scene.teller.look_at_all(scene.fleet, scene.noon)).size() == 2);
    CHECK(lines(scene.teller.look_at_all(scene.fleet, scene.noon + 59min)).empty());
    CHECK(
        lines(scene.teller.look_at_all(scene.fleet, scene.noon + 60min)) == Lines{"team reminder"}
    );
    CHECK(lines(scene.teller.look_at_all(scene.fleet, scene.noon + 61min)).empty());
    CHECK(lines(scene.teller.look_at_all(scene.fleet, scene.noon + 5h)) == Lines{"team reminder"});
}

TEST_CASE("of a row that is gone the end is told, if its problem was") {
    Scene scene;
    scene.configure();
    const auto& target = scene.fleet.find("web1")->target;
    CHECK(lines(scene.teller.end_of(target, scene.row(), scene.noon)).empty());
    (void)scene.look();
    const auto told = scene.teller.end_of(target, scene.row(), scene.noon + 1s);
    REQUIRE(lines(told) == Lines{"team recovery"});
    const auto notice = message_from_json(told.outgoing[0].content).notices.at(0);
    CHECK(notice.standing == Standing::conforms);
}

TEST_CASE("trouble of the loop goes to everybody, and a followed value not while it is silenced") {
    Scene scene;
    auto database = channel_named("database");
    database.roles = {"db"};
    scene.with->file.notify = {database, channel_named("team")};
    scene.configure();
    Event trouble;
    trouble.kind = Event::Kind::trouble;
    trouble.is = "the disk is full";
    CHECK(
        lines(scene.teller.tell(trouble, scene.fleet, scene.noon))
        == Lines{"database trouble", "team trouble"}
    );
    Event followed;
    followed.kind = Event::Kind::followed;
    followed.of = {"web1", "web / row"};
    CHECK(lines(scene.teller.tell(followed, scene.fleet, scene.noon)) == Lines{"team followed"});
    Silence silence;
    silence.target = "web1";
    silence.until = scene.noon + 1h;
    scene.teller.set_silences({silence});
    CHECK(lines(scene.teller.tell(followed, scene.fleet, scene.noon)).empty());
}

TEST_CASE("that a target was rebuilt is told, also where others are watched") {
    Scene scene;
    TargetState other;
    other.name = "web2";
    other.first_seen = scene.noon - 24h;
    auto reach = state_of("web2", "", Standing::conforms);
    reach.settled = Standing::conforms;
    reach.last = scene.noon - 1min;
    scene.teller.see({other, reach, {}});
    auto& rebuilt = *scene.fleet.find("web1");
    rebuilt.reach.since = rebuilt.reach.changed = rebuilt.reach.last = scene.noon;
    scene.configure();
    scene.teller.see(rebuilt);
    Event event;
    event.at = scene.noon;
    event.of = {"web1", ""};
    event.kind = Event::Kind::rebuilt;
    CHECK_FALSE(lines(scene.teller.tell(event, scene.fleet, scene.noon)).empty());
}

TEST_CASE("what an earlier loop has found is told when it was found again") {
    Scene scene;
    scene.configure();
    scene.row().last = scene.noon - 1h;
    scene.teller.begin(scene.noon - 1min);
    CHECK(lines(scene.look()).empty());
    scene.row().last = scene.noon;
    CHECK_FALSE(lines(scene.look()).empty());
}

TEST_CASE("an Alertmanager hears of what was told as long as it stands, also when somebody has "
          "acknowledged it") {
    Scene scene;
    auto alerts = channel_named("alerts");
    alerts.kind = AlertChannel::Kind::alertmanager;
    alerts.hours = {20h, 6h};
    auto team = channel_named("team");
    team.repeat = 5min;
    scene.with->file.notify = {alerts, team};
    scene.configure();
    (void)scene.teller.look_at_all(scene.fleet, scene.noon);
    Silence ack;
    ack.kind = Silence::Kind::ack;
    ack.target = "web1";
    ack.from = scene.noon;
    scene.teller.set_silences({ack});
    CHECK(
        lines(scene.teller.look_at_all(scene.fleet, scene.noon + 6min)) == Lines{"alerts reminder"}
    );
}
