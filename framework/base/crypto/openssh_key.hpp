#pragma once

// Private keys in OpenSSH's own format (PROTOCOL.key in its sources), which OpenSSL does not read; for the sources of
// this folder alone.

#include "framework/base/crypto/private_key.hpp"

#include <string_view>

namespace muster {

/// Tells of what is between BEGIN OPENSSH PRIVATE KEY and END, without its base64. Of a key with a passphrase
/// its public half, which is in the clear: OpenSSH derives ciphers from passphrases by bcrypt, which OpenSSL
/// does not have.
void read_openssh_key(std::string_view bytes, PrivateKeyFacts& facts);

}  // namespace muster
