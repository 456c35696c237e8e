#pragma once

// An X.509 certificate as plain data, read from its bytes (DER).

#include "framework/base/clock.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

struct Certificate {
    /// In the certificate's order: {"C", "JP"}, {"CN", "example.org"}; a field without a short name has
    /// its number (1.2.3).
    using Name = std::vector<std::pair<std::string, std::string>>;
    Name subject;
    Name issuer;
    std::string serial;  ///< lower-case hexadecimal
    Instant not_before{};
    Instant expires{};
    std::vector<std::string> names;      ///< `DNS:x`, `IP:192.0.2.1`, `email:y`, `URI:z`
    std::vector<std::string> dns_names;  ///< of those the names of hosts
    std::vector<std::string> emails;     ///< of those the addresses, and those in the subject
    int key_bits = 0;                    ///< of an EC key: its field
    std::string key_type;                ///< "RSA", "EC", "Ed25519", "Ed448"; else OpenSSL's name
    std::string public_key;  ///< SubjectPublicKeyInfo (DER), as `openssl pkey -pubout` has it
    std::string signature_algorithm;  ///< "sha256WithRSAEncryption"
    std::string sha256;               ///< of the whole, lower-case hexadecimal
    std::string sha1;
    bool self_signed = false;           ///< by its own key
    bool authority = false;             ///< CA:TRUE
    std::vector<std::string> purposes;  ///< "client", "server", "email" …
    std::map<std::string, std::string>
        extensions;  ///< number to text, as `openssl x509 -text` has it

    /// The value of the first field of this name: "CN", "O".
    static std::optional<std::string> field(const Name& name, std::string_view key);
};

/// Nothing when the bytes are no certificate.
std::optional<Certificate> certificate_from(std::string_view der);

/// The certificates (DER) of a file: PEM with one or many, other things between them; or the bytes of one. None where there
/// is none. Throws Broken where one is begun and cannot be read.
std::vector<std::string> certificates_in(std::string_view bytes);

/// Whether a certificate is for a host: a name (RFC 6125, a wildcard stands for one whole label; the
/// common name counts only where there are no alternative names) or an IP address.
bool covers(std::string_view der, const std::string& host);

/// The number (1.2.3) of an extension that is named by its number or by OpenSSL's name.
std::optional<std::string> extension_number(const std::string& name);

/// All that certificate_purposes may hold.
std::vector<std::string> known_purposes();

}  // namespace muster
