#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/file_descriptor.hpp"

#include <string>

namespace muster {

/// Where a TCP connection goes.
struct TcpPlace {
    std::string host;  ///< a name or an address
    int port = 22;
    std::string address_family = "any";  ///< "any", "inet", "inet6"
};

/// Connects to the first address that answers, in the order of getaddrinfo(3); each has an equal share
/// of the time that is left. The socket is non-blocking, without Nagle's delay, and gives up on a peer
/// that acknowledges nothing for half a minute. Throws CannotTell (failed: unknown name, refused;
/// timed_out) that names every address that was tried.
FileDescriptor reach(const TcpPlace& place, Deadline deadline);

}  // namespace muster
