#include "framework/platform/bound_sockets.hpp"

#include <algorithm>

namespace muster {

namespace {

Address wildcard(Family family) {
    return {std::vector<std::uint8_t>(family == Family::v4 ? 4 : 16, 0), {}};
}

bool may_be_meant(const Socket& socket, const SocketKind& kind, std::uint16_t port) {
    if (socket.protocol != kind.protocol or (port != 0 and socket.port != port))
        return false;
    if (kind.family == Family::v6)
        return socket.family == Family::v6;
    if (kind.family == Family::v4)
        return not socket.local.is_v6() or socket.may_be_dual();
    return true;
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
    auto& tables = host.once(socket_table);
    const bool ask_for_details = dual_stack == DualStack::matters and host.can(Ability::run);
    auto* details =
        ask_for_details ? &host.once(socket_details) : nullptr;  // leaves with the tables
    const auto& table = co_await tables;
    if (details != nullptr) {
        co_await *details;
    }
    std::vector<BoundSocket> bound;
    for (const auto& socket : table.waiting) {
        if (not may_be_meant(socket, kind, port))
            continue;
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
