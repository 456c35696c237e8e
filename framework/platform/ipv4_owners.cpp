#include "framework/platform/ipv4_owners.hpp"

#include "framework/model/network.hpp"
#include "framework/platform/fib_trie.hpp"
#include "framework/platform/ip_tool.hpp"

#include <algorithm>
#include <set>

namespace muster {

namespace {

constexpr auto loopback = "lo";

/// What the files say of addresses, and of the networks that could be theirs.
struct Traces {
    std::vector<Address> own;       ///< the host's addresses
    std::vector<Address> loopback;  ///< networks that lead to the host itself
    std::set<std::string> last;     ///< broadcast addresses
    std::vector<Route> connected;   ///< networks on an interface, without a gateway
};

Traces traces_from(std::string_view fib_trie, const std::vector<Route>& routes) {
    Traces traces;
    std::set<std::string> seen;
    for (const auto& entry : parse_fib_trie(fib_trie)) {
        if (not seen.insert(entry.type + to_text(entry.network)).second)
            continue;
        if (entry.type == "local")
            (entry.network.prefix == 32 ? traces.own : traces.loopback).push_back(entry.network);
        if (entry.type == "broadcast")
            traces.last.insert(to_text(last_of_network(entry.network)));
    }
    for (const auto& route : routes) {
        const auto* hop = std::get_if<NextHop>(&route.first);
        if (hop != nullptr and not hop->gateway and hop->interface)
            traces.connected.push_back(route);
    }
    return traces;
}

struct Owned {
    std::string interface;  ///< empty: open
    Address network;
};

/// The one network that an address can belong to; nothing where that is open.
std::optional<Owned> owner_of(const Address& address, const Traces& traces) {
    const auto alone_in = [&](const Address& network) {
        const auto inside = [&](const Address& other) { return is_within(other, network); };
        return std::ranges::count_if(traces.own, inside) == 1;
    };
    std::vector<Owned> possible;
    for (const auto& network : traces.loopback)
        if (is_within(address, network))
            possible.push_back({alone_in(network) ? loopback : "", network});
    for (const auto& route : traces.connected) {
        if (not is_within(address, route.network))
            continue;
        const bool made_for_an_address =
            traces.last.contains(to_text(last_of_network(route.network)));
        const bool certain = made_for_an_address and alone_in(route.network);
        const auto& hop = std::get<NextHop>(route.first);
        possible.push_back({certain ? *hop.interface : "", route.network});
    }
    const bool open = possible.size() != 1 or possible.front().interface.empty();
    return open ? std::nullopt : std::optional(possible.front());
}

}  // namespace

Told<std::vector<std::string>> Ipv4Owners::of(const std::string& interface, bool up) const {
    if (of_all)
        return *of_all;
    if (of_down and not up)
        return *of_down;
    const auto own = found.find(interface);
    return own == found.end() ? std::vector<std::string>() : own->second;
}

Ipv4Owners ipv4_owners(
    std::string_view fib_trie, const std::vector<Route>& routes, const std::string& why_not
) {
    const auto traces = traces_from(fib_trie, routes);
    Ipv4Owners owners;
    owners.of_down = only_ip_tells("which IPv4 addresses an interface has that is down", why_not);
    for (auto address : traces.own) {
        const auto owner = owner_of(address, traces);
        address.prefix.reset();
        if (not owner) {
            owners.of_all = only_ip_tells("which interface has " + to_text(address), why_not);
            return owners;
        }
        address.prefix = owner->network.prefix;
        owners.found[owner->interface].push_back(to_text(address));
    }
    return owners;
}

}  // namespace muster
