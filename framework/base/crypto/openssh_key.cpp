#include "framework/base/crypto/openssh_key.hpp"

#include "framework/base/crypto/key.hpp"
#include "framework/base/crypto/ssh_key_parts.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace muster {

namespace {

/// A key of 16384 bits has 9 KB; what is larger would be slow to reckon with.
constexpr std::size_t largest_container = 1UL << 14U;

constexpr std::string_view magic("openssh-key-v1\0", 15);

/// "openssh-key-v1\0", cipher, derivation and its options, number of keys, public half, private section.
struct Container {
    std::string_view cipher;
    std::string_view derivation;  ///< of the cipher's key from the passphrase
    std::uint32_t keys = 0;
    std::string_view public_half;
    std::string_view private_section;
    std::string_view behind;  ///< of some ciphers, whose mark of authenticity follows
};

std::optional<Container> container_in(std::string_view bytes) {
    if (not bytes.starts_with(magic))
        return std::nullopt;
    SshParts parts(bytes.substr(magic.size()));
    Container container;
    container.cipher = parts.text();
    container.derivation = parts.text();
    (void)parts.text();
    container.keys = parts.number();
    container.public_half = parts.text();
    container.private_section = parts.text();
    container.behind = parts.rest();
    return parts.were_there() ? std::optional(container) : std::nullopt;
}

struct Half {
    const SshKeyType* type = nullptr;
    OwnedKey key;
    std::string_view parts;  ///< what is behind the name of the type
};

/// The public half, as the file has it in the clear; nothing where it is none, and `facts` say why.
std::optional<Half> read_public_half(std::string_view bytes, PrivateKeyFacts& facts) {
    SshParts parts(bytes);
    const auto* type = ssh_key_type(parts.text());
    const auto behind_name = parts.rest();
    if (type == nullptr) {
        tell_unknown("keys of its type are not supported", facts);
        return std::nullopt;
    }
    auto key = type->public_key(parts);
    if (not key or not parts.were_there() or not parts.rest().empty()) {
        tell_invalid("its public half is no key", facts);
        return std::nullopt;
    }
    tell_key(key.get(), facts);
    if (type->is_on_token())
        facts.type = type->own_type;
    return Half{type, std::move(key), behind_name};
}

/// 1, 2, 3 … up to the end of the last block.
bool is_padding(std::string_view bytes) {
    unsigned char expected = 0;
    for (const char byte : bytes)
        if (static_cast<unsigned char>(byte) != ++expected)
            return false;
    return true;
}

/// What is wrong in a private section that is not encrypted; "" when nothing is. `key` is what it holds.
std::string section_trouble(std::string_view section, const Half& public_half, OwnedKey& key) {
    constexpr std::size_t block = 8;  // of the cipher "none"
    SshParts parts(section);
    if (section.empty() or section.size() % block != 0)
        return "its private section does not end where a block does";
    const auto check = parts.number();
    if (check != parts.number())
        return "its private section is damaged: the number that stands there twice differs";
    if (parts.text() != public_half.type->name)
        return "its halves are of different types";
    // What a key on a token is for is no part of the key.
    if (public_half.type->is_on_token() and not parts.rest().starts_with(public_half.parts))
        return "its public half is that of another key";
    key = public_half.type->private_key(parts);
    (void)parts.text();  // a comment
    if (not parts.were_there())
        return "its private section is cut short";
    if (not key)
        return "the parts of its private half make no key";
    if (not is_padding(parts.rest()))
        return "its padding is wrong";
    // EVP_PKEY_eq passes over a part of DSA.
    if (public_key_bytes(key.get()) != public_key_bytes(public_half.key.get()))
        return "its public half is that of another key";
    return "";
}

void read_private_section(
    std::string_view section, const Half& public_half, PrivateKeyFacts& facts
) {
    OwnedKey key;
    if (auto trouble = section_trouble(section, public_half, key); not trouble.empty())
        tell_invalid(std::move(trouble), facts);
    else if (public_half.type->is_on_token())
        facts.valid = true;  // its private half is elsewhere
    else
        check_key(key.get(), facts);
}

}  // namespace

void read_openssh_key(std::string_view bytes, PrivateKeyFacts& facts) {
    const auto container = container_in(bytes);
    if (not container) {
        tell_invalid("it is cut short, or does not begin as OpenSSH's keys do", facts);
        return;
    }
    facts.encrypted = container->cipher != "none";
    if (facts.encrypted)
        facts.passphrase = PrivateKeyFacts::Passphrase::not_supported;
    if (bytes.size() > largest_container) {
        tell_unknown(
            fmt::format(
                "it has {} bytes; keys of up to {} are checked", bytes.size(), largest_container
            ),
            facts
        );
        return;
    }
    if (facts.encrypted == (container->derivation == "none")) {
        tell_invalid(
            "it has a cipher without a derivation of keys, or one without a cipher", facts
        );
        return;
    }
    if (container->keys != 1) {
        tell_invalid(fmt::format("it holds {} keys, not one", container->keys), facts);
        return;
    }
    const auto public_half = read_public_half(container->public_half, facts);
    if (not public_half)
        return;
    if (facts.encrypted)
        tell_unknown("it is encrypted as OpenSSH does it, which cannot be undone here", facts);
    else if (not container->behind.empty())
        tell_invalid("something follows its private section", facts);
    else
        read_private_section(container->private_section, *public_half, facts);
}

}  // namespace muster
