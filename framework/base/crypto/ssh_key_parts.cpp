#include "framework/base/crypto/ssh_key_parts.hpp"

#include "framework/base/crypto/key.hpp"
#include "framework/base/crypto/number.hpp"
#include "framework/base/ssh_wire.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <vector>

namespace muster {

std::string_view SshParts::missing() {
    were_there_ = false;
    rest_ = {};
    return {};
}

std::string_view SshParts::text() {
    const auto text = take_ssh_string(rest_);
    return text ? *text : missing();
}

std::uint32_t SshParts::number() {
    const auto number = take_ssh_number(rest_);
    if (not number)
        (void)missing();
    return number.value_or(0);
}

unsigned char SshParts::byte() {
    if (rest_.empty()) {
        (void)missing();
        return 0;
    }
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
}

namespace {

using OwnedBuilder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using OwnedParameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;

/// A key made of named parts. Keeps no copy of texts, and wipes those of numbers.
class KeyBuilder {
public:
    void add(const char* name, OwnedNumber number) {
        is_good_ =
            is_good_ and number and OSSL_PARAM_BLD_push_BN(builder_.get(), name, number.get()) == 1;
        numbers_.push_back(std::move(number));
    }
    /// A number as SSH has it; there are no negative ones in keys.
    void add(const char* name, std::string_view number) {
        is_good_ = is_good_ and not number.empty() and (number.front() & 0x80) == 0;
        add(name, big_number_from(number));
    }
    void add_group(const char* name) {
        const auto* key = OSSL_PKEY_PARAM_GROUP_NAME;
        is_good_ = is_good_ and OSSL_PARAM_BLD_push_utf8_string(builder_.get(), key, name, 0) == 1;
    }
    void add_point(std::string_view point) {
        const auto* key = OSSL_PKEY_PARAM_PUB_KEY;
        is_good_ =
            is_good_
            and OSSL_PARAM_BLD_push_octet_string(builder_.get(), key, point.data(), point.size())
                    == 1;
    }

    /// Null where the parts make none. `selection`: EVP_PKEY_KEYPAIR or EVP_PKEY_PUBLIC_KEY.
    OwnedKey key(const char* algorithm, int selection) {
        const OwnedParameters parameters(
            is_good_ ? OSSL_PARAM_BLD_to_param(builder_.get()) : nullptr
        );
        const OwnedKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
        EVP_PKEY* key = nullptr;
        if (parameters and context and EVP_PKEY_fromdata_init(context.get()) == 1)
            (void)EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get());
        return OwnedKey(key);
    }

private:
    OwnedBuilder builder_{OSSL_PARAM_BLD_new()};
    std::vector<OwnedNumber> numbers_;  // the builder has pointers to them
    bool is_good_ = true;
};

OwnedKey rsa_public(SshParts& parts) {
    KeyBuilder builder;
    builder.add(OSSL_PKEY_PARAM_RSA_E, parts.text());
    builder.add(OSSL_PKEY_PARAM_RSA_N, parts.text());
    return builder.key("RSA", EVP_PKEY_PUBLIC_KEY);
}

/// d modulo (prime - 1), which OpenSSL wants and SSH does not keep; null where there is none.
OwnedNumber exponent_of(std::string_view d, std::string_view prime) {
    const OwnedNumberContext context(BN_CTX_secure_new());
    const auto less = big_number_from(prime);
    auto rest = new_number();
    if (BN_is_zero(less.get()) or BN_sub_word(less.get(), 1) != 1
        or BN_mod(rest.get(), big_number_from(d).get(), less.get(), context.get()) != 1)
        return nullptr;
    return rest;
}

OwnedKey rsa_private(SshParts& parts) {
    KeyBuilder builder;
    builder.add(OSSL_PKEY_PARAM_RSA_N, parts.text());
    builder.add(OSSL_PKEY_PARAM_RSA_E, parts.text());
    const auto d = parts.text();
    builder.add(OSSL_PKEY_PARAM_RSA_D, d);
    builder.add(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, parts.text());
    const auto p = parts.text();
    const auto q = parts.text();
    builder.add(OSSL_PKEY_PARAM_RSA_FACTOR1, p);
    builder.add(OSSL_PKEY_PARAM_RSA_FACTOR2, q);
    builder.add(OSSL_PKEY_PARAM_RSA_EXPONENT1, exponent_of(d, p));
    builder.add(OSSL_PKEY_PARAM_RSA_EXPONENT2, exponent_of(d, q));
    return builder.key("RSA", EVP_PKEY_KEYPAIR);
}

void add_dsa_public(SshParts& parts, KeyBuilder& builder) {
    for (const auto* name :
         {OSSL_PKEY_PARAM_FFC_P,
          OSSL_PKEY_PARAM_FFC_Q,
          OSSL_PKEY_PARAM_FFC_G,
          OSSL_PKEY_PARAM_PUB_KEY})
        builder.add(name, parts.text());
}

OwnedKey dsa_public(SshParts& parts) {
    KeyBuilder builder;
    add_dsa_public(parts, builder);
    return builder.key("DSA", EVP_PKEY_PUBLIC_KEY);
}

OwnedKey dsa_private(SshParts& parts) {
    KeyBuilder builder;
    add_dsa_public(parts, builder);
    builder.add(OSSL_PKEY_PARAM_PRIV_KEY, parts.text());
    return builder.key("DSA", EVP_PKEY_KEYPAIR);
}

/// The curve of a key's type stands in its parts once more.
bool add_ec_public(std::string_view curve, SshParts& parts, KeyBuilder& builder) {
    constexpr std::array groups = {
        std::pair("nistp256", SN_X9_62_prime256v1),
        std::pair("nistp384", SN_secp384r1),
        std::pair("nistp521", SN_secp521r1),
    };
    const bool agree = parts.text() == curve;
    for (const auto& [name, group] : groups)
        if (curve == name)
            builder.add_group(group);
    builder.add_point(parts.text());
    return agree;
}

OwnedKey ec_public(std::string_view curve, SshParts& parts) {
    KeyBuilder builder;
    return add_ec_public(curve, parts, builder) ? builder.key("EC", EVP_PKEY_PUBLIC_KEY) : nullptr;
}

OwnedKey ec_private(std::string_view curve, SshParts& parts) {
    KeyBuilder builder;
    const bool agree = add_ec_public(curve, parts, builder);
    builder.add(OSSL_PKEY_PARAM_PRIV_KEY, parts.text());
    return agree ? builder.key("EC", EVP_PKEY_KEYPAIR) : nullptr;
}

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

OwnedKey ed25519_public(SshParts& parts) {
    const auto half = parts.text();
    return OwnedKey(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_bytes(half), half.size())
    );
}

