// The lines of passwd(5), group(5) and login.defs(5) as values.
#include "framework/base/text.hpp"
#include "framework/platform/accounts.hpp"

namespace muster {

namespace {

bool is_entry(std::string_view line) {
    return not line.empty() and line[0] != '#' and line[0] != '+' and line[0] != '-';
}

template<class Entry>
std::vector<Entry> entries_from(
    std::string_view text, std::optional<Entry> (*parse)(std::string_view)
) {
    std::vector<Entry> entries;
    for (const auto line : lines_of(text)) {
        if (auto entry = parse(line))
            entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace

std::optional<std::uint32_t> account_id_from(std::string_view text) {
    const auto number = whole_number(text);
    if (not number or *number < 0 or *number > 0xFFFFFFFFLL)
        return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

std::optional<Account> account_from(std::string_view line) {
    const auto fields = split(line, ':');
    if (not is_entry(line) or fields.size() != 7 or fields[0].empty())
        return std::nullopt;
    const auto uid = account_id_from(fields[2]);
    const auto gid = account_id_from(fields[3]);
    if (not uid or not gid)
        return std::nullopt;
    return Account{
        std::string(fields[0]),
        std::string(fields[1]),
        *uid,
        *gid,
        std::string(fields[4]),
        std::string(fields[5]),
        std::string(fields[6])};
}

std::optional<Group> group_from(std::string_view line) {
    const auto fields = split(line, ':');
    if (not is_entry(line) or fields.size() != 4 or fields[0].empty())
        return std::nullopt;
    const auto gid = account_id_from(fields[2]);
    if (not gid)
        return std::nullopt;
    Group group{std::string(fields[0]), *gid, {}};
    for (const auto member : split(fields[3], ',')) {
        if (not trimmed(member).empty())
            group.members.emplace_back(trimmed(member));
    }
    return group;
}

std::vector<Account> accounts_from(std::string_view text) {
    return entries_from(text, account_from);
}

std::vector<Group> groups_from(std::string_view text) {
    return entries_from(text, group_from);
}

FirstIds first_ids_from(std::string_view login_defs) {
    FirstIds first;
    for (const auto line : lines_of(login_defs)) {
        const auto words = words_of(line);
        if (words.size() < 2)
            continue;
        if (words[0] == "UID_MIN")
            first.uid = whole_number(words[1]).value_or(first.uid);
        if (words[0] == "GID_MIN")
            first.gid = whole_number(words[1]).value_or(first.gid);
    }
    return first;
}

}  // namespace muster
