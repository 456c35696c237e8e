#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// `ssh://user@host:port` or `openssh://…`, as written; what is missing comes from ssh_config.
struct SshUrl {
    std::string host;  ///< a name, an address or an alias of ssh_config; no brackets
    std::optional<std::string> user = {};
    std::optional<int> port = {};
    bool by_system_client = false;  ///< `openssh://`: the system's ssh, not libssh2

    friend bool operator==(const SshUrl&, const SshUrl&) = default;
};

/// Throws Broken that says what is wrong: "ssh://web:x: the port is not a number from 1 to 65535".
SshUrl parse_ssh_url(std::string_view url);

/// "deploy@[::1]:2222": how a peer is called in messages. The port is left out only when it is unknown.
std::string peer_name(const std::string& user, const std::string& host, std::optional<int> port);

}  // namespace muster
