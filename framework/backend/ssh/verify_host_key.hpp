#pragma once

#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/backend/ssh/needs_openssh.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"

#include <optional>

namespace muster {

/// Returns only when the key is the host's: known, or new and `settings.host_key` accepts new ones (then
/// it is written down). Throws CannotTell{denied} that shows both fingerprints and the line of the
/// known key.
std::optional<NeedsOpenssh> verify_host_key(
    const PublicKey& shown,
    const KnownHost& known,
    const SshSettings& settings,
    const TellNotice& notice
);

/// What is told of a key that nobody knew and one run believes.
std::string believed_for_this_run(const std::string& host, const PublicKey& shown);

/// The same of a host of which the inventory has the keys. Throws CannotTell{denied} that shows both fingerprints.
std::optional<NeedsOpenssh> require_host_key(
    const PublicKey& shown, const KnownHost& known, const KnownHostsLine& of_inventory
);

}  // namespace muster
