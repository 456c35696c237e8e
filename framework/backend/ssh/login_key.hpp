#pragma once

#include "framework/backend/ssh/agent.hpp"
#include "framework/backend/ssh/identity.hpp"
#include "framework/backend/ssh/session.hpp"

#include <optional>

namespace muster {

/// Whether libssh2 can log in with a key of this type at all: no security keys, no certificates.
bool can_log_in_with(std::string_view key_type);

/// Each is one attempt of those that sshd counts (MaxAuthTries). True when the login is done.
bool log_in_by_agent(
    Session& session, const std::string& user, Agent& agent, const PublicKey& key, Deadline deadline
);
bool log_in_by_file(
    Session& session,
    const std::string& user,
    const Identity& identity,
    const Secret& passphrase,
    Deadline deadline
);

/// Whether the server would take a signature by this key: asks without signing anything.
bool would_accept(
    Session& session, const std::string& user, const PublicKey& key, Deadline deadline
);

}  // namespace muster
