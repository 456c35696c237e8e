#include "framework/platform/route_files.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/fib_trie.hpp"
#include "framework/platform/ip_tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace muster {

namespace {

// linux/route.h, linux/ipv6_route.h
constexpr std::uint64_t rtf_gateway = 0x2;
constexpr std::uint64_t rtf_reject = 0x200;
constexpr std::uint64_t rtf_anycast = 0x00100000;
constexpr std::uint64_t rtf_local = 0x80000000;

CannotTell not_a_table(std::string_view line) {
    return {Kind::unparsable, "no table of routes as Linux writes it: " + quoted(line, 80)};
}

/// A route with what neither file says.
Route bare_route(const std::string& why_not) {
    Route route;
    route.source = only_ip_tells("the source of a route", why_not);
    route.protocol = only_ip_tells("the protocol of a route", why_not);
    route.scope = only_ip_tells("the scope of a route", why_not);
    return route;
}

/// "eth0 0000010A 00000000 0001 0 0 0 00FFFFFF 0 0 0": interface, destination, gateway, flags, …, metric, mask.
Route ipv4_route(std::string_view line, ByteOrder order, const std::string& why_not) {
    const auto words = words_of(line);
    auto network = words.size() >= 8 ? kernel_address(words[1], order) : std::nullopt;
    const auto gateway = words.size() >= 8 ? kernel_address(words[2], order) : std::nullopt;
    const auto mask = words.size() >= 8 ? kernel_address(words[7], order) : std::nullopt;
    const auto flags = words.size() >= 8 ? hexadecimal(words[3]) : std::nullopt;
    const auto metric = words.size() >= 8 ? whole_number(words[6]) : std::nullopt;
    if (not network or not gateway or not mask or not flags or not metric)
        throw not_a_table(line);
    auto route = bare_route(why_not);
    network->prefix = 0;
    for (const auto byte : mask->bytes)
        *network->prefix += std::popcount(byte);
    route.network = *network;
    route.metric = *metric;
    NextHop hop;
    if (words[0] != "*")
        hop.interface = words[0];
    else
        route.type = "unreachable";
    if ((*flags & rtf_gateway) != 0)
        hop.gateway = to_text(*gateway);
    route.first = hop;
    if (gateway->is_wildcard() and hop.gateway)  // an IPv6 gateway, which the file cannot hold
        route.first = only_ip_tells("the gateway of " + to_text(*network), why_not);
    // Of several next hops it prints the first.
    if (hop.interface)
        route.hops = only_ip_tells("whether " + to_text(*network) + " has one next hop", why_not);
    return route;
}

struct Ipv6Line {
    Route route;
    NextHop hop;
    bool of_main = true;
};

/// "fd00… 40 00… 00 fd00… 00000400 00000001 00000000 00000003 eth0": destination, prefix, source, its prefix,
/// next hop, metric, references, use, flags, interface.
Ipv6Line ipv6_line(std::string_view line, const std::string& why_not) {
    const auto words = words_of(line);
    const bool whole = words.size() == 10;
    auto network = whole ? kernel_address(words[0], ByteOrder::big) : std::nullopt;
    const auto prefix = whole ? hexadecimal(words[1]) : std::nullopt;
    const auto gateway = whole ? kernel_address(words[4], ByteOrder::big) : std::nullopt;
    const auto metric = whole ? hexadecimal(words[5]) : std::nullopt;
    const auto flags = whole ? hexadecimal(words[8]) : std::nullopt;
    const bool readable = network and network->is_v6() and prefix and *prefix <= 128 and gateway
                          and gateway->is_v6() and metric and flags;
    if (not readable)
        throw not_a_table(line);
    Ipv6Line read{bare_route(why_not), {}, true};
    network->prefix = static_cast<int>(*prefix);
    read.route.network = *network;
    read.route.metric = static_cast<std::int64_t>(*metric);
    read.route.scope = std::string("global");  // IPv6 has no other
    read.hop.interface = words[9];
    if ((*flags & rtf_gateway) != 0)
        read.hop.gateway = to_text(*gateway);
    if ((*flags & rtf_reject) != 0)
        read.route.type = "unreachable";
    // What the kernel makes for itself: the entry of an empty table, the table local.
    constexpr std::uint64_t metric_of_nothing = 0xFFFFFFFF;
    const bool multicast = network->bytes[0] == 0xFF;
    read.of_main = *metric != metric_of_nothing and (*flags & (rtf_local | rtf_anycast)) == 0
                   and not multicast;
    return read;
}

bool has_own_tables(std::string_view fib_trie) {
    const auto entries = parse_fib_trie(fib_trie);
    return std::ranges::any_of(entries, [](const TrieEntry& entry) {
        return entry.table != "main" and entry.table != "local" and entry.table != "default";
    });
}

/// The scopes of equal networks, where they are all the same.
void add_scopes(std::vector<Route>& routes, std::string_view fib_trie) {
    const auto entries = parse_fib_trie(fib_trie);
    for (auto& route : routes) {
        std::vector<std::string> scopes;
        for (const auto& entry : entries) {
            const bool same = entry.table == "main" and entry.type != "local"
                              and entry.type != "broadcast"
                              and to_text(entry.network) == to_text(route.network);
            if (same)
                scopes.push_back(entry.scope);
        }
        if (not scopes.empty() and std::ranges::count(scopes, scopes[0]) == std::ssize(scopes))
            route.scope = scopes[0];
    }
}

}  // namespace

