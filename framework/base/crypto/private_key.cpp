#include "framework/base/crypto/private_key.hpp"

#include "framework/base/crypto/der.hpp"
#include "framework/base/crypto/key.hpp"
#include "framework/base/crypto/key_encryption.hpp"
#include "framework/base/crypto/openssh_key.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::size_t largest_file = 1UL << 20U;

// Reading DSA and Diffie-Hellman keys OpenSSL computes the public half, whatever their length, in time that grows
// with its cube: 10 seconds for 12 KB. RSA is read in no time, and other keys are small.
constexpr std::size_t largest_rsa = 1UL << 16U;
constexpr std::size_t largest_other = 1UL << 12U;

using OwnedPkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Release<PKCS8_PRIV_KEY_INFO_free>>;

/// What a private key's bytes are, by its BEGIN line or by their shape.
struct Form {
    enum class Kind { traditional, pkcs8, encrypted_pkcs8, openssh };

    std::string_view label;  ///< between BEGIN and dashes
    std::string_view format;
    Kind kind;
    int type = EVP_PKEY_NONE;  ///< where the form has one only
};

constexpr std::array forms = {
    Form{"RSA PRIVATE KEY", "PKCS#1", Form::Kind::traditional, EVP_PKEY_RSA},
    Form{"EC PRIVATE KEY", "SEC1", Form::Kind::traditional, EVP_PKEY_EC},
    Form{"DSA PRIVATE KEY", "DSA", Form::Kind::traditional, EVP_PKEY_DSA},
    Form{"PRIVATE KEY", "PKCS#8", Form::Kind::pkcs8},
    Form{"ENCRYPTED PRIVATE KEY", "PKCS#8", Form::Kind::encrypted_pkcs8},
    Form{"OPENSSH PRIVATE KEY", "OpenSSH", Form::Kind::openssh},
};

const Form* form_labelled(std::string_view label) {
    const auto* form = std::ranges::find(forms, label, &Form::label);
    return form == forms.end() ? nullptr : form;
}

bool is_too_large(std::size_t size, int type, PrivateKeyFacts& facts) {
    const auto most =
        type == EVP_PKEY_RSA or type == EVP_PKEY_RSA_PSS ? largest_rsa : largest_other;
    if (size <= most)
        return false;
    tell_unknown(fmt::format("it has {} bytes; keys of up to {} are checked", size, most), facts);
    return true;
}

void read_traditional(std::string_view der, int type, PrivateKeyFacts& facts) {
    if (is_too_large(der.size(), type, facts))
        return;
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const OwnedKey key(d2i_PrivateKey(type, nullptr, &bytes, static_cast<long>(der.size())));
    if (key)
        check_key(key.get(), facts);
    else
        tell_invalid(openssl_error(), facts);
}

/// RFC 5958 added the public half, which OpenSSL 3.0 does not read.
bool has_version_two(std::string_view der) {
    const auto whole = take_der(der);
    auto rest = whole ? whole->content : std::string_view();
    const auto version = take_der(rest);
    return version and version->tag == der_integer and version->content == "\x01";
}

std::string name_of(const ASN1_OBJECT* algorithm) {
    std::array<char, 80> text{};
    OBJ_obj2txt(text.data(), text.size(), algorithm, 0);
    return text.data();
}

void read_pkcs8(std::string_view der, PrivateKeyFacts& facts) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const OwnedPkcs8 info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &bytes, static_cast<long>(der.size())));
    if (not info) {
        if (is_whole_der_sequence(der) and has_version_two(der))
            tell_unknown("it is of version 2 of PKCS#8, which OpenSSL does not read", facts);
        else
            tell_invalid(openssl_error(), facts);
        return;
    }
    const ASN1_OBJECT* algorithm = nullptr;
    PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info.get());
    const int type = OBJ_obj2nid(algorithm);
    if (EVP_PKEY_asn1_find(nullptr, type) == nullptr) {
        tell_unknown("OpenSSL does not know its type, " + name_of(algorithm), facts);
        return;
    }
    facts.type = key_type_of(type == NID_X9_62_id_ecPublicKey ? EVP_PKEY_EC : type);
    if (is_too_large(der.size(), type, facts))
        return;
    const OwnedKey key(EVP_PKCS82PKEY(info.get()));
    if (key)
        check_key(key.get(), facts);
    else
        tell_invalid(openssl_error(), facts);
}

