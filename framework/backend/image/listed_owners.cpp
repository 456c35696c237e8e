#include "framework/backend/image/listed_owners.hpp"

#include "framework/backend/files/files.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/text.hpp"

#include <limits>

namespace muster {

namespace {

constexpr const char* passwd = "/etc/passwd";
constexpr const char* group_file = "/etc/group";

/// `root:x:0:…` of both files: the name and its id.
std::map<std::uint32_t, std::string> names_by_id(std::string_view lines) {
    std::map<std::uint32_t, std::string> names;
    for (const auto line : lines_of(lines)) {
        const auto fields = split(line, ':');
        const auto id = fields.size() > 2 ? whole_number(fields[2]) : std::nullopt;
        if (id and *id >= 0 and *id <= std::numeric_limits<std::uint32_t>::max())
            names.try_emplace(static_cast<std::uint32_t>(*id), fields[0]);
    }
    return names;
}

}  // namespace

void ListedOwners::read(Names& names, const std::string& path) {
    if (not std::holds_alternative<std::monostate>(names.listed))
        return;
    const auto answer = answered([&]() -> Answer {
        const auto content = content_of(tree_, path, {}, Deadline::never());
        names.listed = names_by_id(content ? content->bytes : "");
        return std::optional<Content>();
    });
    if (const auto* why = std::get_if<CannotTell>(&answer))
        names.listed = *why;
}

const std::string& ListedOwners::name_of(std::uint32_t id, Names& names, const std::string& path) {
    read(names, path);
    if (const auto* listed = std::get_if<Listed>(&names.listed))
        if (const auto found = listed->find(id); found != listed->end())
            return found->second;
    return names.shown.try_emplace(id, std::to_string(id)).first->second;
}

bool ListedOwners::is_listed(std::uint32_t id, Names& names, const std::string& path) {
    read(names, path);
    if (const auto* why = std::get_if<CannotTell>(&names.listed))
        throw CannotTell(*why);
    return std::get<Listed>(names.listed).contains(id);
}

const std::string& ListedOwners::user(std::uint32_t uid) {
    return name_of(uid, users_, passwd);
}

const std::string& ListedOwners::group(std::uint32_t gid) {
    return name_of(gid, groups_, group_file);
}

bool ListedOwners::has_user(std::uint32_t uid) {
    return is_listed(uid, users_, passwd);
}

bool ListedOwners::has_group(std::uint32_t gid) {
    return is_listed(gid, groups_, group_file);
}

}  // namespace muster
