#pragma once

// Sockets that wait for peers, in the target's network namespace.
//
// /proc/net/{tcp,tcp6,udp,udp6} is the truth (proc_pid_net(5)): the kernel's own tables, readable by
// everybody. What they lack, IPV6_V6ONLY and the owners, is in socket_details.hpp.

#include "framework/host/host.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/kernel_address.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace muster {

enum class Protocol { tcp, udp };
enum class Family { v4, v6 };

std::string_view name(Protocol protocol);  ///< "TCP", "UDP"

/// One line of the kernel's tables.
struct Socket {
    Protocol protocol = Protocol::tcp;
    Family family = Family::v4;  ///< of the table it stands in
    Address local;               ///< an IPv4-mapped address as IPv4
    std::uint16_t port = 0;
    Address peer;
    std::uint32_t uid = 0;
    std::uint64_t inode = 0;

    /// An IPv6 socket on `::`, which serves IPv4 too unless IPV6_V6ONLY is set.
    bool may_be_dual() const {
        return family == Family::v6 and local.is_v6() and local.is_wildcard();
    }
};

struct SocketTable {
    std::vector<Socket> waiting;    ///< TCP in LISTEN, UDP without a peer
    std::vector<Socket> connected;  ///< TCP, established
};

/// Adds the sockets of one of the four files. Throws CannotTell (unparsable) for a text that is no such
/// table, or not whole.
void parse_sockets(
    SocketTable& table, std::string_view text, Protocol protocol, Family family, ByteOrder order
);

/// All sockets, read once for all who ask (`host.once`). No IPv6 is no error. Throws CannotTell when
/// the tables can't be read, NotAsked when nothing runs there.
Task<SocketTable> socket_table(Host& host);

/// Ports that the kernel gives to clients (ip_local_port_range).
struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    bool contains(std::uint16_t port) const { return first <= port and port <= last; }
};

/// Nothing when `text` is not two ports.
std::optional<PortRange> port_range_from(std::string_view text);

/// Throws CannotTell when it can't be read.
Task<PortRange> client_ports(Host& host);

}  // namespace muster
