#pragma once

// A private key as plain data, read from the bytes of a file. Nothing of what is secret in it is told.

#include "framework/base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

struct PrivateKeyFacts {
    enum class Passphrase {
        not_needed,
        missing,        ///< one is needed, none was given
        wrong,          ///< the one that was given does not open it
        fits,           ///< it was opened
        not_supported,  ///< no passphrase would help: why_unknown says why
    };

    std::string
        format;  ///< "PKCS#1", "PKCS#8", "SEC1", "DSA", "OpenSSH"; else what its BEGIN line has
    bool encrypted = false;  ///< a passphrase is needed
    Passphrase passphrase = Passphrase::not_needed;
    std::optional<bool>
        valid;  ///< it can be read, and its parts fit together; nothing: it cannot be told
    std::string why_invalid;  ///< where it is not, for people
    std::string why_unknown;  ///< where it cannot be told, for people
    /// As Certificate::key_type has it ("RSA", "EC", "Ed25519" …); "Ed25519-SK", "ECDSA-SK": on a security token.
    /// Of a key that was not opened only where the file tells it in the clear.
    std::optional<std::string> type;
    std::optional<int> bits;  ///< as Certificate::key_bits
    std::string public_key;   ///< as Certificate::public_key; empty where it is not known
};

/// The first private key of a file: PEM with any text, certificates and parameters around it, or the DER of
/// one; of files of PuTTY, JKS and PKCS#12 the format alone is told. Nothing where there is none. A key that is begun and cannot be read is not valid. `passphrase`
/// (null: none was given) is used for a key that is encrypted; nobody is ever asked for one. Of keys in
/// OpenSSH's format only those without a passphrase can be opened. Throws Broken where there is more than 1 MiB.
std::optional<PrivateKeyFacts> private_key_from(
    std::string_view bytes, const Secret* passphrase = nullptr
);

}  // namespace muster
