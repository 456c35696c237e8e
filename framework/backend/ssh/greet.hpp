#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/handshake.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"

#include <memory>

namespace muster {

/// A session whose host has proved a key that nobody has judged yet.
struct Greeting {
    std::shared_ptr<Session> session;
    std::variant<Greeted, NeedsOpenssh> said;
};

/// Connects to the host of `settings` by that way, or straight where it is null, and exchanges keys. A server that turns
/// us away is asked again, over the same way. Throws CannotTell.
Greeting greet(
    const std::shared_ptr<Connection>& way,
    const SshSettings& settings,
    const SshOptions& options,
    const std::vector<std::string>& known_types
);

}  // namespace muster
