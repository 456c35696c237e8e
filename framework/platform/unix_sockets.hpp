#pragma once

// Sockets with a name in the file system, or an abstract one: /proc/net/unix (proc_pid_net(5)), the kernel's
// own table, readable by everybody. Who has them is told by ss, joined by inode.
//
// The kernel writes names as they are, newlines too: a line that is none of the table belongs to the name
// before it. A program may choose a name that looks like the next line; what it claims is then not in ss.

#include "framework/platform/socket_details.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct UnixSocket {
    std::string name;  ///< as it was bound; `@x` of an abstract one
    std::string type;  ///< "stream", "dgram", "seqpacket"
    bool accepts = false;
    std::uint64_t inode = 0;

    /// For peers: it accepts them, or takes what they send.
    bool waits() const { return accepts or type == "dgram"; }
};

/// Those that have a name. Throws CannotTell for what is no such table.
std::vector<UnixSocket> parse_unix_sockets(std::string_view text);

/// Once for all who ask. Throws CannotTell when it can't be read, NotAsked when nothing runs there.
Task<std::vector<UnixSocket>> unix_socket_table(Host& host);

/// The sockets of a name: those with this very one, else those whose folder is the same after links are
/// resolved. For Host::once.
Task<std::vector<UnixSocket>> unix_sockets_at(Host& host, std::string name);

/// The lines of `ss -H -xap`; one that is not understood is passed over.
std::map<std::uint64_t, SocketDetail> parse_unix_ss(std::string_view text);

/// Once for all who ask; without ss it says so and does not throw.
Task<SocketDetails> unix_socket_details(Host& host);

}  // namespace muster
