// All ports at once: "nothing else listens here".
//
// A UDP socket without a peer may be a server or a client that waits for an answer; the kernel cannot
// tell them apart. Ports out of the range that it gives to clients are left out and said, unless asked for.

#include "framework/host/plural.hpp"
#include "framework/platform/bound_sockets.hpp"
#include "matchers/port/rows.hpp"

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

/// "40000-40029, 51820": neighbours together, so that none goes unnamed for long.
std::string shown(const std::set<std::uint16_t>& ports) {
    constexpr std::size_t most = 50;
    std::string text;
    std::size_t count = 0;
    for (auto port = ports.begin(); port != ports.end();) {
        const auto first = *port;
        auto last = first;
        while (++port != ports.end() and *port == last + 1)
            last = *port;
        if (++count > most)
            return text + ", …";
        text += text.empty() ? "" : ", ";
        text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
    }
    return text;
}

/// Waiting sockets of a kind, and apart from them those on ports that the kernel gives to clients.
struct Waiting {
    std::vector<BoundSocket> kept;
    std::vector<BoundSocket> left_out;
    PortRange clients{1, 0};
};

Task<Waiting> waiting(Host& host, Subject subject, SocketKind kind, DualStack dual_stack) {
    const bool leave_out =
        kind.protocol == Protocol::udp and subject.qualifier("including_ephemeral") == nullptr;
    auto asked = bound_sockets(host, kind, 0, dual_stack);
    auto* range_asked = leave_out ? &host.once(client_ports) : nullptr;
    auto& sockets = co_await asked;
    Waiting waiting;
    if (range_asked != nullptr) {
        waiting.clients = co_await *range_asked;
    }
    for (auto& one : sockets) {
        const bool of_client = waiting.clients.contains(one.socket.port);
        (of_client ? waiting.left_out : waiting.kept).push_back(std::move(one));
    }
    co_return waiting;
}

std::set<std::uint16_t> ports_of(const std::vector<BoundSocket>& sockets, Exposure exposure) {
    std::set<std::uint16_t> ports;
    for (const auto& one : sockets) {
        if (exposure == Exposure::any or one.is_exposed())
            ports.insert(one.socket.port);
    }
    return ports;
}

Task<Value> ports(Host& host, Fact fact, SocketKind kind, Exposure exposure) {
    const auto dual_stack =
        kind.family == Family::v4 ? DualStack::matters : DualStack::does_not_matter;
    auto asked = waiting(host, fact.subject, kind, dual_stack);
    const auto& sockets = co_await asked;
    auto value = list_of_ports(ports_of(sockets.kept, exposure));
    if (const auto left_out = ports_of(sockets.left_out, exposure); not left_out.empty()) {
        value.remark = fmt::format(
            "{} left out, of ports for clients ({} to {}): {}; .including_ephemeral() has them",
            left_out.size(),
            sockets.clients.first,
            sockets.clients.last,
            shown(left_out)
        );
    }
    co_return value;
}

/// A row for each socket and address: one that is bound to both families has two.
Task<std::vector<Subject>> all_rows(Host& host, Subject plural) {
    const SocketKind tcp{Protocol::tcp, {}};
    const SocketKind udp{Protocol::udp, {}};
    auto tcp_asked = waiting(host, plural, tcp, DualStack::matters);
    auto udp_asked = waiting(host, plural, udp, DualStack::matters);
    const auto& of_tcp = co_await tcp_asked;
    const auto& of_udp = co_await udp_asked;
    std::vector<Subject> rows;
    for (const auto* sockets : {&of_tcp.kept, &of_udp.kept}) {
        for (const auto& one : *sockets) {
            for (const auto& address : one.addresses)
                rows.push_back(socket_row(one.socket, address));
        }
    }
    co_return rows;
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

std::vector<AttributeEntry> lists() {
    return {
        ports_entry("tcp", "all TCP ports"),
        ports_entry("udp", "all UDP ports"),
        ports_entry("tcp4", "TCP ports that serve IPv4"),
        ports_entry("tcp6", "TCP ports of IPv6 sockets"),
        ports_entry("udp4", "UDP ports that serve IPv4"),
        ports_entry("udp6", "UDP ports of IPv6 sockets"),
        ports_entry("exposed_tcp", "TCP ports bound to anything but loopback"),
        ports_entry("exposed_udp", "UDP ports bound to anything but loopback"),
    };
}

std::vector<ReaderEntry> readers_of_lists() {
    return {
        {"tcp", all<Protocol::tcp, Exposure::any>},
        {"udp", all<Protocol::udp, Exposure::any>},
        {"tcp4", of_family<Protocol::tcp, Family::v4>},
        {"tcp6", of_family<Protocol::tcp, Family::v6>},
        {"udp4", of_family<Protocol::udp, Family::v4>},
        {"udp6", of_family<Protocol::udp, Family::v6>},
        {"exposed_tcp", all<Protocol::tcp, Exposure::beyond_loopback>},
        {"exposed_udp", all<Protocol::udp, Exposure::beyond_loopback>},
    };
}

PluralWords words() {
    return {
        .name = "listening_ports",
        .summary = "all ports on which something waits for peers",
        .in_image = InImage::not_running,
        .example = R"(expect(listening_ports().tcp == list(22, 80, 443));
expect(listening_ports().exposed_tcp.is_subset_of(22, 443));
expect(listening_ports().where("process", "mysqld").every("address", in("127.0.0.1", "::1")));)",
        .yaml_example = R"(- {listening_ports: , tcp: [22, 80, 443]}
- {listening_ports: , exposed_tcp: {is_subset_of: [22, 443]}}
- {listening_ports: , where: {process: mysqld}, every: {address: {in: [127.0.0.1, "::1"]}}})",
        .details = "UDP leaves out sockets without a peer in the target's ip_local_port_range: "
                   "mostly clients "
                   "that wait for an answer. A note counts and names them. A row is a socket with "
                   "an address, "
                   "so that one on both families has two rows: 0.0.0.0 and ::. Rows need ss "
                   "(iproute2) where "
                   "it is not plain which families a socket serves, and for process and service; "
                   "those two "
                   "and whatever belongs to others need root.",
    };
}

Resource make_listening_ports() {
    auto made = plural_of(socket_resource(), words(), all_rows);
    made.entry.qualifiers.push_back(
        {.name = "including_ephemeral",
         .parameters = {},
         .meaning = "with the UDP ports that the kernel gives to clients"}
    );
    const auto more = lists();
    made.entry.attributes.insert(made.entry.attributes.begin(), more.begin(), more.end());
    const auto readers = readers_of_lists();
    made.readers.insert(made.readers.end(), readers.begin(), readers.end());
    return made;
}

}  // namespace

std::span<const Resource> listening_ports_resources() {
    static const auto listening_ports = make_listening_ports();
    return {&listening_ports, 1};
}

}  // namespace muster
