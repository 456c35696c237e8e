#pragma once

#include "framework/backend/ssh/keepalive.hpp"
#include "framework/backend/ssh/ssh_config.hpp"
#include "framework/backend/ssh/ssh_url.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// How one host is reached: what the target's address says, then ssh_config, then OpenSSH's defaults.
/// `~`, `%h`, `%u` and their like are replaced.
struct SshSettings {
    std::string alias;  ///< the host as the target names it
    std::string host;   ///< the name or address that is connected to
    std::string user;
    int port = 22;
    std::string known_as;  ///< the name to look up in known_hosts
    int known_port = 22;   ///< the port to look up there: a HostKeyAlias has none of its own
    std::string address_family = "any";
    std::vector<std::string> identity_files;  ///< configured, or those that ssh tries by itself
    bool identities_only = false;
    std::string agent_socket;  ///< empty: no agent
    std::vector<std::string> user_known_hosts;
    std::vector<std::string> global_known_hosts;
    HostKeyPolicy host_key = HostKeyPolicy::yes;
    bool hash_known_hosts = false;
    bool passwords = true;
    std::optional<int> connect_timeout;  ///< seconds
    KeepaliveOptions keepalive;
    std::string proxy_jump;         ///< hosts to go through, `a,root@b:22`; empty: none
    bool by_proxy_command = false;  ///< a program connects
    std::optional<std::string> needs_openssh;

    std::string peer() const { return peer_name(user, host, port); }
    /// The same for whoever is asked for a password: private addresses are many hosts'.
    std::string place() const {
        return proxy_jump.empty() ? peer() : peer() + " through " + proxy_jump;
    }
};

/// Throws Broken: a bad line (file:line), an unknown `%` word, an environment variable that is not set.
SshSettings ssh_settings(const SshUrl& url, const SshConfigSources& sources);

}  // namespace muster
