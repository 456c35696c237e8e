#pragma once

#include "framework/backend/ssh/host_key.hpp"
#include "framework/base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A key to log in with, from a file or from the environment.
struct Identity {
    /// `missing` is no error for what ssh tries by itself; `too_open` is a private key that others can
    /// read, which ssh ignores too.
    enum class State { private_key, public_only, missing, too_open, unreadable };

    std::string name;  ///< "~/.ssh/id_ed25519", "env:DEPLOY_KEY": for messages
    State state = State::missing;
    std::optional<PublicKey> key = {};  ///< when the file, or FILE.pub beside it, says so
    Secret text = {};                   ///< the private key as the file has it
    bool encrypted = false;
    bool has_certificate = false;  ///< there is a FILE-cert.pub, which only openssh can use
};

/// What a private key's text says without a passphrase: OpenSSH's own form and PEM.
Identity parse_identity(std::string_view text, std::string name);

/// Reads a file, and FILE.pub and FILE-cert.pub beside it.
Identity identity_from_file(const std::string& path, const std::string& home);

/// Reads what `--identity` names: a file, or `env:NAME`. Throws Broken when it isn't there, is no key
/// or can be read by others.
Identity identity_named(const std::string& name, const std::string& home);

}  // namespace muster
