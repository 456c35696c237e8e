#pragma once

// Big numbers that are wiped when they are let go; for the sources of this folder alone.

#include "framework/base/crypto/openssl.hpp"

#include <openssl/bn.h>

#include <memory>
#include <string_view>

namespace muster {

using OwnedNumber = std::unique_ptr<BIGNUM, Release<BN_clear_free>>;
using OwnedNumberContext = std::unique_ptr<BN_CTX, Release<BN_CTX_free>>;

/// Zero. Of the kind of which OpenSSL wipes its own copies, too.
inline OwnedNumber new_number() {
    return OwnedNumber(BN_secure_new());
}

/// Most significant byte first.
inline OwnedNumber big_number_from(std::string_view bytes) {
    auto number = new_number();
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    BN_bin2bn(data, static_cast<int>(bytes.size()), number.get());
    return number;
}

}  // namespace muster