void read_form(
    const Form& form, std::string_view bytes, const Secret* passphrase, PrivateKeyFacts& facts
) {
    switch (form.kind) {
    case Form::Kind::traditional: read_traditional(bytes, form.type, facts); break;
    case Form::Kind::pkcs8: read_pkcs8(bytes, facts); break;
    case Form::Kind::openssh: read_openssh_key(bytes, facts); break;
    case Form::Kind::encrypted_pkcs8:
        if (const auto opened = opened_pkcs8(bytes, passphrase, facts))
            read_pkcs8(opened->view(), facts);
    }
}

/// What there is without opening it.
PrivateKeyFacts facts_of(const Form& form) {
    PrivateKeyFacts facts;
    facts.format = form.format;
    if (form.type != EVP_PKEY_NONE)
        facts.type = key_type_of(form.type);
    return facts;
}

/// What a private key's BEGIN line has between BEGIN and dashes; nothing when the line is none. OpenSSL takes no
/// blanks before it, and any after.
std::optional<std::string_view> label_in(std::string_view line) {
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view private_key = "PRIVATE KEY";
    constexpr std::string_view dashes = "-----";
    constexpr std::size_t longest = 60;
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (not line.starts_with(begin) or not line.ends_with(dashes))
        return std::nullopt;
    line.remove_prefix(begin.size());
    line.remove_suffix(std::min(dashes.size(), line.size()));
    const auto before = line.substr(0, line.size() - std::min(private_key.size(), line.size()));
    const bool is_key = line.ends_with(private_key) and (before.empty() or before.ends_with(' '));
    // It is told to people.
    const bool is_word = line.size() <= longest and std::ranges::all_of(line, [](char letter) {
                             return letter >= ' ' and letter <= '~';
                         });
    return is_key and is_word ? std::optional(line) : std::nullopt;
}

/// The first private key of a text, from its BEGIN line to the end of all.
struct Begun {
    std::string_view label;
    std::string_view text;
};

std::optional<Begun> begun_in(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (const auto label = label_in(text.substr(at, end - at)))
            return Begun{*label, text.substr(at)};
        at = end + 1;
    }
    return std::nullopt;
}

/// A block of PEM without its base64.
struct Block {
    std::string headers;
    WipedBytes bytes;
};

std::optional<Block> block_of(std::string_view text) {
    char* name = nullptr;
    char* headers = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    // Secure: what is let go on the way is wiped.
    constexpr unsigned flags = PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE;
    const auto reader = reader_of(text);
    if (PEM_read_bio_ex(reader.get(), &name, &headers, &data, &size, flags) != 1)
        return std::nullopt;
    Block block{headers, WipedBytes(data, static_cast<std::size_t>(size))};
    OPENSSL_secure_free(name);
    OPENSSL_secure_free(headers);
    return block;
}

PrivateKeyFacts read_pem(const Begun& begun, const Secret* passphrase) {
    const auto* form = form_labelled(begun.label);
    if (form == nullptr) {
        PrivateKeyFacts facts;
        facts.format = begun.label;
        tell_unknown("keys of this format are not supported", facts);
        return facts;
    }
    auto facts = facts_of(*form);
    auto block = block_of(begun.text);
    if (not block) {
        tell_invalid(openssl_error(), facts);
        return facts;
    }
    if (block->headers.empty()) {
        read_form(*form, block->bytes.view(), passphrase, facts);
        return facts;
    }
    const auto opened =
        opened_pem(std::move(block->headers), std::move(block->bytes), passphrase, facts);
    if (opened)
        read_form(*form, opened->view(), passphrase, facts);
    return facts;
}

bool is_encryption(const DerElement& sequence) {
    // pkcs-5 of 1.2.840.113549.1, and pkcs-12PbeIds
    constexpr std::string_view pkcs5 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05";
    constexpr std::string_view pkcs12("\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01", 9);
    auto rest = sequence.content;
    const auto object = take_der(rest);
    return object and object->tag == der_object
           and (object->content.starts_with(pkcs5) or object->content.starts_with(pkcs12));
}

