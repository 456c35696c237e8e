#include "framework/platform/file_access.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/file_tools.hpp"
#include "framework/platform/folders_on_the_way.hpp"
#include "framework/platform/name_services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

AllowedAccess from_bits(unsigned bits) {
    return {(bits & 4U) != 0, (bits & 2U) != 0, (bits & 1U) != 0};
}

unsigned bits_from(std::string_view letters) {
    unsigned bits = 0;
    for (const char letter : letters)
        bits |= letter == 'r' ? 4U : letter == 'w' ? 2U : letter == 'x' ? 1U : 0U;
    return bits;
}

/// An entry of an access control list: `user:1000:r--`, `mask::rwx`.
struct AclEntry {
    std::string_view kind;
    std::optional<std::int64_t> id;  ///< nothing: of the owner, the owning group, the mask, others
    unsigned bits = 0;
};

std::vector<AclEntry> parsed(const std::vector<std::string>& lines) {
    std::vector<AclEntry> entries;
    for (const auto& line : lines) {
        const auto fields = split(line, ':');
        if (fields.size() == 3)  // "default:user::rwx" has four, and is for files yet to come
            entries.push_back({fields[0], whole_number(fields[1]), bits_from(fields[2])});
    }
    return entries;
}

/// Without a list the three classes of the mode are one.
std::vector<AclEntry> entries_of(const FileStatus& status, const std::vector<std::string>& acl) {
    if (not acl.empty())
        return parsed(acl);
    const unsigned mode = status.permissions;
    return {
        {"user", {}, mode >> 6U & 7U},
        {"group", {}, mode >> 3U & 7U},
        {"other", {}, mode & 7U},
    };
}

unsigned first_bits(
    const std::vector<AclEntry>& entries, std::string_view kind, unsigned otherwise
) {
    for (const auto& entry : entries)
        if (entry.kind == kind and not entry.id)
            return entry.bits;
    return otherwise;
}

/// acl(5), "ACCESS CHECK ALGORITHM". Groups: each right may come from another matching entry, but one
/// entry must grant all that is asked for; we ask for one right at a time.
unsigned granted(
    const FileStatus& status, const std::vector<AclEntry>& entries, const UserIdentity& who
) {
    if (who.uid == status.uid)
        return first_bits(entries, "user", 0);
    const auto mask = first_bits(entries, "mask", 7);
    for (const auto& entry : entries)
        if (entry.kind == "user" and entry.id == who.uid)
            return entry.bits & mask;
    unsigned of_groups = 0;
    bool in_a_group = false;
    for (const auto& entry : entries) {
        const auto group = entry.id.value_or(status.gid);
        if (entry.kind != "group" or not who.groups.contains(static_cast<std::uint32_t>(group)))
            continue;
        in_a_group = true;
        of_groups |= entry.bits & mask;
    }
    return in_a_group ? of_groups : first_bits(entries, "other", 0);
}

/// Of an image: by its own files.
Task<UserIdentity> configured_identity(Host& host, std::string user) {
    auto& asked = host.once(account, user);
    auto others = require_answers(host, "group");  // who knows of more groups
    const auto& found = co_await asked;
    if (not found)
        throw CannotTell{Kind::failed, fmt::format("no user {} on the target", quoted(user))};
    (void)co_await others;
    auto asking_groups = group_ids(host, *found);
    const auto& groups = co_await asking_groups;
    co_return UserIdentity{found->uid, {groups.begin(), groups.end()}};
}

Task<UserIdentity> identity_of(Host& host, std::string user) {
    if (not host.can(Ability::run))
        co_return co_await configured_identity(host, user);
    Command command{{"sh", "-c", "id -u -- \"$1\" && id -G -- \"$1\"", "id", user}};
    auto run = host.run(command);
    const auto& output = co_await run;
    if (output.exit_status != 0)
        throw CannotTell{Kind::failed, fmt::format("no user {} on the target", quoted(user))};
    UserIdentity who;
    const auto numbers = words_of(output.out);
    for (const auto number : numbers)
        if (const auto id = whole_number(number); id and *id >= 0)
            who.groups.insert(static_cast<std::uint32_t>(*id));
    const auto uid = numbers.size() < 2 ? std::nullopt : whole_number(numbers.front());
    if (not uid)
        throw CannotTell{Kind::unparsable, "id said " + quoted(output.out, 80)};
    who.uid = static_cast<std::uint32_t>(*uid);
    // The first number is the uid; it is a group only if it comes again.
    if (std::ranges::count(numbers, numbers.front()) == 1)
        who.groups.erase(who.uid);
    co_return who;
}

/// What is asked of one file or folder on the way.
struct Looked {
    Pending<std::optional<FileStatus>> status;
    Task<std::optional<std::vector<std::string>>> acl;
};

Looked look_at(Host& host, const std::string& path) {
    return {host.stat(path), numeric_acl_entries(host, path)};
}

Task<std::optional<AllowedAccess>> allowed_at(Host&, Looked looked, UserIdentity who) {
    const auto& status = co_await looked.status;
    const auto& acl = co_await looked.acl;
    if (not status or not acl)
        co_return std::nullopt;
    co_return allowed_by_bits(*status, *acl, who);
}

