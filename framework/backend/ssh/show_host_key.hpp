#pragma once

#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_url.hpp"

#include <string>
#include <vector>

namespace muster {

/// What a host shows of itself before anybody logs in, and what is known of it.
struct ShownHostKey {
    std::string name;      ///< by which known_hosts knows it: "web", "[web]:2222"
    PublicKey key;         ///< proved by its signature
    HostKeyAnswer answer;  ///< of known_hosts
    std::string file;      ///< where a new key is kept; empty: nowhere
    HostNames names = HostNames::plain;
    std::vector<std::string> notices =
        {};  ///< of hosts on the way to it (ProxyJump), which are logged in on
};

/// Connects until the host has shown its key, and sends it nothing of ours. Throws CannotTell: unreachable, or only the
/// system's ssh could reach it.
ShownHostKey show_host_key(const SshUrl& url, const SshOptions& options);

/// Takes the keys of a host out of a file (ssh-keygen -R, which keeps the file as FILE.old) and adds this one, with a
/// comment that says when it was trusted, by whom and in the place of which. Throws Broken.
void trust_host_key(const ShownHostKey& shown, const std::string& comment);

}  // namespace muster
