#pragma once

// IP networks: addresses with a prefix.

#include "framework/model/term.hpp"

namespace muster {

/// Whether the address lies in the network; an address without a prefix is itself alone.
bool is_within(const Address& address, const Address& network);

/// The address with all bits behind its prefix 0: 10.8.0.0/16 of 10.8.0.1/16.
Address network_of(Address address);

/// The address with all bits behind its prefix 1, and without it: 10.8.255.255 of 10.8.0.1/16.
Address last_of_network(Address address);

}  // namespace muster
