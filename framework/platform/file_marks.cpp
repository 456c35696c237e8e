#include "framework/platform/file_marks.hpp"

#include "framework/base/bytes.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/name_services.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// What runs and keeps nothing of the kind cannot be told, as its own tools would not tell it either.
[[noreturn]] void throw_not_kept(const Host& host, std::string_view what) {
    if (host.can(Ability::live))
        throw CannotTell{Kind::unsupported, fmt::format("the file system keeps no {} of it", what)};
    throw NotAsked{fmt::format("the image keeps no {} of it", what)};
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    return static_cast<std::uint32_t>(little_endian(bytes.substr(at, size)));
}

std::string bits_text(unsigned bits) {
    return {
        (bits & 4U) != 0 ? 'r' : '-', (bits & 2U) != 0 ? 'w' : '-', (bits & 1U) != 0 ? 'x' : '-'};
}

/// Nothing: of a tag that is none.
std::optional<KeptAclEntry> entry_from(unsigned tag, unsigned bits, std::uint32_t id) {
    switch (tag) {
    case 0x01: return KeptAclEntry{"user", {}, bits};
    case 0x02: return KeptAclEntry{"user", id, bits};
    case 0x04: return KeptAclEntry{"group", {}, bits};
    case 0x08: return KeptAclEntry{"group", id, bits};
    case 0x10: return KeptAclEntry{"mask", {}, bits};
    case 0x20: return KeptAclEntry{"other", {}, bits};
    default: return std::nullopt;
    }
}

/// The list that the mode alone makes.
std::vector<KeptAclEntry> acl_of_mode(unsigned mode) {
    return {
        {"user", {}, mode >> 6U & 7U},
        {"group", {}, mode >> 3U & 7U},
        {"other", {}, mode & 7U},
    };
}

std::vector<KeptAclEntry> acl_in(const ExtendedAttributes& attributes, const std::string& name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::vector<KeptAclEntry>() : acl_from(found->second);
}

constexpr auto access_acl = "system.posix_acl_access";
constexpr auto default_acl = "system.posix_acl_default";

Task<std::string> with_name(Host& host, KeptAclEntry entry) {
    if (not entry.id)
        co_return entry.text("");
    const auto id = std::to_string(*entry.id);
    const bool is_user = entry.kind == "user";
    auto& naming = is_user ? host.once(user_name, id) : host.once(group_name, id);
    const auto& name = co_await naming;
    if (name == id) {  // another source may have a name for it
        auto others = require_answers(host, is_user ? "passwd" : "group");
        (void)co_await others;
    }
    co_return entry.text(name);
}

}  // namespace

std::string KeptAclEntry::text(std::string_view name) const {
    return fmt::format("{}:{}:{}", kind, name, bits_text(bits));
}

std::vector<KeptAclEntry> acl_from(std::string_view bytes) {
    constexpr std::size_t header = 4;
    constexpr std::size_t entry_size = 8;
    constexpr std::uint32_t version = 2;
    if (bytes.size() < header or (bytes.size() - header) % entry_size != 0
        or number_at(bytes, 0, header) != version)
        throw CannotTell{Kind::unparsable, "an access control list of an unknown form"};
    std::vector<KeptAclEntry> entries;
    for (std::size_t at = header; at < bytes.size(); at += entry_size) {
        const auto entry = entry_from(
            number_at(bytes, at, 2), number_at(bytes, at + 2, 2), number_at(bytes, at + 4, 4)
        );
        if (not entry)
            throw CannotTell{Kind::unparsable, "an access control list with an unknown entry"};
        entries.push_back(*entry);
    }
    return entries;
}

Task<std::optional<std::string>> kept_flags(Host& host, std::string path) {
    auto asked = host.marks(path);
    const auto& marks = co_await asked;
    if (not marks)
        co_return std::nullopt;
    if (marks->why_no_flags)
        throw *marks->why_no_flags;
    if (not marks->flags)
        throw_not_kept(host, "inode flags");
    constexpr std::uint32_t immutable = 0x10;  // linux/fs.h
    constexpr std::uint32_t append_only = 0x20;
    std::string letters;
    if ((*marks->flags & immutable) != 0)
        letters += 'i';
    if ((*marks->flags & append_only) != 0)
        letters += 'a';
    co_return letters;
}

Task<std::optional<ExtendedAttributes>> kept_attributes(Host& host, std::string path) {
    auto asked = host.marks(path);
    const auto& marks = co_await asked;
    if (marks and not marks->attributes)
        throw_not_kept(host, "extended attributes");
    co_return marks ? marks->attributes : std::nullopt;
}

Task<std::optional<std::string>> kept_capabilities(Host& host, std::string path) {
    auto asked = kept_attributes(host, path);
    const auto& attributes = co_await asked;
    if (not attributes)
        co_return std::nullopt;
    const auto found = attributes->find("security.capability");
    co_return found == attributes->end() ? std::string() : capability_text(found->second);
}

Task<std::optional<std::vector<std::string>>> kept_acl_entries(Host& host, std::string path) {
    auto looking = host.stat(path);
    auto asked = kept_attributes(host, path);
    const auto& status = co_await looking;
    const auto& attributes = co_await asked;
    if (not status or not attributes)
        co_return std::nullopt;
    auto entries = acl_in(*attributes, access_acl);
    if (entries.empty())
        entries = acl_of_mode(status->permissions);
    std::vector<Task<std::string>> naming;
    for (const auto& entry : entries)
        naming.push_back(with_name(host, entry));
    const auto own = naming.size();
    for (const auto& entry : acl_in(*attributes, default_acl))
        naming.push_back(with_name(host, entry));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < naming.size(); ++i) {
        const auto& text = co_await naming[i];
        texts.push_back((i < own ? "" : "default:") + text);
    }
    co_return texts;
}

Task<std::optional<std::vector<std::string>>> kept_numeric_acl(Host& host, std::string path) {
    auto asked = host.marks(path);
    const auto& marks = co_await asked;
    if (not marks)
        co_return std::nullopt;
    std::vector<std::string> texts;
    if (marks->attributes)
        for (const auto& entry : acl_in(*marks->attributes, access_acl))
            texts.push_back(entry.text(entry.id ? std::to_string(*entry.id) : ""));
    co_return texts;
}

}  // namespace muster
