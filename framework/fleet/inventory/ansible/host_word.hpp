#pragma once

#include <string>

namespace muster {

/// A host as an inventory names it.
struct HostWord {
    std::string names;  ///< perhaps a range
    std::string url;    ///< written so: no name of Ansible's
    std::string user;
    std::string port;
};

/// `web1`, `web[1:3]:2222`, `root@web1`, `ssh://root@web1`; an IPv6 address has no port.
HostWord host_word(const std::string& word);

}  // namespace muster
