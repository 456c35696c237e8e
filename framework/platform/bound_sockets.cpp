#include "framework/platform/bound_sockets.hpp"

#include <algorithm>
#include <unordered_map>

namespace muster {

namespace {

Address wildcard(Family family) {
    return {std::vector<std::uint8_t>(family == Family::v4 ? 4 : 16, 0), {}};
}

bool may_be_meant(const Socket& socket, const SocketKind& kind) {
    if (socket.protocol != kind.protocol)
        return false;
    if (kind.family == Family::v6)
        return socket.family == Family::v6;
    if (kind.family == Family::v4)
        return not socket.local.is_v6() or socket.may_be_dual();
    return true;
}

/// Places in the table by port, once for all who ask for one.
using PortIndex = std::unordered_map<std::uint16_t, std::vector<std::size_t>>;

Task<PortIndex> waiting_by_port(Host& host) {
    auto& asked = host.once(socket_table);
    const auto& table = co_await asked;
    PortIndex index;
    for (std::size_t place = 0; place < table.waiting.size(); ++place)
        index[table.waiting[place].port].push_back(place);
    co_return index;
}

/// The waiting sockets that a kind may mean, on one port or (0) on all, in the order of the table.
Task<std::vector<const Socket*>> candidates(Host& host, SocketKind kind, std::uint16_t port) {
    auto& tables = host.once(socket_table);
    const auto& table = co_await tables;
    std::vector<const Socket*> found;
    const auto add = [&](const Socket& socket) {
        if (may_be_meant(socket, kind))
            found.push_back(&socket);
    };
    if (port == 0) {
        std::ranges::for_each(table.waiting, add);
        co_return found;
    }
    auto& indexing = host.once(waiting_by_port);
    const auto& index = co_await indexing;
    if (const auto places = index.find(port); places != index.end())
        for (const auto place : places->second)
            add(table.waiting[place]);
    co_return found;
}

}  // namespace

SocketKind socket_kind(std::string_view view) {
    SocketKind kind{
        .protocol = view.starts_with("udp") ? Protocol::udp : Protocol::tcp, .family = {}};
    if (view.ends_with('4'))
        kind.family = Family::v4;
    if (view.ends_with('6'))
        kind.family = Family::v6;
    return kind;
}

bool BoundSocket::is_bound_to(const Address& address) const {
    return std::ranges::any_of(addresses, [&](const Address& bound) {
        return bound.bytes == address.bytes;
    });
}

bool BoundSocket::serves(const Address& address) const {
    return std::ranges::any_of(addresses, [&](const Address& bound) {
        return bound.bytes == address.bytes
               or (bound.is_wildcard() and bound.is_v6() == address.is_v6());
    });
}

bool BoundSocket::is_exposed() const {
    return not std::ranges::all_of(addresses, [](const Address& bound) {
        return bound.is_loopback();
    });
}

Task<std::vector<BoundSocket>> bound_sockets(
    Host& host, SocketKind kind, std::uint16_t port, DualStack dual_stack
) {
    auto looking = candidates(host, kind, port);
    const bool ask_for_details = dual_stack == DualStack::matters and host.can(Ability::run);
    auto* details =
        ask_for_details ? &host.once(socket_details) : nullptr;  // leaves with the tables
    const auto& meant = co_await looking;
    if (details != nullptr) {
        co_await *details;
    }
    std::vector<BoundSocket> bound;
    bound.reserve(meant.size());
    for (const auto* candidate : meant) {
        const auto& socket = *candidate;
        BoundSocket one{socket, {socket.local}};
        if (socket.may_be_dual() and dual_stack == DualStack::matters) {
            auto asked = serves_ipv4(host, socket);
            const bool dual = co_await asked;
            if (not dual and kind.family == Family::v4)
                continue;
            if (dual)
                one.addresses.insert(one.addresses.begin(), wildcard(Family::v4));
        }
        bound.push_back(std::move(one));
    }
    co_return bound;
}

}  // namespace muster
