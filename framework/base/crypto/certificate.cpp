#include "framework/base/crypto/certificate.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/crypto/key.hpp"
#include "framework/base/crypto/openssl.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace muster {

namespace {

std::string number_of(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    constexpr int as_number = 1;
    const int size = OBJ_obj2txt(text.data(), text.size(), object, as_number);
    return {text.data(), std::min(text.size() - 1, static_cast<std::size_t>(std::max(size, 0)))};
}

std::string bytes_of(const ASN1_STRING* string) {
    const auto* data = ASN1_STRING_get0_data(string);
    return {
        reinterpret_cast<const char*>(data), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string utf8_of(const ASN1_STRING* string) {
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, string);
    if (size < 0) {
        ERR_clear_error();
        return bytes_of(string);
    }
    std::string copy(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return copy;
}

Certificate::Name name_of(const X509_NAME* name) {
    Certificate::Name fields;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const auto* entry = X509_NAME_get_entry(name, i);
        const auto* object = X509_NAME_ENTRY_get_object(entry);
        const int known = OBJ_obj2nid(object);
        const auto key = known == NID_undef ? number_of(object) : std::string(OBJ_nid2sn(known));
        fields.emplace_back(key, utf8_of(X509_NAME_ENTRY_get_data(entry)));
    }
    return fields;
}

Instant instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return instant_from_unix(::timegm(&parts));
}

std::string serial_of(const X509* certificate) {
    const auto* number = X509_get0_serialNumber(certificate);
    auto* big = ASN1_INTEGER_to_BN(number, nullptr);
    char* text = big == nullptr ? nullptr : BN_bn2hex(big);
    const std::string hex = text == nullptr ? "" : lower_case(text);
    OPENSSL_free(text);
    BN_free(big);
    return hex;
}

std::string address_text(const std::string& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 16 ? AF_INET6 : AF_INET;
    if (bytes.size() != 4 and bytes.size() != 16)
        return to_hex(bytes);
    return ::inet_ntop(family, bytes.data(), text.data(), text.size());
}

void add_alternative_names(const X509* raw, Certificate& certificate) {
    const OwnedNames names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(raw, NID_subject_alt_name, nullptr, nullptr))
    );
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) {
            certificate.dns_names.push_back(bytes_of(name->d.dNSName));
            certificate.names.push_back("DNS:" + certificate.dns_names.back());
        } else if (name->type == GEN_IPADD) {
            certificate.names.push_back("IP:" + address_text(bytes_of(name->d.iPAddress)));
        } else if (name->type == GEN_EMAIL) {
            certificate.emails.push_back(bytes_of(name->d.rfc822Name));
            certificate.names.push_back("email:" + certificate.emails.back());
        } else if (name->type == GEN_URI) {
            certificate.names.push_back("URI:" + bytes_of(name->d.uniformResourceIdentifier));
        }
    }
}

void add_key(const X509* raw, Certificate& certificate) {
    auto* key = X509_get0_pubkey(raw);
    if (key == nullptr) {
        ERR_clear_error();
        return;
    }
    certificate.public_key = public_key_bytes(key);
    certificate.key_bits = EVP_PKEY_get_bits(key);
    certificate.key_type = key_type_of(key);
}

struct Purpose {
    int number;
    std::string_view name;
};

// What `openssl x509 -purpose` tells, but for what it says of nearly every certificate (CRL signing, OCSP).
constexpr std::array purposes = {
    Purpose{X509_PURPOSE_SSL_CLIENT, "client"},
    Purpose{X509_PURPOSE_SSL_SERVER, "server"},
    Purpose{X509_PURPOSE_SMIME_SIGN, "email"},
    Purpose{X509_PURPOSE_SMIME_ENCRYPT, "email_encryption"},
    Purpose{X509_PURPOSE_TIMESTAMP_SIGN, "timestamping"},
};

void add_extensions(X509* raw, Certificate& certificate) {
    for (int i = 0; i < X509_get_ext_count(raw); ++i) {
        auto* extension = X509_get_ext(raw, i);
        const OwnedBio text(BIO_new(BIO_s_mem()));
        if (X509V3_EXT_print(text.get(), extension, X509V3_EXT_DUMP_UNKNOWN, 0) != 1)
            ASN1_STRING_print(text.get(), X509_EXTENSION_get_data(extension));
        certificate.extensions[number_of(X509_EXTENSION_get_object(extension))] =
            std::string(trimmed(text_of(text.get())));
    }
    ERR_clear_error();
}

}  // namespace

