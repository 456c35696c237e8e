#pragma once

// Keys made of their parts as SSH packs them (RFC 4253, 6.6; RFC 5656; RFC 8709; OpenSSH's PROTOCOL.u2f and the agent's
// protocol for private ones); for the sources of this folder alone.

#include "framework/base/crypto/openssl.hpp"

#include <string_view>

namespace muster {

/// Takes parts off the front of bytes. When one is missing it and all after it are empty.
class SshParts {
public:
    explicit SshParts(std::string_view bytes) : rest_(bytes) {}

    std::string_view text();
    std::uint32_t number();
    unsigned char byte();
    bool were_there() const { return were_there_; }
    std::string_view rest() const { return rest_; }

private:
    std::string_view missing();

    std::string_view rest_;
    bool were_there_ = true;
};

struct SshKeyType {
    std::string_view name;  ///< "ssh-ed25519"
    std::string_view
        own_type;  ///< PrivateKeyFacts::type where it is not what OpenSSL says of the key
    /// Both take the parts after the name; null where they make no key. The private half of a key on a token
    /// is elsewhere: `private_key` gives its public half.
    OwnedKey (*public_key)(SshParts& parts);
    OwnedKey (*private_key)(SshParts& parts);

    bool is_on_token() const { return not own_type.empty(); }
};

/// Null when there is none of the name.
const SshKeyType* ssh_key_type(std::string_view name);

}  // namespace muster
