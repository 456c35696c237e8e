#pragma once

// The resolver's configuration: which name servers the system asks, and for which names (resolv.conf(5)).

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ResolvConf {
    std::vector<std::string> name_servers;  ///< in order; none: the C library asks 127.0.0.1
    std::vector<std::string> search;        ///< domains that short names are completed with
    std::vector<std::string> options;       ///< "ndots:2", "edns0"
    /// A name with so many dots is tried as it is before it is completed.
    unsigned dots = 1;
};

ResolvConf parse_resolv_conf(std::string_view text);

/// Once for all who ask; a file that is not there says nothing. Throws CannotTell when it can't be read.
Task<ResolvConf> resolv_conf(Host& host);

/// The name servers that the resolver asks, in order: never none, and not more than it asks (3).
std::vector<std::string> servers_asked(const ResolvConf& configuration);

/// The names that the resolver asks for, in order; one with a final dot is whole.
std::vector<std::string> names_asked(const ResolvConf& configuration, const std::string& name);

}  // namespace muster