/// The public half, then the private one with the public half once more.
OwnedKey ed25519_private(SshParts& parts) {
    constexpr std::size_t size = 32;
    auto stated = ed25519_public(parts);
    const auto both = parts.text();
    if (not stated or both.size() != 2 * size)
        return nullptr;
    OwnedKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, as_bytes(both), size));
    const auto again = both.substr(size);
    const OwnedKey behind(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_bytes(again), again.size())
    );
    const bool agree = key and EVP_PKEY_eq(key.get(), stated.get()) == 1
                       and EVP_PKEY_eq(key.get(), behind.get()) == 1;
    return agree ? std::move(key) : nullptr;
}

/// Of a key on a token: for what it is used; its handle there, with flags before and room after it.
OwnedKey with_application(OwnedKey key, SshParts& parts) {
    (void)parts.text();
    return key;
}

OwnedKey with_handle(OwnedKey key, SshParts& parts) {
    (void)parts.text();
    (void)parts.byte();
    (void)parts.text();
    (void)parts.text();
    return key;
}

constexpr std::array types = {
    SshKeyType{"ssh-rsa", "", rsa_public, rsa_private},
    SshKeyType{"ssh-dss", "", dsa_public, dsa_private},
    SshKeyType{"ssh-ed25519", "", ed25519_public, ed25519_private},
    SshKeyType{
        "ecdsa-sha2-nistp256",
        "",
        [](SshParts& parts) { return ec_public("nistp256", parts); },
        [](SshParts& parts) { return ec_private("nistp256", parts); }},
    SshKeyType{
        "ecdsa-sha2-nistp384",
        "",
        [](SshParts& parts) { return ec_public("nistp384", parts); },
        [](SshParts& parts) { return ec_private("nistp384", parts); }},
    SshKeyType{
        "ecdsa-sha2-nistp521",
        "",
        [](SshParts& parts) { return ec_public("nistp521", parts); },
        [](SshParts& parts) { return ec_private("nistp521", parts); }},
    SshKeyType{
        "sk-ssh-ed25519@openssh.com",
        "Ed25519-SK",
        [](SshParts& parts) { return with_application(ed25519_public(parts), parts); },
        [](SshParts& parts) { return with_handle(ed25519_public(parts), parts); }},
    SshKeyType{
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ECDSA-SK",
        [](SshParts& parts) { return with_application(ec_public("nistp256", parts), parts); },
        [](SshParts& parts) { return with_handle(ec_public("nistp256", parts), parts); }},
};

}  // namespace

const SshKeyType* ssh_key_type(std::string_view name) {
    const auto* type = std::ranges::find(types, name, &SshKeyType::name);
    return type == types.end() ? nullptr : type;
}

}  // namespace muster
