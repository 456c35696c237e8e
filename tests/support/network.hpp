#pragma once

// Interfaces and routes, as a test wants to write them.

#include "tests/support/fake_host.hpp"

#include <string>

namespace muster::tests {

constexpr auto ask_links = "ip -j -d addr";
constexpr auto ask_routes = "ip -j -d -4 route show table all";
constexpr auto ask_routes6 = "ip -j -d -6 route show table all";

/// The files of /sys/class/net/NAME and its line of /proc/net/dev.
struct FakeLink {
    std::string name;
    int index = 1;
    std::string flags = "0x1003";
    std::string operstate = "up";
    std::string mac = "02:00:00:00:00:01";
    std::string uevent = {};
    std::string speed = "1000";
};
void add_link(FakeHost& host, const FakeLink& link);

/// /proc/net/dev for these interfaces.
void add_link_names(FakeHost& host, const std::vector<std::string>& names);

}  // namespace muster::tests
