#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_url.hpp"

#include <memory>

namespace muster {

/// Reaches a host: by libssh2, or by the system's ssh where the target says so (`openssh://`), where
/// ssh_config asks for what libssh2 can't do, or where libssh2 and the server find no way to agree (each
/// with a notice). Throws CannotTell with one clear line, Broken for a wrong option or configuration.
///
/// To connect once more after a loss, call it again with the same arguments; with a RememberingPrompter
/// nobody is asked twice.
std::unique_ptr<Connection> open_ssh(
    const SshUrl& url, const SshOptions& options, const TellNotice& notice
);

}  // namespace muster
