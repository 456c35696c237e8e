#pragma once

#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_url.hpp"

#include <string>
#include <vector>

namespace muster {

/// What the system's ssh is started with, beyond the host itself.
struct SshCommand {
    std::string control_path;                 ///< where its control socket is to be
    std::vector<std::string> identity_files;  ///< as paths, those of `env:NAME` too
};

/// The words of a command that logs in, leaves a master process in the background and ends with 0. It
/// reads ssh_config by itself; only what the target and the command line say is added.
std::vector<std::string> ssh_words(
    const SshUrl& url, const SshOptions& options, const SshCommand& command
);

/// A path as ssh_config reads it back: in double quotes, `%` doubled.
std::string ssh_config_quoted(const std::string& path);

}  // namespace muster
