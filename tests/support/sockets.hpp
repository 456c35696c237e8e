#pragma once

// The kernel's tables of sockets, as a test wants to write them.

#include "tests/support/fake_host.hpp"

#include <string>
#include <vector>

namespace muster::tests {

/// A line of /proc/net/{tcp,tcp6,udp,udp6}; addresses as little-endian kernels print them.
struct SocketLine {
    std::string local;  ///< "0100007F:0035"
    std::string peer;   ///< "00000000:0000"
    std::string state;  ///< "0A" LISTEN, "01" established, "07" UDP
    int uid = 0;
    int inode = 0;
};

/// The whole file, with its heading.
std::string socket_file(const std::vector<SocketLine>& lines);

/// The four files, without any socket, and what else port readers look at, as root sees it.
void add_no_sockets(FakeHost& host);

}  // namespace muster::tests
