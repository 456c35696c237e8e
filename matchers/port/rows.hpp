#pragma once

// The rows of `listening_ports()`: sockets, which are no resource that a spec could name one by one.

#include "framework/host/resource.hpp"
#include "framework/platform/sockets.hpp"

namespace muster {

/// What a row is, and its columns: port, protocol, address, process, user, service.
const Resource& socket_resource();

/// `socket 22 "tcp" "0.0.0.0" 31337`: by port, protocol, one of its addresses, and inode.
Subject socket_row(const Socket& socket, const Address& address);

}  // namespace muster