std::vector<Route> parse_ipv4_routes(
    std::string_view text, ByteOrder order, const std::string& why_not
) {
    const auto lines = lines_of(text);
    // Without any route the file is empty, heading and all.
    if (not lines.empty() and not lines.front().starts_with("Iface"))
        throw not_a_table(lines.front());
    std::vector<Route> routes;
    for (std::size_t i = 1; i < lines.size(); ++i)
        routes.push_back(ipv4_route(lines[i], order, why_not));
    return routes;
}

std::vector<Route> parse_ipv6_routes(std::string_view text, const std::string& why_not) {
    std::vector<Route> routes;
    for (const auto line : lines_of(text)) {
        auto read = ipv6_line(line, why_not);
        if (not read.of_main)
            continue;
        // Further next hops follow, on lines of their own.
        const bool further = not routes.empty() and routes.back().metric == read.route.metric
                             and to_text(routes.back().network) == to_text(read.route.network);
        if (not further) {
            read.route.first = read.hop;
            routes.push_back(std::move(read.route));
        }
        std::get<std::vector<NextHop>>(routes.back().hops).push_back(std::move(read.hop));
    }
    return routes;
}

Task<std::vector<Route>> ipv4_routes_of_files(Host& host, std::string why_not) {
    auto file = host.read("/proc/net/route");
    auto trie = host.read("/proc/net/fib_trie");
    const auto& text = co_await file;
    const auto& scopes = co_await trie;
    if (not text) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no /proc/net/route, and {}", why_not),
            "install iproute2"};
    }
    auto routes = parse_ipv4_routes(text->bytes, byte_order(host.platform()), why_not);
    if (scopes)
        add_scopes(routes, scopes->bytes);
    co_return routes;
}

Task<std::vector<Route>> ipv6_routes_of_files(Host& host, std::string why_not) {
    auto file = host.read("/proc/net/ipv6_route");
    auto trie = host.read("/proc/net/fib_trie");
    auto proc = host.stat("/proc/net/route");
    const auto& text = co_await file;
    const auto& tables = co_await trie;
    const auto& mounted = co_await proc;
    if (not text and not mounted) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no /proc/net/route, and {}", why_not),
            "install iproute2"};
    }
    if (tables and has_own_tables(tables->bytes))
        throw only_ip_tells("which table an IPv6 route is in", why_not);
    // Without IPv6 the kernel has no such file, and no such routes.
    co_return text ? parse_ipv6_routes(text->bytes, why_not) : std::vector<Route>();
}

}  // namespace muster
