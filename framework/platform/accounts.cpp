#include "framework/platform/accounts.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/getent.hpp"
#include "framework/platform/name_services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

std::string_view text_of(const std::optional<Content>& file) {
    return file ? std::string_view(file->bytes) : "";
}

/// The lines of /etc/passwd or /etc/group by name, the first of each; once for all who ask.
Task<std::map<std::string, std::string>> own_lines(Host& host, std::string database) {
    auto reading = host.read("/etc/" + database);
    const auto& file = co_await reading;
    std::map<std::string, std::string> lines;
    for (const auto line : lines_of(text_of(file))) {
        const auto colon = line.find(':');
        if (colon != std::string_view::npos and colon > 0)
            lines.try_emplace(std::string(line.substr(0, colon)), line);
    }
    co_return lines;
}

/// The first name of each id in these files.
Task<std::map<std::uint32_t, std::string>> own_names(Host& host, std::string database) {
    auto reading = host.read("/etc/" + database);
    const auto& file = co_await reading;
    std::map<std::uint32_t, std::string> names;
    for (const auto line : lines_of(text_of(file))) {
        const auto fields = split(line, ':');
        const auto id = fields.size() > 2 ? account_id_from(fields[2]) : std::nullopt;
        if (id)
            names.try_emplace(*id, fields[0]);
    }
    co_return names;
}

/// What files of the target and its name services say of one name.
struct Answers {
    std::string line;  ///< empty: not found
    bool local = false;
};

Task<Answers> look_up(Host& host, std::string database, std::string name) {
    auto& services_asked = host.once(name_services);
    auto& lines_asked = host.once(own_lines, database);
    const auto& bulk = database == "passwd" ? getent_passwd : getent_group;
    std::optional<Pending<std::optional<std::string>>> asked;
    // Where the files have come already, as for the rows of a plural, getent is asked for the others alone.
    const bool guess = not host.reads_are_free() and not lines_asked.done();
    if (guess and host.can(Ability::run))
        asked = host.joined(bulk, name);
    const auto& services = co_await services_asked;
    const auto& lines = co_await lines_asked;
    const auto& sources = database == "passwd" ? services.passwd : services.group;
    const auto found = lines.find(name);
    const auto own = found == lines.end() ? std::nullopt : std::optional(found->second);
    const bool files_first = sources.empty() or has_only_files({sources.front()});
    if (own and files_first)
        co_return Answers{*own, true};
    if (has_only_files(sources) or not host.can(Ability::run))
        co_return Answers{own.value_or(""), own.has_value()};
    if (not asked)
        asked = host.joined(bulk, name);
    const auto& line = co_await *asked;
    if (line and line->empty()) {
        throw CannotTell{
            Kind::missing_tool, "getent is not installed, and not only files have accounts here"};
    }
    if (not line and whole_number(name) and not std::ranges::all_of(sources, is_local_source)) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("a name service takes {} for an id, not for a name", name)};
    }
    co_return Answers{line.value_or(""), own.has_value()};
}

Task<std::string> name_of_id(Host& host, std::string database, std::string id) {
    auto& names_asked = host.once(own_names, database);
    const auto& names = co_await names_asked;
    const auto wanted = account_id_from(id);
    const auto found = wanted ? names.find(*wanted) : names.end();
    if (found != names.end())
        co_return found->second;
    auto& services_asked = host.once(name_services);
    const auto& services = co_await services_asked;
    if (has_only_files(database == "passwd" ? services.passwd : services.group)
        or not host.can(Ability::run))
        co_return id;
    auto asked = host.joined(database == "passwd" ? getent_passwd_by_id : getent_group_by_id, id);
    const auto& line = co_await asked;
    co_return line and not line->empty() ? std::string(split(*line, ':')[0]) : id;
}

/// Everything that `getent DATABASE` enumerates; the file alone where there is nothing else.
Task<std::string> enumeration(Host& host, std::string database) {
    auto& services_asked = host.once(name_services);
    auto reading = host.read("/etc/" + database);
    const Command command{{"getent", database}};
    std::optional<Pending<Output>> asked;
    if (not host.reads_are_free() and host.can(Ability::run))
        asked = host.run(command);
    const auto& services = co_await services_asked;
    const auto& file = co_await reading;
    const auto& sources = database == "passwd" ? services.passwd : services.group;
    if (has_only_files(sources) or not host.can(Ability::run))
        co_return std::string(text_of(file));
    if (not asked)
        asked = host.run(command);
    const auto& output = co_await *asked;
    if (output.exit_status == 127) {
        throw CannotTell{
            Kind::missing_tool, "getent is not installed, and not only files have accounts here"};
    }
    if (output.exit_status != 0) {
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "getent {} ended with {}: {}",
                database,
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
    }
    co_return output.out;
}

template<class Entry>
std::vector<std::string> names_of(const std::vector<Entry>& entries) {
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const auto& entry : entries)
        names.push_back(entry.name);
    return names;
}