/// PKCS#1 has nine numbers, of which the third is small; DSA has six, of which the third is 160 bits or more.
const Form* form_of_numbers(const DerElement& second, std::string_view rest) {
    const auto third = take_der(rest);
    if (second.content.size() < 16 or not third or third->tag != der_integer)
        return nullptr;
    std::size_t numbers = 3;
    for (; const auto number = take_der(rest); ++numbers)
        if (number->tag != der_integer)
            break;
    const bool is_dsa = numbers <= 6 and third->content.size() >= 20;
    return form_labelled(is_dsa ? "DSA PRIVATE KEY" : "RSA PRIVATE KEY");
}

/// The form of what looks like a private key in DER. `whole` may be cut short.
const Form* form_of_der(std::string_view whole) {
    const auto outer = take_der(whole);
    if (not outer or outer->tag != der_sequence)
        return nullptr;
    auto rest = outer->content;
    const auto first = take_der(rest);
    const auto second = take_der(rest);
    if (not first or not second)
        return nullptr;
    if (first->tag == der_sequence and second->tag == der_octets)
        return is_encryption(*first) ? form_labelled("ENCRYPTED PRIVATE KEY") : nullptr;
    if (first->tag != der_integer or first->content.size() != 1 or first->content[0] > 1)
        return nullptr;
    // SNMP's packets are of the same shape, with a short word in place of the key.
    if (second->tag == der_octets)
        return second->content.size() >= 14 ? form_labelled("EC PRIVATE KEY") : nullptr;
    if (second->tag == der_integer)
        return form_of_numbers(*second, rest);
    const auto third = take_der(rest);
    const bool is_pkcs8 = second->tag == der_sequence and third and third->tag == der_octets;
    return is_pkcs8 ? form_labelled("PRIVATE KEY") : nullptr;
}

/// Version 3, then data of PKCS#7 (RFC 7292, 4); also in BER, whose outer length may be left open (X.690, 8.1.3.6).
bool is_pkcs12(std::string_view bytes) {
    if (bytes.starts_with(std::string_view("\x30\x80\x02\x01\x03\x30", 6)))
        return true;
    const auto outer = take_der(bytes);
    auto rest = outer and outer->tag == der_sequence ? outer->content : std::string_view();
    const auto version = take_der(rest);
    const auto data = take_der(rest);
    return version and version->tag == der_integer and version->content == "\x03" and data
           and data->tag == der_sequence;
}

/// Files of other programs, which may hold a key that is not read here.
std::optional<PrivateKeyFacts> of_other_format(std::string_view bytes) {
    PrivateKeyFacts facts;
    if (bytes.starts_with("PuTTY-User-Key-File-"))
        facts.format = "PuTTY";
    else if (bytes.starts_with("\xFE\xED\xFE\xED"))
        facts.format = "JKS";
    else if (bytes.starts_with("\xCE\xCE\xCE\xCE"))
        facts.format = "JCEKS";
    else if (bytes.find("-----BEGIN PGP PRIVATE KEY BLOCK-----") != std::string_view::npos)
        facts.format = "OpenPGP";
    else if (bytes.find("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----") != std::string_view::npos)
        facts.format = "SSH2";
    else if (is_pkcs12(bytes))
        facts.format = "PKCS#12";
    else
        return std::nullopt;
    tell_unknown("keys of this format are not supported", facts);
    return facts;
}

}  // namespace

std::optional<PrivateKeyFacts> private_key_from(std::string_view bytes, const Secret* passphrase) {
    if (bytes.size() > largest_file)
        throw Broken("more than 1 MiB, which no private key has");
    const ForgottenErrors forgotten;
    if (const auto begun = begun_in(bytes))
        return read_pem(*begun, passphrase);
    const auto* form = form_of_der(bytes);
    if (form == nullptr)
        return of_other_format(bytes);
    auto facts = facts_of(*form);
    read_form(*form, bytes, passphrase, facts);
    return facts;
}

}  // namespace muster
