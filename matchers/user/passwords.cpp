#include "framework/base/display.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/shadow.hpp"
#include "matchers/user/readers.hpp"

namespace muster {

namespace {

/// The shadow line of an account; of an old one without shadow, the field of its passwd line.
struct Passwords {
    bool exists = false;
    ShadowEntry entry;
};

/// A file that only root reads: `Kind::denied` names it. A directory keeps passwords to itself.
Task<Passwords> passwords(Host& host, std::string name) {
    auto& account_asked = host.once(account, name);
    auto reading = host.read("/etc/shadow");
    const auto& found = co_await account_asked;
    if (not found)
        co_return Passwords{};
    const auto& shadow = co_await reading;
    if (auto entry = shadow ? shadow_entry_from(shadow->bytes, name) : std::nullopt)
        co_return Passwords{true, std::move(*entry)};
    if (not found->local) {
        throw CannotTell{
            Kind::unsupported, "the password of " + quoted(name) + " is kept by a directory"};
    }
    // "x" says: in shadow. There is no line, so that no password opens the account.
    co_return Passwords{
        true,
        {.password = found->password == "x" ? "*" : found->password,
         .changed_day = {},
         .min_days = {},
         .max_days = {},
         .warn_days = {},
         .inactive_days = {},
         .expire_day = {}}};
}

template<Value (*Read)(const ShadowEntry&)>
Task<Value> of_entry(Host& host, Fact fact) {
    auto& asked = host.once(passwords, fact.subject.name());
    const auto& found = co_await asked;
    co_return found.exists ? Read(found.entry) : absent;
}

Value set(const ShadowEntry& entry) {
    return is_password_hash(entry.password);
}

Value empty(const ShadowEntry& entry) {
    return entry.password.empty();
}

Value locked(const ShadowEntry& entry) {
    return entry.password.starts_with('!') or entry.password.starts_with('*');
}

Value algorithm(const ShadowEntry& entry) {
    const auto name = hash_algorithm(entry.password);
    return name ? Value(*name) : not_set;
}

Value hash(const ShadowEntry& entry) {
    if (not hash_algorithm(entry.password))
        return not_set;
    Value value = entry.password;
    value.shown_as = masked_hash(entry.password);
    return value;
}

Value time_of(std::optional<std::int64_t> day) {
    constexpr std::int64_t seconds_a_day = 86400;
    return day ? Value(instant_from_unix(*day * seconds_a_day)) : not_set;
}

Value number_of(std::optional<std::int64_t> days) {
    return days ? Value(*days) : not_set;
}

Value changed(const ShadowEntry& entry) {
    auto value = time_of(entry.changed_day);
    if (entry.changed_day == 0)
        value.remark = "has to be changed at the next login";
    return value;
}

Value password_expires(const ShadowEntry& entry) {
    return time_of(password_expiry_day(entry));
}

Value expires(const ShadowEntry& entry) {
    return time_of(entry.expire_day);
}

template<std::optional<std::int64_t> ShadowEntry::*Days>
Value days_of(const ShadowEntry& entry) {
    return number_of(entry.*Days);
}

}  // namespace

std::vector<ReaderEntry> password_readers() {
    return {
        {"password_set", of_entry<set>},
        {"password_empty", of_entry<empty>},
        {"password_locked", of_entry<locked>},
        {"password_algorithm", of_entry<algorithm>},
        {"password_hash", of_entry<hash>},
        {"password_changed", of_entry<changed>},
        {"password_expires", of_entry<password_expires>},
        {"expires", of_entry<expires>},
        {"password_min_days", of_entry<days_of<&ShadowEntry::min_days>>},
        {"password_max_days", of_entry<days_of<&ShadowEntry::max_days>>},
        {"password_warn_days", of_entry<days_of<&ShadowEntry::warn_days>>},
        {"password_inactive_days", of_entry<days_of<&ShadowEntry::inactive_days>>},
    };
}

}  // namespace muster
