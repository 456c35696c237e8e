#include "framework/platform/openrc.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("rc-status tells the state of each service, and how often a watched one was restarted") {
    // Recorded from OpenRC 0.45.2.
    const auto states = parse_rc_status("[default]\ncron =  started \nsshd =  stopped \n"
                                        "[recovery]\nsshd =  stopped \n[Dynamic manual]\n"
                                        "watched =  started 00:00:01 (3)\ncrashy =  crashed \n");

    CHECK(
        states
        == OpenrcStates{{"cron", {"started"}}, {"crashy", {"crashed"}}, {"sshd", {"stopped"}}, {"watched", {"started", 3}}}
    );
    CHECK(parse_rc_status("").empty());
    CHECK(parse_rc_status(" = \n[a = b]\nx\n\0 = \n"s).empty());
}

TEST_CASE("a runlevel that names another one starts its services, too") {
    const std::vector<RunlevelEntry> entries = {
        {"default", "cron"}, {"laptop", "default"}, {"road", "laptop"}, {"off", "sendsigs"}};
    const std::vector<std::string> all = {"default", "laptop", "off", "road"};

    CHECK(runlevels_of("cron", entries, all) == std::set<std::string>{"default", "laptop", "road"});
    CHECK(runlevels_of("sendsigs", entries, all) == std::set<std::string>{"off"});
    CHECK(runlevels_of("nosuch", entries, all).empty());
}
