#pragma once

// Names of hosts, as the system's resolver finds them: getaddrinfo(3), by getent(1).

#include "framework/host/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct HostAddresses {
    std::vector<std::string> addresses;  ///< in the resolver's order
    std::string canonical_name;
};

/// One `getent ahosts NAMES` for all names. A part that is empty says that getent is not installed.
extern const Bulk getent_ahosts;

/// Nothing for a name that does not resolve, which getent alone does not prove: it exits alike for "no such name"
/// and "no answer", so the name servers are asked, too. An address is its own. Throws CannotTell. For Host::once.
Task<std::optional<HostAddresses>> host_addresses(Host& host, std::string name);

/// Whether the name servers of resolv.conf have an address of the name, completed as the resolver does. Where none is
/// configured and none answers on loopback, no name is. Throws CannotTell.
Task<bool> in_dns(Host& host, std::string name);

/// Whether a line of a hosts(5) file that is no comment has this name.
bool has_host(std::string_view hosts_file, std::string_view name);

}  // namespace muster
