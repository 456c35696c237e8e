#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/ssh_link.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"

#include <memory>

namespace muster {

/// A login on the host that the one of `settings` is reached through (ProxyJump), itself reached through those before it;
/// null where the way is straight. Each host on the way is looked up in ssh_config and known_hosts as a target is; what
/// only the target has (its password, keys, host keys and options of the inventory) is not for them. Throws as open_ssh does,
/// and Broken for a way that leads in a circle.
std::shared_ptr<Connection> way_to(
    const SshSettings& settings, const SshOptions& options, const TellNotice& notice
);

/// A link to the host of `settings` by that way, or straight. Throws CannotTell.
std::unique_ptr<SshLink> link_by(
    const std::shared_ptr<Connection>& way, const SshSettings& settings, Deadline deadline
);

}  // namespace muster