Task<std::optional<AllowedAccess>> worked_out(Host& host, std::string path, std::string user) {
    auto identity = identity_of(host, user);
    auto way = folders_on_the_way(host, path);
    const auto& who = co_await identity;
    const auto& folders = co_await way;
    std::vector<Task<std::optional<AllowedAccess>>> steps;
    for (const auto& folder : folders)
        steps.push_back(allowed_at(host, look_at(host, folder), who));
    auto last = allowed_at(host, look_at(host, path), who);
    for (auto& step : steps) {
        const auto& allowed = co_await step;
        if (allowed and not allowed->execute)
            co_return AllowedAccess{};
    }
    const auto& allowed = co_await last;
    co_return allowed;
}

/// The words that the script says instead of rights.
constexpr std::string_view no_such_user = "no user";
constexpr std::string_view not_root = "not root";

// Each argument list is a user and paths. Root becomes that user by what there is: setpriv (util-linux;
// busybox' cannot), runuser, su. The user asks for itself. `test` calls access(2), which knows of
// lists, capabilities and read-only mounts.
constexpr std::string_view script = R"sh(
test='for path do r=-; w=-; x=-; [ -r "$path" ] && r=r; [ -w "$path" ] && w=w; [ -x "$path" ] && x=x
echo "$r$w$x"; done'
me=$(id -u)
of_user() {
    user=$1; shift
    if ! uid=$(id -u -- "$user" 2>/dev/null); then said="no user"
    elif [ "$uid" = "$me" ]; then sh -c "$test" sh "$@"; return
    elif [ "$me" != 0 ]; then said="not root"
    elif said=$(setpriv --reuid="$uid" --regid="$(id -g -- "$user")" --init-groups -- sh -c "$test" sh "$@" 2>/dev/null) ||
        said=$(runuser -u "$user" -- sh -c "$test" sh "$@" 2>/dev/null) ||
        said=$(su -s /bin/sh "$user" -c "$test" sh "$@" </dev/null 2>/dev/null);
then echo "$said"; return
    else said="not possible"
    fi
    for path do echo "$said";
done
}
)sh";

/// Paths by user, in one order for the question and the answer.
std::map<std::string, std::vector<std::string>> by_user(std::span<const std::string> keys) {
    std::map<std::string, std::vector<std::string>> users;
    for (const auto& key : keys) {
        const auto end = key.find('\0');
        users[key.substr(0, end)].push_back(key.substr(end + 1));
    }
    return users;
}

/// The shell has no lists of lists: the calls name the script's own arguments by number.
Command access_command(std::span<const std::string> keys) {
    std::string calls(script);
    std::vector<std::string> arguments;
    const auto add = [&](const std::string& argument) {
        arguments.push_back(argument);
        calls += fmt::format(" \"${{{}}}\"", arguments.size());
    };
    for (const auto& [user, paths] : by_user(keys)) {
        calls += "of_user";
        add(user);
        for (const auto& path : paths)
            add(path);
        calls += "\n";
    }
    Command command{{"sh", "-c", calls, "access"}};
    command.words.insert(command.words.end(), arguments.begin(), arguments.end());
    return command;
}

std::map<std::string, std::string> split_access(
    std::span<const std::string> keys, const Output& output
) {
    const auto lines = lines_of(output.out);
    if (lines.size() != keys.size())
        throw CannotTell{
            Kind::unparsable,
            fmt::format("{} answers to {} access questions", lines.size(), keys.size()),
        };
    std::map<std::string, std::string> parts;
    std::size_t next = 0;
    for (const auto& [user, paths] : by_user(keys))
        for (const auto& path : paths)
            parts[access_key(path, user)] = std::string(lines[next++]);
    return parts;
}

}  // namespace

const Bulk access_as_user = {
    .name = "access",
    .accepts = [](std::string_view) { return true; },
    .command = access_command,
    .split = split_access,
};

std::string access_key(const std::string& path, const std::string& user) {
    return user + '\0' + path;
}

AllowedAccess allowed_by_bits(
    const FileStatus& status, const std::vector<std::string>& acl, const UserIdentity& who
) {
    const auto entries = entries_of(status, acl);
    if (who.uid != 0)
        return from_bits(granted(status, entries, who));
    // CAP_DAC_OVERRIDE: everything, but to execute a file one class at least must have the bit.
    const bool any_execute = (status.permissions & 0111U) != 0;
    return {true, true, any_execute or status.type == FileType::directory};
}

Task<std::optional<AllowedAccess>> access_of(Host& host, std::string path, std::string user) {
    if (not host.can(Ability::run))
        co_return co_await worked_out(host, path, user);
    auto status = host.stat(path);
    auto asked = host.joined(access_as_user, access_key(path, user));
    const auto& there = co_await status;
    if (not there)
        co_return std::nullopt;
    const auto& answer = co_await asked;
    const auto said = answer.value_or("");
    if (said == no_such_user)
        throw CannotTell{Kind::failed, fmt::format("no user {} on the target", quoted(user))};
    if (said == not_root) {
        auto computed = worked_out(host, path, user);
        const auto& allowed = co_await computed;
        co_return allowed;
    }
    if (said.size() != 3 or said.find_first_not_of("rwx-") != std::string::npos)
        throw CannotTell{
            Kind::failed,
            fmt::format("asking the kernel as {}: {}", quoted(user), quoted(said, 80)),
        };
    co_return AllowedAccess{said[0] == 'r', said[1] == 'w', said[2] == 'x'};
}

}  // namespace muster
