#pragma once

#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/backend/ssh/known_hosts_in_memory.hpp"
#include "framework/backend/ssh/prompter.hpp"
#include "framework/backend/ssh/ssh_config.hpp"
#include "framework/base/clock.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What the command line says about reaching hosts; it comes before ssh_config.
struct SshOptions {
    std::vector<std::string> own_identities =
        {};                                    ///< FILE or env:NAME of this host alone, tried first
    std::vector<std::string> identities = {};  ///< those for all hosts, tried next
    std::optional<HostKeyPolicy> host_key = {};
    std::optional<Nanoseconds> connect_timeout = {};  ///< until the host key is verified; 10 s
    Nanoseconds login_timeout = std::chrono::seconds(30);
    Deadline deadline = Deadline(std::chrono::hours(24));  ///< of all of it
    SshConfigSources config = SshConfigSources::of_this_user();
    std::vector<std::string> known_hosts = {};  ///< instead of the user's and the system's files
    /// Lines of known_hosts that the inventory has of this host: it is known by nothing else.
    std::vector<KnownHostsLine> host_keys = {};
    std::shared_ptr<KnownHostsInMemory> host_key_file = {};  ///< the same for the system's ssh
    std::vector<std::string> behind = {};  ///< hosts that this one is only a part of the way to
    Prompter* prompter = nullptr;          ///< none in a batch
    Prompter* password = nullptr;  ///< who knows the password; null: who is asked for everything
};

/// Is told one line that a reader should know, for standard error.
using TellNotice = std::function<void(const std::string& line)>;

}  // namespace muster