std::vector<std::uint32_t> sorted_once(std::vector<std::uint32_t> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Task<std::vector<std::uint32_t>> ids_from_tool(Host& host, Account account) {
    const Command command{{"id", "-G", "--", account.name}};
    auto run = host.run(command);
    const auto& output = co_await run;
    if (output.exit_status != 0) {
        throw CannotTell{
            output.exit_status == 127 ? Kind::missing_tool : Kind::failed,
            fmt::format(
                "id -G ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    }
    std::vector<std::uint32_t> ids = {account.gid};
    for (const auto word : words_of(output.out)) {
        const auto id = account_id_from(word);
        if (not id)
            throw CannotTell{Kind::unparsable, "id -G printed " + quoted(output.out, 80)};
        ids.push_back(*id);
    }
    co_return sorted_once(std::move(ids));
}

}  // namespace

Task<std::optional<Account>> account(Host& host, std::string name) {
    auto looking = look_up(host, "passwd", name);
    const auto& found = co_await looking;
    if (found.line.empty()) {
        auto proof = require_answers(host, "passwd");
        co_await proof;
        co_return std::nullopt;
    }
    auto account = account_from(found.line);
    if (not account)
        throw CannotTell{Kind::unparsable, "no line of passwd: " + quoted(found.line, 80)};
    account->local = found.local;
    co_return account;
}

Task<std::optional<Group>> group(Host& host, std::string name) {
    auto looking = look_up(host, "group", name);
    const auto& found = co_await looking;
    if (found.line.empty()) {
        auto proof = require_answers(host, "group");
        co_await proof;
        co_return std::nullopt;
    }
    auto group = group_from(found.line);
    if (not group)
        throw CannotTell{Kind::unparsable, "no line of group: " + quoted(found.line, 80)};
    group->local = found.local;
    co_return group;
}

Task<std::vector<Account>> all_accounts(Host& host) {
    auto asked = enumeration(host, "passwd");
    co_return accounts_from(co_await asked);
}

Task<std::vector<Group>> all_groups(Host& host) {
    auto asked = enumeration(host, "group");
    co_return groups_from(co_await asked);
}

Task<std::vector<std::string>> enumerated_names(Host& host, std::string database, Reach reach) {
    const bool of_accounts = database == "passwd";
    if (reach == Reach::local) {
        auto reading = host.read("/etc/" + database);
        const auto& file = co_await reading;
        co_return of_accounts ? names_of(accounts_from(text_of(file)))
                              : names_of(groups_from(text_of(file)));
    }
    auto proof = require_enumeration(host, database);
    if (of_accounts) {
        auto& asked = host.once(all_accounts);
        co_await proof;
        const auto& accounts = co_await asked;
        co_return names_of(accounts);
    }
    auto& asked = host.once(all_groups);
    co_await proof;
    const auto& groups = co_await asked;
    co_return names_of(groups);
}

Task<std::string> user_name(Host& host, std::string uid) {
    return name_of_id(host, "passwd", std::move(uid));
}

Task<std::string> group_name(Host& host, std::string gid) {
    return name_of_id(host, "group", std::move(gid));
}

Task<std::vector<std::uint32_t>> group_ids(Host& host, Account account) {
    auto& services_asked = host.once(name_services);
    auto& groups_asked = host.once(all_groups);
    const auto& services = co_await services_asked;
    // A directory does not enumerate its groups, and local accounts may be in them, too.
    const bool local_only = std::ranges::all_of(services.group, is_local_source)
                            and std::ranges::all_of(services.passwd, is_local_source);
    if (host.can(Ability::run) and not(account.local and local_only)) {
        auto told = ids_from_tool(host, account);
        co_return co_await told;
    }
    const auto& groups = co_await groups_asked;
    std::vector<std::uint32_t> ids = {account.gid};
    for (const auto& group : groups) {
        if (std::ranges::find(group.members, account.name) != group.members.end())
            ids.push_back(group.gid);
    }
    co_return sorted_once(std::move(ids));
}

Task<std::optional<std::string>> source_of(Host& host, std::string database, std::string name) {
    auto& services_asked = host.once(name_services);
    auto& lines_asked = host.once(own_lines, database);
    const auto& services = co_await services_asked;
    const auto& lines = co_await lines_asked;
    const bool local = lines.contains(name);
    for (const auto& source : database == "passwd" ? services.passwd : services.group) {
        if (source == "files" or source == "compat") {
            if (local)
                co_return source;
            continue;
        }
        const Command command{{"getent", "-s", source, database, name}};
        auto run = host.run(command);
        const auto& output = co_await run;
        if (output.exit_status == 0 and line_of_name(output.out, name))
            co_return source;
        if (output.exit_status != 0 and output.exit_status != 2) {
            throw CannotTell{
                output.exit_status == 127 ? Kind::missing_tool : Kind::failed,
                fmt::format("getent -s {} ended with {}", escaped(source), output.exit_status)};
        }
    }
    co_return std::nullopt;
}

Task<FirstIds> first_ids(Host& host) {
    auto reading = host.read("/etc/login.defs");
    auto vendor = host.read("/usr/etc/login.defs");
    const auto& own = co_await reading;
    const auto& shipped = co_await vendor;
    co_return first_ids_from(text_of(own ? own : shipped));
}

}  // namespace muster
