// All ports at once: "nothing else listens here".
//
// A UDP socket without a peer may be a server or a client that waits for an answer; the kernel cannot
// tell them apart. Ports out of the range that it gives to clients are left out and said, unless asked for.

#include "framework/host/resource.hpp"
#include "framework/platform/bound_sockets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

enum class Exposure { any, beyond_loopback };

Value list_of_ports(const std::set<std::uint16_t>& ports) {
    std::vector<Value> items;
    items.reserve(ports.size());
    for (const auto port : ports)
        items.emplace_back(static_cast<std::int64_t>(port));
    return set_of(std::move(items));
}

std::string shown(const std::set<std::uint16_t>& ports) {
    constexpr std::size_t most = 20;
    std::string text;
    std::size_t count = 0;
    for (const auto port : ports) {
        if (++count > most)
            return text + ", …";
        text += fmt::format("{}{}", text.empty() ? "" : ", ", port);
    }
    return text;
}

Task<Value> ports(Host& host, Fact fact, SocketKind kind, Exposure exposure) {
    const bool leave_out =
        kind.protocol == Protocol::udp and fact.subject.qualifier("including_ephemeral") == nullptr;
    auto asked = bound_sockets(
        host, kind, 0, kind.family == Family::v4 ? DualStack::matters : DualStack::does_not_matter
    );
    auto* range_asked = leave_out ? &host.once(client_ports) : nullptr;
    const auto& sockets = co_await asked;
    PortRange clients{1, 0};
    if (range_asked != nullptr) {
        clients = co_await *range_asked;
    }
    std::set<std::uint16_t> found;
    std::set<std::uint16_t> left_out;
    for (const auto& one : sockets) {
        if (exposure == Exposure::any or one.is_exposed())
            (clients.contains(one.socket.port) ? left_out : found).insert(one.socket.port);
    }
    auto value = list_of_ports(found);
    if (not left_out.empty()) {
        value.remark = fmt::format(
            "{} left out, of ports for clients ({} to {}): {}; .including_ephemeral() has them",
            left_out.size(),
            clients.first,
            clients.last,
            shown(left_out)
        );
    }
    co_return value;
}

template<Protocol Sockets, Exposure Reach>
Task<Value> all(Host& host, Fact fact) {
    const SocketKind kind{Sockets, {}};
    return ports(host, std::move(fact), kind, Reach);
}

template<Protocol Sockets, Family Clients>
Task<Value> of_family(Host& host, Fact fact) {
    const SocketKind kind{Sockets, Clients};
    return ports(host, std::move(fact), kind, Exposure::any);
}

AttributeEntry ports_entry(std::string_view name, std::string_view meaning) {
    return {
        .name = name,
        .type = Type::list,
        .meaning = meaning,
        .when_absent = Value(List{}),
        .item = {.type = Type::number}};
}

ResourceEntry entry() {
    return {
        .name = "listening_ports",
        .summary = "all ports on which something waits for peers",
        .qualifiers =
            {{.name = "including_ephemeral",
              .parameters = {},
              .meaning = "with the UDP ports that the kernel gives to clients"}},
        .attributes =
            {
                ports_entry("tcp", "all TCP ports"),
                ports_entry("udp", "all UDP ports"),
                ports_entry("tcp4", "TCP ports that serve IPv4"),
                ports_entry("tcp6", "TCP ports of IPv6 sockets"),
                ports_entry("udp4", "UDP ports that serve IPv4"),
                ports_entry("udp6", "UDP ports of IPv6 sockets"),
                ports_entry("exposed_tcp", "TCP ports bound to anything but loopback"),
                ports_entry("exposed_udp", "UDP ports bound to anything but loopback"),
            },
        .example = R"(expect(listening_ports().tcp == list(22, 80, 443));
expect(listening_ports().exposed_tcp.is_subset_of(22, 443));)",
        .yaml_example = R"(- {listening_ports: , tcp: [22, 80, 443]}
- {listening_ports: , exposed_tcp: {is_subset_of: [22, 443]}})",
        .details = "UDP leaves out sockets without a peer in the target's ip_local_port_range: "
                   "mostly clients that "
                   "wait for an answer. A note counts and names them.",
    };
}

}  // namespace

std::span<const Resource> listening_ports_resources() {
    static const Resource listening_ports{
        .entry = entry(),
        .readers =
            {{"tcp", all<Protocol::tcp, Exposure::any>},
             {"udp", all<Protocol::udp, Exposure::any>},
             {"tcp4", of_family<Protocol::tcp, Family::v4>},
             {"tcp6", of_family<Protocol::tcp, Family::v6>},
             {"udp4", of_family<Protocol::udp, Family::v4>},
             {"udp6", of_family<Protocol::udp, Family::v6>},
             {"exposed_tcp", all<Protocol::tcp, Exposure::beyond_loopback>},
             {"exposed_udp", all<Protocol::udp, Exposure::beyond_loopback>}},
    };
    return {&listening_ports, 1};
}

}  // namespace muster
