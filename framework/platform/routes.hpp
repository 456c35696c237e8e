#pragma once

// The target's routes, and which of them the kernel would take.
//
// `ip -j -d route show table all` tells all of them, one run for each family. Where that does not answer,
// /proc/net does for the main table; what it leaves open (further next hops of IPv4, sources, protocols)
// cannot be told.

#include "framework/base/json/json.hpp"
#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/platform/kernel_address.hpp"
#include "framework/platform/told.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct NextHop {
    std::optional<std::string> gateway;    ///< none: the network is on the interface itself
    std::optional<std::string> interface;  ///< none: it leads nowhere (blackhole)
};

struct Route {
    std::string table = "254";  ///< its number; 254 is main
    std::string type = "unicast";
    Address network = {};  ///< with its prefix; the default route is 0.0.0.0/0 or ::/0
    std::int64_t metric = 0;
    Told<NextHop> first = NextHop{};
    Told<std::vector<NextHop>> hops = std::vector<NextHop>();  ///< all (ECMP)
    Told<std::optional<std::string>> source = std::nullopt;
    Told<std::string> protocol = std::string();
    Told<std::string> scope = std::string();
};

struct RouteTables {
    std::vector<Route> routes;
    /// Only the main table is there, and why.
    std::optional<CannotTell> no_other_table = {};
};

/// All routes of a family, "4" or "6", in the order of the kernel; read once for all who ask (`host.once`).
/// Throws CannotTell when neither way answers, NotAsked when nothing runs there.
Task<RouteTables> route_tables(Host& host, std::string family);

/// The number of a table by rt_tables(5); digits are one. Throws CannotTell for a name that nobody gave.
Task<std::string> table_number(Host& host, std::string name);

/// The route that the kernel would take to an address now, or what it said in its place: "Network is
/// unreachable". Its gateway, interface and source are those that were chosen, the rest is of the entry that
/// they come from.
struct ChosenRoute {
    std::optional<Route> route;
    std::string refusal;
};
Task<ChosenRoute> route_to(Host& host, std::string address);

// --- how it is read -------------------------------------------------------------------------------

/// Names to numbers, of what the files of rt_tables say.
using TableNames = std::map<std::string, std::string>;
TableNames table_names_from(std::string_view rt_tables);

/// One object of `ip -j -d route`. Throws CannotTell when it is not whole.
Route route_from_ip(const Json& object, bool v6, const TableNames& names);

}  // namespace muster
