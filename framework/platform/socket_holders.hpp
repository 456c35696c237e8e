#pragma once

// Which programs, users and units have a socket.

#include "framework/platform/bound_sockets.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// A program that has one of the sockets open.
struct SocketHolder {
    std::int64_t pid = 0;
    std::string name;  ///< in full
};

/// A socket whose programs are looked for, and what it is called before a reader: "TCP port 80".
struct OpenSocket {
    std::uint64_t inode = 0;
    std::string name;
};

/// Programs that share the sockets, the oldest first; none where no program that can be seen from the
/// target has them (the kernel itself, another namespace). Throws CannotTell (denied) when others' programs
/// are not shown to us.
/// `ask` is what tells the owners of sockets of this kind.
Task<std::vector<SocketHolder>> socket_holders(
    Host& host, std::vector<OpenSocket> sockets, Task<SocketDetails> (*ask)(Host&)
);
Task<std::vector<SocketHolder>> socket_holders(Host& host, std::vector<BoundSocket> sockets);

/// The systemd unit of a program; nothing outside of any.
Task<std::optional<std::string>> unit_of_process(Host& host, std::int64_t pid);

}  // namespace muster
