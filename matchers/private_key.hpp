#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct PrivateKey : Subject {
    explicit PrivateKey(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag valid{*this, "valid"};
    Flag encrypted{*this, "encrypted"};
    Flag matches(Word certificate) const { return {*this, "matches", {certificate}}; }
    Number bits{*this, "bits"};
    Text type{*this, "type"};
    Text format{*this, "format"};

    PrivateKey passphrase(Secret secret) const {
        return PrivateKey(narrowed("passphrase", {secret.as_argument()}));
    }
};

/// The first private key in a file of the target: PKCS#1, PKCS#8, SEC1, OpenSSH.
inline PrivateKey private_key(Word path) {
    return PrivateKey(Subject("private_key", {path}));
}

}  // namespace muster::dsl
