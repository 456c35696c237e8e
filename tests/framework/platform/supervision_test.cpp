#include "framework/platform/supervision.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("monit's report tells what it monitors from what it only knows") {
    // Recorded from monit 5.33.
    const auto services = parse_monit_status("Monit 5.33.0 uptime: 0m\n\n"
                                             "Process 'nginx'\n"
                                             "  status                       Not monitored\n"
                                             "  monitoring status            Not monitored\n"
                                             "  monitoring mode              active\n\n"
                                             "Process 'my app'\n"
                                             "  status                       Does not exist\n"
                                             "  monitoring status            Monitored\n");

    CHECK(services == WatchedServices{{"my app", true}, {"nginx", false}});
}

TEST_CASE("garbage is no service") {
    CHECK(parse_monit_status("").empty());
    CHECK(parse_monit_status("'\n  monitoring status Monitored\nProcess ''\n'\0'\n"s).empty());
    CHECK(parse_monit_status("Process nginx\n  monitoring status   Monitored\n").empty());
}
