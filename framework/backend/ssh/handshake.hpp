#pragma once

#include "framework/backend/ssh/host_key.hpp"
#include "framework/backend/ssh/needs_openssh.hpp"
#include "framework/backend/ssh/session.hpp"

#include <string>
#include <variant>
#include <vector>

namespace muster {

struct Greeted {
    std::string greeting;  ///< "SSH-2.0-OpenSSH_9.2p1 Debian-2"
    PublicKey host_key;    ///< proved by its signature, not yet trusted
};

/// Exchanges keys, asking for a host key of `known_types` first. Throws CannotTell (timed_out, lost,
/// failed: the server speaks something else).
std::variant<Greeted, NeedsOpenssh> shake_hands(
    Session& session, const std::vector<std::string>& known_types, Deadline deadline
);

}  // namespace muster
