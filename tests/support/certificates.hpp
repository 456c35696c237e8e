#pragma once

// Keys and certificates as OpenSSL's own tool makes them, good ones and bad ones.

#include "tests/support/temporary_folder.hpp"

#include <string>

namespace muster {

/// A file of a certificate and one of its key, both PEM.
struct CertificateFiles {
    std::string certificate;
    std::string key;
};

struct Wish {
    std::string subject = "/C=JP/O=Muster, Inc./CN=localhost";
    std::string names = "DNS:localhost,IP:127.0.0.1";  ///< alternative ones; empty: none
    int days = 30;                                     ///< -1: expired
    std::string more = {};                             ///< lines of an openssl extension file
};

/// An authority of a test's own, and what it signs.
class Authority {
public:
    explicit Authority(const std::string& name = "Test Authority");

    const std::string& file() const { return own_.certificate; }
    const std::string& key() const { return own_.key; }
    std::string pem() const;
    CertificateFiles issue(const Wish& wish = {}) const;
    /// By its own key and nobody else's.
    CertificateFiles self_signed(const Wish& wish = {}) const;

private:
    TemporaryFolder folder_;
    CertificateFiles own_;
    mutable int count_ = 0;
};

/// The bytes of the first certificate of a PEM file.
std::string der_of(const std::string& pem_file);

}  // namespace muster
