#pragma once

// What ssh_config(5) says about one host. Options that neither say where and how to log in nor whom to
// trust (SendEnv, LogLevel, forwardings, ControlPath …) are passed over. Where an option matters and
// libssh2 can't do it, the host is reached by the system's ssh instead, which reads the same files.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

struct SshConfigLine;

/// What is done with a host key that known_hosts does not know. A key that differs from the known one
/// is always refused.
enum class HostKeyPolicy {
    yes,
    accept_new,
    this_run,  ///< new ones are believed as long as this process runs, and kept nowhere
};

/// Where configuration is read from, and whose it is.
struct SshConfigSources {
    std::string user_file;    ///< empty: none
    std::string system_file;  ///< empty: none
    std::string home;         ///< of the person who runs Muster, as in passwd(5)
    std::string user;
    /// What is said of this one host before any file is asked, by name, as with `ssh -o`.
    std::vector<std::pair<std::string, std::string>> options = {};

    /// ~/.ssh/config and /etc/ssh/ssh_config of the user who runs the program.
    static SshConfigSources of_this_user();
};

/// The values as written: no `~`, no `%` replaced. What no file says is not set.
struct SshConfigValues {
    std::optional<std::string> host_name;
    std::optional<std::string> user;
    std::optional<int> port;
    std::vector<std::string> identity_files;  ///< of all blocks that apply, in order
    std::optional<bool> identities_only;
    std::optional<std::string> identity_agent;
    std::vector<std::string> user_known_hosts;
    std::vector<std::string> global_known_hosts;
    std::optional<std::string> strict_host_key_checking;
    std::optional<std::string> host_key_alias;
    std::optional<bool> hash_known_hosts;
    std::optional<int> connect_timeout;  ///< seconds
    std::optional<int> alive_interval;   ///< seconds
    std::optional<int> alive_count_max;
    std::optional<std::string> address_family;
    std::optional<bool> passwords;  ///< false: nobody is to be asked for one
    std::optional<std::string> proxy_jump;
    std::map<std::string, bool> decided =
        {};  ///< options that only openssh can do: first value seen
    /// Why only the system's ssh can do it: `proxycommand at ~/.ssh/config:3`.
    std::optional<std::string> needs_openssh;
};

/// Reads both files and what they include. Throws Broken with file and line.
SshConfigValues ssh_config_values(const std::string& host, const SshConfigSources& sources);

/// What one option of a block that applies changes (the reader's other half). Throws Broken when its
/// value is none that the option has.
void apply(const SshConfigLine& line, SshConfigValues& values);

}  // namespace muster
