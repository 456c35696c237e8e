#pragma once

// Passwords and their days: /etc/shadow (shadow(5)), crypt(5).

#include "framework/host/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A line of shadow(5). Days that are empty or no number are not set.
struct ShadowEntry {
    std::string password;
    std::optional<std::int64_t>
        changed_day;  ///< since 1970-01-01; 0: to be changed at the next login
    std::optional<std::int64_t> min_days;
    std::optional<std::int64_t> max_days;
    std::optional<std::int64_t> warn_days;
    std::optional<std::int64_t> inactive_days;
    std::optional<std::int64_t> expire_day;
};

/// The line of exactly this name; nothing when there is none.
std::optional<ShadowEntry> shadow_entry_from(std::string_view text, std::string_view name);

/// "yescrypt", "sha512" … of a hash, also behind the `!` of a locked one; nothing for what is no hash.
std::optional<std::string> hash_algorithm(std::string_view password);

/// A password that could be typed: a hash that is not locked.
bool is_password_hash(std::string_view password);

/// What may be shown of a hash: `$6$…`.
std::string masked_hash(std::string_view password);

/// The day on which the password has to be changed; nothing: never (chage(1) takes 10000 days for never).
std::optional<std::int64_t> password_expiry_day(const ShadowEntry& entry);

}  // namespace muster
