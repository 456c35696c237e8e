#include "framework/fleet/schedule/maintenance.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using muster::Instant;
using muster::Maintenance;
using muster::MaintenanceWindow;
using muster::Nanoseconds;
using muster::WatchScope;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::vector<std::string> web_role = {"web"};

Instant at(const std::string& text) {
    const auto moment = muster::from_iso8601(text);
    REQUIRE(moment);
    return *moment;
}

MaintenanceWindow daily(Nanoseconds from, Nanoseconds to, const char* zone = "") {
    return {.from = from, .to = to, .zone = zone};
}

MaintenanceWindow once(const char* from, const char* to) {
    MaintenanceWindow window;
    window.once_from = at(from);
    window.once_to = at(to);
    return window;
}

/// When the maintenance ends in which web1 is; empty: it is in none.
std::string end_of(
    const std::vector<MaintenanceWindow>& windows, const char* moment, const char* spec = "nginx"
) {
    const auto found = Maintenance(windows).ongoing({"web1", web_role, spec}, at(moment));
    return found ? muster::to_iso8601(found->until) : "";
}

}  // namespace

TEST_CASE("a window holds from its first moment to before its last one, each day") {
    const auto night = daily(hours(2), hours(4));

    CHECK(end_of({night}, "2026-11-28T01:59:59Z") == "");
    CHECK(end_of({night}, "2026-11-28T02:00:00Z") == "2026-11-28T04:00:00Z");
    CHECK(end_of({night}, "2026-11-29T03:59:59Z") == "2026-11-29T04:00:00Z");
    CHECK(end_of({night}, "2026-11-29T04:00:00Z") == "");
}

TEST_CASE("a window past midnight is of the day on which it begins") {
    auto weekend = daily(hours(22), hours(6));
    weekend.days = {std::chrono::Saturday};

    // 28 November 2026 is a Saturday.
    CHECK(end_of({weekend}, "2026-11-28T05:00:00Z") == "");
    CHECK(end_of({weekend}, "2026-11-28T22:00:00Z") == "2026-11-29T06:00:00Z");
    CHECK(end_of({weekend}, "2026-11-29T05:59:00Z") == "2026-11-29T06:00:00Z");
    CHECK(end_of({weekend}, "2026-11-29T22:00:00Z") == "");
}

TEST_CASE("days and times are those of the window's zone") {
    auto monday = daily(hours(1), hours(3), "Asia/Tokyo");
    monday.days = {std::chrono::Monday};

    CHECK(end_of({monday}, "2026-11-29T16:30:00Z") == "2026-11-29T18:00:00Z");
    CHECK(end_of({monday}, "2026-11-30T16:30:00Z") == "");
}

TEST_CASE("where clocks are put back a window takes the hour that comes twice") {
    const auto night = daily(hours(2), hours(2) + minutes(30), "Europe/Berlin");

    CHECK(end_of({night}, "2026-10-25T00:00:00Z") == "2026-10-25T01:30:00Z");
    CHECK(end_of({night}, "2026-10-25T01:29:59Z") == "2026-10-25T01:30:00Z");
    CHECK(end_of({night}, "2026-10-25T01:30:00Z") == "");
    CHECK(end_of({night}, "2026-10-24T00:00:00Z") == "2026-10-24T00:30:00Z");
}

TEST_CASE("where clocks are put forward a window of that hour does not take place") {
    const auto within = daily(hours(2), hours(2) + minutes(30), "Europe/Berlin");
    const auto across = daily(hours(1) + minutes(30), hours(4), "Europe/Berlin");

    CHECK(end_of({within}, "2026-03-29T00:59:59Z") == "");
    CHECK(end_of({within}, "2026-03-29T01:00:00Z") == "");
    CHECK(end_of({across}, "2026-03-29T00:30:00Z") == "2026-03-29T02:00:00Z");
}

TEST_CASE("where clocks are put back across midnight the window of the day that had begun goes on"
) {
    // In Asunción clocks went from 24:00 on Saturday, 24 March 2018, back to 23:00.
    auto saturday = daily(hours(23), hours(24), "America/Asuncion");
    saturday.days = {std::chrono::Saturday};

    CHECK(end_of({saturday}, "2018-03-25T02:30:00Z") == "2018-03-25T04:00:00Z");
    CHECK(end_of({saturday}, "2018-03-25T03:30:00Z") == "2018-03-25T04:00:00Z");
    CHECK(end_of({saturday}, "2018-03-25T04:00:00Z") == "");
}

TEST_CASE("a single window begins and ends at its moments") {
    const auto move = once("2026-12-31T22:00:00+09:00", "2027-01-01T02:00:00+09:00");

    CHECK(end_of({move}, "2026-12-31T12:59:59Z") == "");
    CHECK(end_of({move}, "2026-12-31T13:00:00Z") == "2026-12-31T17:00:00Z");
    CHECK(end_of({move}, "2026-12-31T17:00:00Z") == "");
}

TEST_CASE("windows that follow each other end with the last one, which gives the reason") {
    auto first = daily(hours(2), hours(4));
    first.reason = "backup";
    auto second = daily(hours(4), hours(5));
    second.reason = "patches";
    auto longer = daily(hours(3), hours(4) + minutes(30));

    const auto found = Maintenance({first, second, longer})
                           .ongoing({"web1", web_role, "nginx"}, at("2026-11-28T02:00:00Z"));

    REQUIRE(found);
    CHECK(found->until == at("2026-11-28T05:00:00Z"));
    CHECK(found->reason == "patches");
}

TEST_CASE("maintenance for ever ends in about a year") {
    const auto found = Maintenance({daily(hours(0), hours(24))})
                           .ongoing({"web1", web_role, "nginx"}, at("2026-01-01T12:00:00Z"));

    REQUIRE(found);
    CHECK(found->until == at("2027-01-02T00:00:00Z"));
}

TEST_CASE("a window is of whom its scope names, and the target itself is of no spec") {
    const auto is_in = [](const WatchScope& scope, const char* spec) {
        auto window = daily(hours(0), hours(24));
        window.scope = scope;
        return not end_of({window}, "2026-11-28T12:00:00Z", spec).empty();
    };

    CHECK(is_in({}, "nginx"));
    CHECK(is_in({}, ""));
    CHECK(is_in({"web*", "", ""}, ""));
    CHECK_FALSE(is_in({"db*", "", ""}, ""));
    CHECK(is_in({"", "web", ""}, ""));
    CHECK_FALSE(is_in({"", "db", ""}, "nginx"));
    CHECK(is_in({"", "", "ngin?"}, "nginx"));
    CHECK_FALSE(is_in({"", "", "*"}, ""));
    CHECK_FALSE(is_in({"web1", "web", "other"}, "nginx"));
    CHECK(is_in({"", "", "web*"}, "web / tls / proxy"));
}

TEST_CASE("a zone that is not there is refused at its window") {
    auto window = daily(hours(1), hours(2), "Mars/Olympus");
    window.where = {"fleet.yaml", 7, 3};

    CHECK_THROWS_WITH(
        Maintenance({window}), "fleet.yaml:7:3: \"Mars/Olympus\" is no time zone here"
    );
}
