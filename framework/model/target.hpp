#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/platform.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// Where a secret is kept. It is read when it is needed, never before, and never kept anywhere else.
struct SecretSource {
    enum class Place {
        environment,  ///< the value of a variable: words[0]
        file,         ///< the content of a file, without the newline at its end: words[0]
        credential,   ///< a file of systemd's $CREDENTIALS_DIRECTORY: words[0]
        command,      ///< the first line that a command says: words
        vault_file,   ///< a key in a file that ansible-vault opens: words[0], words[1]
        vault_text,   ///< a text that ansible-vault opens: words[0]
        inventory,    ///< in the inventory itself, where nobody should write it: words[0]
    };
    Place place = Place::environment;
    std::vector<std::string> words = {};
    Location where = {};
};

/// How a target is reached and entered, where its inventory says more than its url. It comes before what the command
/// line and ssh_config say of all targets, and never reaches a spec.
struct Access {
    std::vector<std::string> identities = {};  ///< private keys: files, or env:NAME
    std::optional<bool> sudo = {};             ///< rights are raised at login
    /// Options of ssh_config(5) by name: {"ProxyJump", "bastion"}.
    std::vector<std::pair<std::string, std::string>> ssh_options = {};
    std::string ssh_config = {};  ///< the file that names it; empty: as for all targets
    /// The host's public keys, `ssh-ed25519 AAAA…`: it is known by nothing else then.
    std::vector<std::string> host_keys = {};
    std::string password = {};  ///< the secret that logs in, by name; empty: keys, and who is asked
    std::string sudo_password = {};  ///< the secret that raises rights, by name
};

/// What specs are run against, as an inventory or the command line names it.
struct Target {
    std::string name;  ///< "web-03", "local"
    std::string url;   ///< "ssh://root@10.99.1.2:22", "local"
    std::vector<std::string> roles = {};
    std::map<std::string, std::string> addresses = {};  ///< by network: {"lan": "10.99.1.2"}
    Json variables = Json::object();                    ///< scalars as texts, lists, maps
    /// Variables that it has and nobody can tell, with the reason: an expression of Jinja, a secret.
    std::map<std::string, std::string> untold = {};
    std::map<std::string, SecretSource> secrets =
        {};  ///< by name; no spec sees where they are kept
    std::vector<std::string> vaults =
        {};  ///< encrypted files, in which a secret may be that no other place has
    Access access = {};
    std::string trouble =
        {};               ///< why it cannot be reached, as the inventory has it; empty: it may be
    Location where = {};  ///< in the inventory
};

/// All targets that are known, in the order of who named them.
struct Inventory {
    std::vector<Target> targets = {};
    std::vector<std::string> roles = {};  ///< sorted; those that no target has, too
};

/// What a spec's body may read: the target, its platform, and the other members by role.
struct Surroundings {
    Target target;
    Platform platform;
    bool platform_assumed = false;  ///< nothing is broken for being wrong on this platform alone
    bool every_role = false;        ///< specs run whatever their roles: files named by hand
    bool fleet =
        false;  ///< FLEETs are meant, once for a run; the target is nobody but the run's variables
    Instant now{};  ///< what `ago` and `from_now` count from
    /// One for all targets of a run, and kept by the run and by each of them; null: there is none.
    std::shared_ptr<const Inventory> inventory = {};
};

}  // namespace muster
