#pragma once

#include "framework/backend/ssh/identity.hpp"
#include "framework/backend/ssh/needs_openssh.hpp"
#include "framework/backend/ssh/prompter.hpp"
#include "framework/backend/ssh/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

struct LoginOptions {
    std::string user;
    std::string place;                      ///< how people are told where it is
    std::vector<Identity> identities = {};  ///< in the order to try them
    bool identities_only = false;           ///< no other keys of the agent
    std::string agent_socket = {};          ///< empty: no agent
    Prompter* prompter = nullptr;           ///< none: nobody is asked for a passphrase
    Prompter* password = nullptr;           ///< none: there is no login by password
    bool passwords = true;
    Nanoseconds patience = std::chrono::seconds(30);  ///< without the time that people take to type
    Deadline deadline = Deadline(std::chrono::hours(24));  ///< of all steps together, with that
};

/// Logs in: first by the keys that are configured, as the agent or the file has them, then by other keys
/// of the agent, then by a password, asked for once and sent once. At most five keys are tried: sshd
/// closes the connection after six failures. Throws CannotTell (denied: `login as deploy@web:22 refused;
/// tried agent (2 keys), ~/.ssh/id_ed25519`; timed_out; lost). Gives a reason when only the system's ssh
/// could do better.
std::optional<NeedsOpenssh> log_in(
    Session& session, const LoginOptions& options, std::string_view greeting
);

}  // namespace muster
