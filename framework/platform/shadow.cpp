#include "framework/platform/shadow.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/getent.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

struct HashPrefix {
    std::string_view prefix;
    std::string_view algorithm;
};

// crypt(5), "AVAILABLE HASHING METHODS".
constexpr std::array<HashPrefix, 11> prefixes = {
    {{"$y$", "yescrypt"},
     {"$gy$", "gost-yescrypt"},
     {"$7$", "scrypt"},
     {"$2a$", "bcrypt"},
     {"$2b$", "bcrypt"},
     {"$2x$", "bcrypt"},
     {"$2y$", "bcrypt"},
     {"$6$", "sha512"},
     {"$5$", "sha256"},
     {"$1$", "md5"},
     {"_", "bsdicrypt"}}};

/// 13 characters of ./0-9A-Za-z: the oldest crypt(3).
bool is_des(std::string_view password) {
    constexpr std::string_view alphabet =
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return password.size() == 13 and password.find_first_not_of(alphabet) == std::string_view::npos;
}

std::string_view without_lock(std::string_view password) {
    const auto start = std::min(password.find_first_not_of('!'), password.size());
    return password.substr(start);
}

const HashPrefix* prefix_of(std::string_view hash) {
    const auto found = std::ranges::find_if(prefixes, [&](const HashPrefix& one) {
        return hash.starts_with(one.prefix);
    });
    return found == prefixes.end() ? nullptr : &*found;
}

}  // namespace

std::optional<ShadowEntry> shadow_entry_from(std::string_view text, std::string_view name) {
    const auto line = line_of_name(text, name);
    if (not line)
        return std::nullopt;
    const auto fields = split(*line, ':');
    const auto days = [&](std::size_t index) -> std::optional<std::int64_t> {
        const auto number = fields.size() > index ? whole_number(fields[index]) : std::nullopt;
        // Days beyond the year 9999 are no dates; -1 is another spelling of "not set".
        return number and *number >= 0 and *number < 3'000'000 ? number : std::nullopt;
    };
    return ShadowEntry{
        fields.size() > 1 ? std::string(fields[1]) : "",
        days(2),
        days(3),
        days(4),
        days(5),
        days(6),
        days(7)};
}

std::optional<std::string> hash_algorithm(std::string_view password) {
    const auto hash = without_lock(password);
    if (const auto* found = prefix_of(hash))
        return std::string(found->algorithm);
    return is_des(hash) ? std::optional<std::string>("des") : std::nullopt;
}

bool is_password_hash(std::string_view password) {
    return prefix_of(password) != nullptr or is_des(password);
}

std::string masked_hash(std::string_view password) {
    const auto hash = without_lock(password);
    const auto* found = prefix_of(hash);
    const auto lock = std::string(password.substr(0, password.size() - hash.size()));
    return lock + (found != nullptr ? std::string(found->prefix) : std::string()) + "…";
}

std::optional<std::int64_t> password_expiry_day(const ShadowEntry& entry) {
    constexpr std::int64_t never = 10000;
    if (not entry.changed_day or not entry.max_days or *entry.max_days >= never)
        return std::nullopt;
    return *entry.changed_day + *entry.max_days;
}

}  // namespace muster
