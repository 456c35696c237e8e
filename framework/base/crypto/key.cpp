#include "framework/base/crypto/key.hpp"

#include "framework/base/crypto/rsa_arithmetic.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

// OpenSSL works with no larger modulus of RSA; others its own checks refuse from 10000 bits on.
constexpr int most_bits = 16384;

// EVP_PKEY_check tries p and q for being primes in 128 rounds: 0.3 s for 4096 bits, 5 s for 8192, and an attacker
// may well choose what we read.
constexpr int most_bits_for_primes = 4096;

void check_by_openssl(EVP_PKEY* key, PrivateKeyFacts& facts) {
    const OwnedKeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    constexpr int cannot_be_checked = -2;
    const int verdict = context ? EVP_PKEY_check(context.get()) : cannot_be_checked;
    if (verdict == 1)
        facts.valid = true;
    else if (verdict == cannot_be_checked)
        tell_unknown("keys of this type cannot be checked", facts);
    else
        tell_invalid(openssl_error(), facts);
}

void check_rsa(EVP_PKEY* key, PrivateKeyFacts& facts) {
    // First, so that OpenSSL tries no number that is larger than the modulus.
    if (auto trouble = rsa_trouble(key); not trouble.empty())
        tell_invalid(std::move(trouble), facts);
    else if (*facts.bits <= most_bits_for_primes)
        check_by_openssl(key, facts);
    else if (rsa_has_more_primes(key))
        tell_unknown(
            fmt::format(
                "it has more than two primes, which is checked up to {} bits", most_bits_for_primes
            ),
            facts
        );
    else
        facts.valid = true;
}

}  // namespace

std::string key_type_of(int number) {
    switch (number) {
    case EVP_PKEY_RSA: return "RSA";
    case EVP_PKEY_EC: return "EC";
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_ED448: return "Ed448";
    default: break;
    }
    const auto* name = OBJ_nid2sn(number);
    return name == nullptr ? "" : name;
}

std::string key_type_of(const EVP_PKEY* key) {
    auto type = key_type_of(EVP_PKEY_get_base_id(key));
    if (not type.empty())
        return type;
    const auto* name =
        EVP_PKEY_get0_type_name(key);  // of a kind without a number, which a provider knows
    return name == nullptr ? "" : name;
}

std::string public_key_bytes(const EVP_PKEY* key) {
    unsigned char* bytes = nullptr;
    const int size = i2d_PUBKEY(key, &bytes);
    if (size < 0)
        return {};
    std::string copy(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return copy;
}

void tell_key(const EVP_PKEY* key, PrivateKeyFacts& facts) {
    facts.type = key_type_of(key);
    facts.bits = EVP_PKEY_get_bits(key);
    facts.public_key = public_key_bytes(key);
}

void tell_invalid(std::string why, PrivateKeyFacts& facts) {
    facts.valid = false;
    facts.why_invalid = why.empty() ? "its parts do not fit together" : std::move(why);
}

void tell_unknown(std::string why, PrivateKeyFacts& facts) {
    facts.valid = std::nullopt;
    facts.why_unknown = std::move(why);
}

void check_key(EVP_PKEY* key, PrivateKeyFacts& facts) {
    tell_key(key, facts);
    if (*facts.bits > most_bits)
        tell_unknown(
            fmt::format("it has {} bits; keys of up to {} are checked", *facts.bits, most_bits),
            facts
        );
    else if (EVP_PKEY_is_a(key, "RSA") == 1 or EVP_PKEY_is_a(key, "RSA-PSS") == 1)
        check_rsa(key, facts);
    else
        check_by_openssl(key, facts);
}

}  // namespace muster
