#include "framework/backend/ssh/algorithms.hpp"

#include "framework/base/display.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view key_exchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
    "ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,"
    "diffie-hellman-group18-sha512,diffie-hellman-group14-sha256";
constexpr std::string_view host_keys =
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,ssh-rsa";
constexpr std::string_view ciphers = "aes128-ctr,aes192-ctr,aes256-ctr";
constexpr std::string_view macs = "hmac-sha2-256,hmac-sha2-512,hmac-sha1";

constexpr std::array<std::string_view, algorithm_kinds> kind_names = {
    "key exchange", "host key type", "cipher", "cipher", "MAC", "MAC"};

/// The greeting's line, and what follows it.
std::optional<std::pair<std::string_view, std::string_view>> greeting_of(std::string_view heard) {
    while (true) {
        const auto end = heard.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto line = heard.substr(0, end);
        heard.remove_prefix(end + 1);
        if (line.starts_with("SSH-"))  // lines before it are the server's to choose
            return std::pair(trimmed(line), heard);
    }
}

bool have_one_in_common(std::string_view ours, std::string_view theirs) {
    const auto left = split(ours, ',');
    const auto right = split(theirs, ',');
    return std::ranges::any_of(left, [&](auto name) {
        return std::ranges::find(right, name) != right.end();
    });
}

}  // namespace

std::string_view offered_algorithms(AlgorithmKind kind) {
    switch (kind) {
    case AlgorithmKind::key_exchange: return key_exchanges;
    case AlgorithmKind::host_key: return host_keys;
    case AlgorithmKind::cipher_out:
    case AlgorithmKind::cipher_in: return ciphers;
    case AlgorithmKind::mac_out:
    case AlgorithmKind::mac_in: return macs;
    }
    return {};
}

std::string host_key_preference(const std::vector<std::string>& known_types) {
    const auto all = split(host_keys, ',');
    std::vector<std::string> order;
    for (const auto& type : known_types) {
        if (std::ranges::find(all, type) != all.end())
            order.push_back(type);
    }
    for (const auto type : all) {
        if (std::ranges::find(order, type) == order.end())
            order.emplace_back(type);
    }
    return join(order, ",");
}

std::optional<ServerOffer> parse_server_offer(std::string_view heard) {
    const auto greeting = greeting_of(heard);
    if (not greeting)
        return std::nullopt;
    ServerOffer offer{.greeting = std::string(greeting->first)};
    auto packet = greeting->second;
    constexpr std::size_t before_lists = 1 + 1 + 16;  // padding length, message number, cookie
    constexpr char kexinit = 20;
    if (not take_ssh_number(packet) or packet.size() < before_lists or packet[1] != kexinit)
        return std::nullopt;
    packet.remove_prefix(before_lists);
    for (auto& list : offer.algorithms) {
        const auto names = take_ssh_string(packet);
        if (not names)
            return std::nullopt;
        list = std::string(*names);
    }
    return offer;
}

std::optional<std::string> nothing_in_common(const ServerOffer& offer) {
    for (std::size_t i = 0; i < algorithm_kinds; ++i) {
        const auto ours = offered_algorithms(static_cast<AlgorithmKind>(i));
        const auto& theirs = offer.algorithms.at(i);
        if (not have_one_in_common(ours, theirs))
            return fmt::format(
                "no {} in common: libssh2 has {}; the server has {}",
                kind_names.at(i),
                ours,
                escaped(theirs)
            );
    }
    return std::nullopt;
}

bool refuses_sha1_signatures(std::string_view greeting) {
    constexpr std::string_view mark = "OpenSSH_";
    const auto at = greeting.find(mark);
    if (at == std::string_view::npos)
        return false;
    const auto version = greeting.substr(at + mark.size());
    const auto dot = version.find('.');
    const auto major = whole_number(version.substr(0, dot));
    if (not major or dot == std::string_view::npos)
        return false;
    const auto rest = version.substr(dot + 1);
    const auto minor = whole_number(rest.substr(0, rest.find_first_not_of("0123456789")));
    return *major > 8 or (*major == 8 and minor.value_or(0) >= 8);
}

}  // namespace muster
