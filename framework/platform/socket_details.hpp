#pragma once

// What the kernel's tables do not say of a socket: whether it serves IPv4 beside IPv6, and who has it.
// One `ss -H -lntuep` for all, joined to the tables by inode (ss(8)).

#include "framework/host/host.hpp"
#include "framework/platform/sockets.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct SocketOwner {
    std::int64_t pid = 0;
    std::string name;  ///< as the kernel has it: cut at 15 bytes
};

struct SocketDetail {
    std::optional<bool> v6_only;  ///< nothing: this ss does not say
    std::vector<SocketOwner> owners;
};

struct SocketDetails {
    std::string missing;  ///< why there are none: "ss: not found"; empty: there are
    std::map<std::uint64_t, SocketDetail> by_inode;
};

/// `users:((…),(…))` cut out of a line of ss, so that a program's name can't pass for a field; nothing when
/// it is not understood.
std::optional<std::vector<SocketOwner>> cut_owners(std::string& line);

/// What a run of ss brought, by what reads its output.
SocketDetails details_from(
    const Output& output, std::map<std::uint64_t, SocketDetail> (*parse)(std::string_view)
);

/// The lines of `ss -H -lntuep`; one that is not understood (names of programs may hold newlines) is
/// passed over: its socket then has no details.
std::map<std::uint64_t, SocketDetail> parse_ss(std::string_view text);

/// Once for all who ask; without ss it says so and does not throw.
Task<SocketDetails> socket_details(Host& host);

/// Whether a socket on `::` serves IPv4 clients. Without ss a TCP socket is tried from the target
/// itself; of a UDP socket it cannot be told then. `socket` must be one of the waiting ones.
Task<bool> serves_ipv4(Host& host, Socket socket);

}  // namespace muster
