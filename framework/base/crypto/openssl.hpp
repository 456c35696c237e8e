#pragma once

// Owners of OpenSSL's things and the text of its errors, for the sources of this folder alone.

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

template<auto release>
struct Release {
    template<class T>
    void operator()(T* thing) const {
        release(thing);
    }
};

using OwnedBio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using OwnedKeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using OwnedCertificate = std::unique_ptr<X509, Release<X509_free>>;
using OwnedStore = std::unique_ptr<X509_STORE, Release<X509_STORE_free>>;
using OwnedNames = std::unique_ptr<GENERAL_NAMES, Release<GENERAL_NAMES_free>>;

/// A reader over bytes that outlive it.
inline OwnedBio reader_of(std::string_view bytes) {
    return OwnedBio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

/// What a memory BIO holds.
inline std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio, &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

/// Why the last call of this thread failed, "" when OpenSSL has nothing to say; forgets it.
inline std::string openssl_error() {
    const auto error = ERR_peek_last_error();
    ERR_clear_error();
    const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
    return reason == nullptr ? "" : reason;
}

/// IPv4 or IPv6, as X509_check_ip_asc(3) takes it.
inline bool is_ip_address(const std::string& host) {
    std::array<unsigned char, 16> bytes{};
    return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1
           or ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

inline OwnedCertificate certificate_of_der(std::string_view der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    OwnedCertificate certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    ERR_clear_error();
    return certificate;
}

}  // namespace muster
