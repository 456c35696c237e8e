#pragma once

// What is told of any key, and whether a private one is consistent; for the sources of this folder alone.

#include "framework/base/crypto/openssl.hpp"
#include "framework/base/crypto/private_key.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

/// Bytes that OpenSSL made: wiped when they are let go.
class WipedBytes {
public:
    WipedBytes() = default;
    WipedBytes(unsigned char* data, std::size_t size) : data_(data), room_(size), size_(size) {}
    WipedBytes(WipedBytes&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), room_(other.room_), size_(other.size_) {}
    WipedBytes& operator=(WipedBytes&&) = delete;
    ~WipedBytes() { OPENSSL_secure_clear_free(data_, room_); }

    unsigned char* data() { return data_; }
    std::string_view view() const { return {reinterpret_cast<const char*>(data_), size_}; }
    /// The rest stays to be wiped.
    void cut_to(std::size_t size) { size_ = size < room_ ? size : room_; }

private:
    unsigned char* data_ = nullptr;
    std::size_t room_ = 0;
    std::size_t size_ = 0;
};

/// Leaves no error of ours to who calls OpenSSL next, whichever way a function ends.
struct ForgottenErrors {
    ForgottenErrors() { ERR_clear_error(); }
    ForgottenErrors(const ForgottenErrors&) = delete;
    ForgottenErrors& operator=(const ForgottenErrors&) = delete;
    ~ForgottenErrors() { ERR_clear_error(); }
};

/// "RSA", "EC", "Ed25519", "Ed448"; else OpenSSL's name.
std::string key_type_of(int number);
std::string key_type_of(const EVP_PKEY* key);

/// SubjectPublicKeyInfo (DER), "" when the key has none.
std::string public_key_bytes(const EVP_PKEY* key);

/// What can be said of a key by its public half.
void tell_key(const EVP_PKEY* key, PrivateKeyFacts& facts);

void tell_invalid(std::string why, PrivateKeyFacts& facts);
void tell_unknown(std::string why, PrivateKeyFacts& facts);

/// Tells of a private key all that its halves say, and whether they fit together.
void check_key(EVP_PKEY* key, PrivateKeyFacts& facts);

}  // namespace muster
