#pragma once

// Private keys that a passphrase opens: PKCS#8 (RFC 5958) and PEM as it was before (RFC 1421); for the sources of
// this folder alone.

#include "framework/base/crypto/key.hpp"

#include <optional>
#include <string>

namespace muster {

/// The PrivateKeyInfo (DER) of an EncryptedPrivateKeyInfo; nothing where it was not opened, and `facts` say why.
std::optional<WipedBytes> opened_pkcs8(
    std::string_view der, const Secret* passphrase, PrivateKeyFacts& facts
);

/// The key in the DER of a PEM block whose headers have Proc-Type and DEK-Info; nothing where it was not opened,
/// and `facts` say why.
std::optional<WipedBytes> opened_pem(
    std::string headers, WipedBytes bytes, const Secret* passphrase, PrivateKeyFacts& facts
);

}  // namespace muster
