#pragma once

// Ports of 127.0.0.1, for servers of tests.

#include "framework/base/file_descriptor.hpp"

#include <netinet/in.h>

namespace muster {

sockaddr_in loopback(int port);

/// Listens on a port of the kernel's choice, which is put into `port`.
FileDescriptor listen_anywhere(int& port, int queue = 5);

/// Whether somebody accepts connections there.
bool answers(int port);

/// Returns when somebody does; false when nobody has after five seconds.
bool answers_soon(int port);

}  // namespace muster
