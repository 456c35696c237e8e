#pragma once

#include "framework/backend/ssh/show_host_key.hpp"
#include "framework/host/question.hpp"
#include "framework/run/run_context.hpp"

#include <string>
#include <vector>

namespace muster {

/// How targets are reached, as the command line says it.
struct OpenOptions {
    Limits limits;
    bool sudo = false;
    std::vector<std::string> identities;   ///< private keys: files, or env:NAME
    std::string host_key = "yes";          ///< yes, accept-new, this-run
    std::vector<std::string> known_hosts;  ///< empty: those of ssh_config
    std::string ssh_config;                ///< empty: ~/.ssh/config
    Nanoseconds connect_timeout = std::chrono::seconds(10);
    Nanoseconds timeout =
        std::chrono::minutes(10);  ///< of a target's whole run: a login takes no longer
    std::string audit;             ///< a file; empty: no audit log
    std::string platform;  ///< of an image that has several: `linux/arm64`; empty: this machine's
    TellSecret tell_secret = {};  ///< of passwords that an inventory names
};

/// What a target's text means, before it is reached: its name in reports, its url, its address. Throws
/// Broken for a scheme that we do not know.
Target described_target(const std::string& text);

/// Reaches targets by their url. Passwords are those that the inventory names, else asked at the terminal, each once
/// for all targets.
OpenBackend opener(const OpenOptions& options);

/// What a host of ssh shows of itself, and what is known of it. Throws CannotTell, and Broken for a target of another kind.
using ShowHostKey = std::function<ShownHostKey(const Target& target)>;
ShowHostKey host_key_shower(const OpenOptions& options);

}  // namespace muster