std::optional<std::string> Certificate::field(const Name& name, std::string_view key) {
    const auto found = std::ranges::find_if(name, [&](const auto& field) {
        return lower_case(field.first) == lower_case(key);
    });
    return found == name.end() ? std::nullopt : std::optional(found->second);
}

namespace {

std::string der_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0)
        return "";
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

std::vector<std::string> certificates_in(std::string_view bytes) {
    constexpr std::size_t most = 10'000;
    constexpr auto no_passphrase = [](char*, int, int, void*) { return -1; };
    std::vector<std::string> found;
    const auto reader = reader_of(bytes);
    while (found.size() < most) {
        // Of BEGIN TRUSTED CERTIFICATE, too.
        const OwnedCertificate one(
            PEM_read_bio_X509_AUX(reader.get(), nullptr, no_passphrase, nullptr)
        );
        if (one) {
            found.push_back(der_of(one.get()));
            continue;
        }
        const bool is_over = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        const auto why = openssl_error();
        if (not is_over)
            throw Broken(fmt::format("certificate {} cannot be read: {}", found.size() + 1, why));
        break;
    }
    if (const auto whole = found.empty() ? certificate_of_der(bytes) : nullptr)
        found.push_back(der_of(whole.get()));
    return found;
}

std::optional<Certificate> certificate_from(std::string_view der) {
    const auto raw = certificate_of_der(der);
    if (not raw)
        return std::nullopt;
    Certificate certificate;
    certificate.subject = name_of(X509_get_subject_name(raw.get()));
    certificate.issuer = name_of(X509_get_issuer_name(raw.get()));
    certificate.serial = serial_of(raw.get());
    certificate.not_before = instant_of(X509_get0_notBefore(raw.get()));
    certificate.expires = instant_of(X509_get0_notAfter(raw.get()));
    add_alternative_names(raw.get(), certificate);
    if (auto mail = Certificate::field(certificate.subject, "emailAddress"))
        certificate.emails.push_back(std::move(*mail));
    add_key(raw.get(), certificate);
    certificate.signature_algorithm = OBJ_nid2ln(X509_get_signature_nid(raw.get()));
    certificate.sha256 = hex_digest(DigestAlgorithm::sha256, der);
    certificate.sha1 = hex_digest(DigestAlgorithm::sha1, der);
    constexpr int with_its_signature = 1;
    certificate.self_signed = X509_self_signed(raw.get(), with_its_signature) == 1;
    // 1 is CA:TRUE; others are guesses for certificates of old (X509_check_ca(3)).
    certificate.authority = X509_check_ca(raw.get()) == 1;
    constexpr int not_as_an_authority = 0;
    for (const auto& purpose : purposes)
        if (X509_check_purpose(raw.get(), purpose.number, not_as_an_authority) == 1)
            certificate.purposes.emplace_back(purpose.name);
    add_extensions(raw.get(), certificate);
    ERR_clear_error();
    return certificate;
}

bool covers(std::string_view der, const std::string& host) {
    const auto raw = certificate_of_der(der);
    if (not raw or host.empty() or host.find('\0') != std::string::npos)
        return false;
    if (is_ip_address(host))
        return X509_check_ip_asc(raw.get(), host.c_str(), 0) == 1;
    return X509_check_host(
               raw.get(), host.data(), host.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr
           )
           == 1;
}

std::optional<std::string> extension_number(const std::string& name) {
    constexpr int names_too = 0;
    auto* object = OBJ_txt2obj(name.c_str(), names_too);
    if (object == nullptr) {
        ERR_clear_error();
        return std::nullopt;
    }
    auto number = number_of(object);
    ASN1_OBJECT_free(object);
    return number;
}

std::vector<std::string> known_purposes() {
    std::vector<std::string> names;
    for (const auto& purpose : purposes)
        names.emplace_back(purpose.name);
    return names;
}

}  // namespace muster
