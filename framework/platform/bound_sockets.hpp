#pragma once

// Which sockets a client of a family or of an address reaches, and at which addresses they are bound.

#include "framework/platform/socket_details.hpp"
#include "framework/platform/sockets.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `tcp`, `udp6` …: a protocol and, if it is named, a family.
struct SocketKind {
    Protocol protocol = Protocol::tcp;
    std::optional<Family> family;
};

/// By the name of a view; no name means TCP.
SocketKind socket_kind(std::string_view view);

/// A waiting socket with the addresses at which it is reached: two of a dual-stack one.
struct BoundSocket {
    Socket socket;
    std::vector<Address> addresses;

    bool is_bound_to(const Address& address) const;
    /// Bound to the address or to the wildcard of its family.
    bool serves(const Address& address) const;
    bool is_exposed() const;  ///< bound to anything but loopback
};

/// Whether it makes a difference that a socket on `::` may serve IPv4, too.
enum class DualStack { matters, does_not_matter };

/// The waiting sockets of a kind, on one port or on all (port 0), in the order of the kernel's tables. An
/// IPv4 view has the IPv6 sockets that serve IPv4. Where dual-stack does not matter such a socket is given
/// as bound to `::` alone, and ss is not needed.
Task<std::vector<BoundSocket>> bound_sockets(
    Host& host, SocketKind kind, std::uint16_t port, DualStack dual_stack
);

}  // namespace muster
