#include "framework/model/term.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cron_entry.hpp"
#include "framework/model/distinguished_name.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

std::optional<std::vector<std::uint8_t>> parsed(
    int family, std::size_t size, const std::string& text
) {
    std::vector<std::uint8_t> bytes(size);
    if (::inet_pton(family, text.c_str(), bytes.data()) != 1)
        return std::nullopt;
    return bytes;
}

bool same_address(std::string_view expected, std::string_view actual) {
    const auto left = address_from(expected);
    const auto right = address_from(actual);
    if (not left or not right or left->bytes != right->bytes)
        return false;
    return not left->prefix or left->prefix == right->prefix;
}

/// Type and blob of `ssh-ed25519 AAAA… comment`; options before the type are no part of a key.
struct PublicKey {
    std::string_view type;
    std::string_view blob;
};

std::optional<PublicKey> public_key(std::string_view text) {
    const auto words = words_of(text);
    if (words.size() < 2 or not from_base64(words[1]))
        return std::nullopt;
    return PublicKey{words[0], words[1]};
}

bool same_public_key(std::string_view expected, std::string_view actual) {
    const auto left = public_key(expected);
    const auto right = public_key(actual);
    return left and right and left->type == right->type and left->blob == right->blob;
}

bool same_cron_entry(std::string_view expected, std::string_view actual) {
    const auto left = cron_entry_from(expected);
    const auto right = cron_entry_from(actual);
    return left and right and left->schedule == right->schedule and left->command == right->command;
}

std::string hex_digits(std::string_view text) {
    auto digits = lower_case(text);
    std::erase(digits, ':');
    return digits;
}

std::string_view without_final_dot(std::string_view name) {
    if (name.size() > 1 and name.ends_with('.'))
        name.remove_suffix(1);
    return name;
}

}  // namespace

bool Address::is_loopback() const {
    constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (not is_v6())
        return bytes.front() == 127;
    if (std::ranges::equal(std::span(bytes).first(12), mapped))
        return bytes.at(12) == 127;
    return std::ranges::count(std::span(bytes).first(15), 0) == 15 and bytes.back() == 1;
}

bool Address::is_wildcard() const {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::optional<Address> address_from(std::string_view text) {
    constexpr std::size_t longest = 64;
    if (text.size() > longest or text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const auto slash = text.find('/');
    const std::string literal(text.substr(0, slash));
    const bool v6 = literal.find(':') != std::string::npos;
    auto bytes = v6 ? parsed(AF_INET6, 16, literal) : parsed(AF_INET, 4, literal);
    if (not bytes)
        return std::nullopt;
    Address address{*std::move(bytes), std::nullopt};
    if (slash == std::string_view::npos)
        return address;
    const auto prefix = whole_number(text.substr(slash + 1));
    if (not prefix or *prefix < 0 or *prefix > (v6 ? 128 : 32))
        return std::nullopt;
    address.prefix = static_cast<int>(*prefix);
    return address;
}

std::string to_text(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const int family = address.is_v6() ? AF_INET6 : AF_INET;
    std::string text = ::inet_ntop(family, address.bytes.data(), buffer.data(), buffer.size());
    if (address.prefix)
        text += "/" + std::to_string(*address.prefix);
    return text;
}

bool same_term(TermKind kind, std::string_view expected, std::string_view actual) {
    switch (kind) {
    case TermKind::address: return same_address(expected, actual);
    case TermKind::public_key: return same_public_key(expected, actual);
    case TermKind::cpu:
        return is_term(kind, expected) and whole_number(expected) == whole_number(actual);
    case TermKind::cron_entry: return same_cron_entry(expected, actual);
    case TermKind::distinguished_name: return same_distinguished_name(expected, actual);
    case TermKind::hexadecimal: return hex_digits(expected) == hex_digits(actual);
    case TermKind::domain_name: break;
    }
    return lower_case(without_final_dot(expected)) == lower_case(without_final_dot(actual));
}

bool is_term(TermKind kind, std::string_view text) {
    switch (kind) {
    case TermKind::address: return address_from(text).has_value();
    case TermKind::public_key: return public_key(text).has_value();
    case TermKind::cpu: return whole_number(text).value_or(-1) >= 0;
    case TermKind::cron_entry: return cron_entry_from(text).has_value();
    case TermKind::distinguished_name: return distinguished_name_from(text).has_value();
    case TermKind::hexadecimal:
        return not text.empty()
               and hex_digits(text).find_first_not_of("0123456789abcdef") == std::string::npos;
    case TermKind::domain_name: break;
    }
    return not text.empty();
}

}  // namespace muster
