#include "framework/backend/ssh/known_hosts.hpp"

#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Verdict = HostKeyAnswer::Verdict;

constexpr std::size_t largest_file = 32UL << 20;

/// Takes a word and the blanks before it.
std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const auto word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return word;
}

/// `|1|SALT|HASH`: HMAC-SHA1 of the name, keyed with the salt.
bool hash_names(std::string_view hashed, std::string_view name) {
    const auto parts = split(hashed, '|');
    if (parts.size() != 4 or parts[1] != "1")
        return false;
    const auto salt = from_base64(parts[2]);
    const auto hash = from_base64(parts[3]);
    return salt and hash and hmac_sha1(*salt, name) == *hash;
}

std::vector<KnownHostsLine> lines_about(
    const std::vector<KnownHostsLine>& lines, std::string_view name
) {
    std::vector<KnownHostsLine> chosen;
    std::ranges::copy_if(lines, std::back_inserter(chosen), [&](const auto& line) {
        return names_host(line.hosts, name);
    });
    return chosen;
}

HostKeyAnswer judged(const std::vector<KnownHostsLine>& lines, const PublicKey& shown) {
    const KnownHostsLine* same_type = nullptr;
    const KnownHostsLine* same_key = nullptr;
    for (const auto& line : lines) {
        if (line.mark == KeyMark::revoked and line.key == shown)
            return {Verdict::revoked, KnownKey{line.key, line.where}};
        if (line.mark != KeyMark::none)
            continue;
        if (line.key == shown and same_key == nullptr)
            same_key = &line;
        if (line.key.type == shown.type and same_type == nullptr)
            same_type = &line;
    }
    if (same_key != nullptr)
        return {Verdict::matches, KnownKey{same_key->key, same_key->where}};
    if (same_type != nullptr)
        return {Verdict::changed, KnownKey{same_type->key, same_type->where}};
    return {Verdict::unknown};
}

}  // namespace

std::vector<KnownHostsLine> parse_known_hosts(std::string_view text, const std::string& file) {
    std::vector<KnownHostsLine> parsed;
    int number = 0;
    for (auto line : lines_of(text)) {
        ++number;
        line = trimmed(line);
        if (line.empty() or line.starts_with('#'))
            continue;
        KnownHostsLine next{.where = {file, number, 0}};
        auto hosts = take_word(line);
        if (hosts.starts_with('@')) {
            if (hosts != "@revoked" and hosts != "@cert-authority")
                continue;
            next.mark = hosts == "@revoked" ? KeyMark::revoked : KeyMark::cert_authority;
            hosts = take_word(line);
        }
        const auto key = public_key_from_line(line);
        if (not key)
            continue;
        next.hosts = std::string(hosts);
        next.key = *key;
        parsed.push_back(std::move(next));
    }
    return parsed;
}

std::optional<KnownHostsLine> known_host_key(std::string_view text, const Location& where) {
    constexpr std::string_view authority = "@cert-authority";
    auto rest = trimmed(text);
    KnownHostsLine line{.hosts = "*", .where = where};
    if (rest.starts_with(authority)) {
        line.mark = KeyMark::cert_authority;
        rest = trimmed(rest.substr(authority.size()));
    }
    const auto key = public_key_from_line(rest);
    if (not key)
        return std::nullopt;
    line.key = *key;
    return line;
}

std::string to_text(const KnownHostsLine& line) {
    const auto* mark = line.mark == KeyMark::none      ? ""
                       : line.mark == KeyMark::revoked ? "@revoked "
                                                       : "@cert-authority ";
    return fmt::format("{}{} {} {}\n", mark, line.hosts, line.key.type, to_base64(line.key.blob));
}

bool names_host(std::string_view hosts, std::string_view name) {
    if (hosts.starts_with('|'))
        return hash_names(hosts, name);
    bool named = false;
    for (const auto piece : split(hosts, ',')) {
        const auto pattern = lower_case(piece);
        const bool negated = pattern.starts_with('!');
        if (not matches_ssh_pattern(std::string_view(pattern).substr(negated ? 1 : 0), name))
            continue;
        if (negated)
            return false;
        named = true;
    }
    return named;
}

std::string known_hosts_name(std::string_view host, int port) {
    const auto name = lower_case(host);
    return port == 22 ? name : fmt::format("[{}]:{}", name, port);
}

KnownHost KnownHost::read(const std::vector<std::string>& files, std::string_view host, int port) {
    std::vector<KnownHostsLine> lines;
    for (const auto& file : files) {
        if (const auto text = read_file(file, largest_file)) {
            auto of_file = parse_known_hosts(*text, file);
            std::ranges::move(of_file, std::back_inserter(lines));
        }
    }
    return {std::move(lines), host, port};
}

KnownHost::KnownHost(std::vector<KnownHostsLine> lines, std::string_view host, int port)
    : name_(known_hosts_name(host, port)),
      lines_(lines_about(lines, name_)),
      portless_(port == 22 ? std::vector<KnownHostsLine>() : lines_about(lines, lower_case(host))) {
}

std::vector<std::string> KnownHost::key_types() const {
    std::vector<std::string> types;
    for (const auto* lines : {&lines_, &portless_}) {
        for (const auto& line : *lines) {
            if (line.mark == KeyMark::none
                and std::ranges::find(types, line.key.type) == types.end())
                types.push_back(line.key.type);
        }
    }
    return types;
}

std::vector<PublicKey> KnownHost::keys() const {
    std::vector<PublicKey> keys;
    for (const auto& line : lines_)
        if (line.mark == KeyMark::none)
            keys.push_back(line.key);
    return keys;
}

std::optional<KnownKey> KnownHost::certificate_authority() const {
    const auto found = std::ranges::find(lines_, KeyMark::cert_authority, &KnownHostsLine::mark);
    if (found == lines_.end())
        return std::nullopt;
    return KnownKey{found->key, found->where};
}

HostKeyAnswer KnownHost::judge(const PublicKey& shown) const {
    const auto answer = judged(lines_, shown);
    if (answer.verdict != Verdict::unknown)
        return answer;
    // As ssh does: a key that the host has on its usual port is believed on another one; a different
    // key there proves nothing.
    const auto without_port = judged(portless_, shown);
    return without_port.verdict == Verdict::changed ? answer : without_port;
}

}  // namespace muster
