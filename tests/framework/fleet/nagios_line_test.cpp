#include "framework/fleet/serve/nagios_line.hpp"

#include "tests/framework/fleet/sample_fleet.hpp"

#include <catch2/catch.hpp>

using muster::Impact;
using muster::nagios_line;
using muster::Overview;
using muster::Standing;
using muster::State;
using muster::WatchedTarget;

namespace {

/// What a target comes to of which `change` was made something.
template<class Change>
int status_after(const Change& change) {
    Overview overview;
    overview.now = muster::tests::sample_now;
    overview.targets = {muster::tests::sample_target("web", "proxy")};
    change(overview.targets.front());
    return nagios_line(overview, "web").status;
}

int status_of(Standing standing, Impact impact = Impact::medium, bool waived = false) {
    return status_after([&](WatchedTarget& target) {
        auto& state = target.states.front();
        state.standing = state.settled = standing;
        state.observation.result.impact = impact;
        if (waived)
            state.observation.result.waived = muster::Waiver{"r", "", "", "2027-01-01"};
    });
}

}  // namespace

TEST_CASE("the plugin's status says how a target stands") {
    CHECK(status_of(Standing::conforms) == 0);
    CHECK(status_of(Standing::skipped) == 0);
    CHECK(status_of(Standing::failed) == 2);
    CHECK(status_of(Standing::failed, Impact::critical) == 2);
    CHECK(status_of(Standing::failed, Impact::low) == 1);
    CHECK(status_of(Standing::failed, Impact::medium, true) == 0);
    CHECK(status_of(Standing::errored) == 3);
    CHECK(status_of(Standing::stale) == 3);
    CHECK(status_of(Standing::pending) == 3);
}

TEST_CASE(
    "the plugin's status is unknown of who left, was never asked, cannot be reached or says nothing"
) {
    CHECK(status_after([](WatchedTarget& target) { target.target.retired = true; }) == 3);
    CHECK(
        status_after([](WatchedTarget& target) {
            target.reach.standing = target.reach.settled = Standing::pending;
        })
        == 3
    );
    CHECK(
        status_after([](WatchedTarget& target) {
            target.reach.standing = target.reach.settled = Standing::errored;
        })
        == 3
    );
    CHECK(status_after([](WatchedTarget& target) { target.states.clear(); }) == 3);
    CHECK(nagios_line({}, "").status == 3);
    CHECK(nagios_line({}, "web|x").text == "MUSTER UNKNOWN - no target is called web/x\n");
}

TEST_CASE("a first sign is not told to a plugin yet") {
    CHECK(
        status_after([](WatchedTarget& target) {
            target.states.front().standing = Standing::failed;
        })
        == 0
    );
}

TEST_CASE("the plugin's line has the counts, performance data and what does not hold") {
    const auto overview = muster::tests::sample_fleet();

    CHECK(
        nagios_line(overview, "proxy-02").text
        == "MUSTER CRITICAL - 9 passed, 1 failed on 1 target | passed=9;;;0 failed=1;;0;0 "
           "errored=0;;0;0 "
           "stale=0;;0;0 skipped=0;;;0 waived=0;;;0 unreachable=0;;0;0\n"
           "failed: specs/nginx.cpp:14: file \"/etc/nginx/nginx.conf\" mode: expected 0644, is "
           "0666 (proxy-02)\n"
    );
    const auto all = nagios_line(overview, "");
    CHECK(all.status == 2);
    CHECK_THAT(
        all.text,
        Catch::StartsWith("MUSTER CRITICAL - 570 passed, 7 failed, 1 errored, 1 stale, 1 waived, "
                          "2 unreachable on 60 targets | passed=570;")
    );
    CHECK_THAT(all.text, Catch::Contains("\nunreachable: backup-14: connection refused\n"));
}

TEST_CASE("what a target says cannot pass for performance data or for lines of ours") {
    auto overview = muster::tests::sample_fleet();
    for (auto& target : overview.targets)
        for (auto& state : target.states)
            state.observation.result.message = "a | passed=9\nMUSTER OK\x1b[1m";

    const auto text = nagios_line(overview, "proxy-02").text;
    CHECK(std::count(text.begin(), text.end(), '|') == 1);
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
    CHECK(text.find('\x1b') == std::string::npos);
}
