#pragma once

// Routes without iproute2: /proc/net/route and /proc/net/ipv6_route (proc_pid_net(5)).

#include "framework/platform/routes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The main table's IPv4 routes; `why_not` says why ip was not to be had. Their scopes come from fib_trie.
Task<std::vector<Route>> ipv4_routes_of_files(Host& host, std::string why_not);

/// The main table's IPv6 routes. The file has the routes of all tables and does not say whose: where IPv4 has
/// tables of somebody's own, IPv6 may have some too, and CannotTell is thrown.
Task<std::vector<Route>> ipv6_routes_of_files(Host& host, std::string why_not);

/// Throws CannotTell for a text that is no such file.
std::vector<Route> parse_ipv4_routes(
    std::string_view text, ByteOrder order, const std::string& why_not
);
std::vector<Route> parse_ipv6_routes(std::string_view text, const std::string& why_not);

}  // namespace muster
