#include "framework/platform/dpkg.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/apt.hpp"
#include "framework/platform/dpkg_files.hpp"
#include "framework/platform/dpkg_status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view database_path = "/var/lib/dpkg/status";

// --- by its tool ---------------------------------------------------------------------------------

constexpr std::string_view query_format = "--showformat=${Package}\\t${Architecture}\\t${db:Status-"
                                          "Want}\\t${db:Status-Status}\\t${Version}\\t"
                                          "${Provides}\\n";

Command query(std::span<const std::string> names) {
    Command command{{"dpkg-query", "--show", std::string(query_format), "--"}};
    const auto words = with_stems(names);
    command.words.insert(command.words.end(), words.begin(), words.end());
    return command;
}

bool is_missing(const Output& output) {
    return output.exit_status == 127;
}

/// Exit status 1 means that a name is not there, if that is all that it complains of (dpkg-query(1)).
void check_query(const Output& output) {
    const auto harmless = [](std::string_view line) {
        return line.starts_with("dpkg-query: no packages found matching ")
               or line.starts_with("dpkg-query: warning: ") or line.starts_with(" ");
    };
    const bool only_missing = output.exit_status == 1 and not output.err.empty()
                              and std::ranges::all_of(lines_of(output.err), harmless);
    if (output.exit_status != 0 and not only_missing)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "dpkg-query ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
}

/// The part of every key when there is no tool: the database is then read as a file.
constexpr std::string_view no_tool = "no dpkg-query";

std::map<std::string, std::string> split_query(
    std::span<const std::string> keys, const Output& output
) {
    std::map<std::string, std::string> parts;
    if (is_missing(output)) {
        for (const auto& key : keys)
            parts[key] = no_tool;
        return parts;
    }
    check_query(output);
    std::map<std::string_view, std::string> entries;
    for (const auto line : lines_of(output.out))
        entries[line.substr(0, line.find('\t'))] += std::string(line) + "\n";
    return with_neighbours(keys, entries);
}

const Bulk query_bulk = {
    .name = "dpkg-query",
    .accepts = [](std::string_view key) { return dpkg_name(key).has_value(); },
    .command = query,
    .split = split_query,
};

// --- by its files --------------------------------------------------------------------------------

CannotTell no_database() {
    return {
        Kind::missing_tool,
        fmt::format("there is no dpkg database in {}", database_path),
        "is this a Debian system?"};
}

/// What dpkg was about to write into its database when it was stopped: later files count.
void add(PackageTable& table, std::vector<PackageRecord> records) {
    for (auto& record : records) {
        auto& known = table[record.name];
        std::erase_if(known, [&](const PackageRecord& old) {
            return old.architecture == record.architecture;
        });
        known.push_back(std::move(record));
    }
}

Task<PackageTable> table_from_files(Host& host) {
    auto status = host.read(std::string(database_path));
    auto updates = host.read_matching("/var/lib/dpkg/updates/[0-9]*");
    auto parts = host.read_matching("/var/lib/dpkg/status.d/*");

    PackageTable table;
    const auto& database = co_await status;
    const auto& unmerged = co_await updates;
    const auto& split_database = co_await parts;
    if (not database and split_database.empty())
        throw no_database();
    if (database)
        add(table, parse_dpkg_status(database->bytes));
    if (database and table.empty() and split_database.empty())
        throw CannotTell{Kind::unparsable, fmt::format("{} holds no package", database_path)};
    for (const auto& file : unmerged)
        add(table, parse_dpkg_status(bytes_of(file)));
    for (const auto& file : split_database)
        if (not file.path.ends_with(".md5sums"))
            add(table, parse_dpkg_status(bytes_of(file), WithoutStatus::installed));
    co_return table;
}

Task<PackageTable> table(Host& host) {
    if (host.reads_are_free() or not host.can(Ability::run)) {
        auto reading = table_from_files(host);
        co_return co_await reading;
    }
    auto database = host.stat(std::string(database_path));
    const Command all = query({});
    auto answer = host.run(all);

    const auto& found = co_await database;
    const auto& output = co_await answer;
    if (is_missing(output)) {
        auto reading = table_from_files(host);
        co_return co_await reading;
    }
    if (not found)
        throw no_database();
    check_query(output);
    PackageTable table;
    add(table, parse_dpkg_query(output.out));
    if (table.empty())
        throw CannotTell{Kind::unparsable, "dpkg-query named no package"};
    co_return table;
}

bool table_is_cheap(const Host& host) {
    return host.reads_are_free() or not host.can(Ability::run);
}

// --- the answers ---------------------------------------------------------------------------------

Task<std::vector<PackageRecord>> named(Host& host, std::string name) {
    // dpkg-query says "no packages found" of a database that is not there, too.
    auto database = host.stat(std::string(database_path));
    auto part = host.joined(query_bulk, name);
    const auto& there = co_await database;
    const auto& lines = co_await part;
    if (lines and *lines == no_tool) {
        auto& reading = host.once(table_from_files);
        const auto& files = co_await reading;
        co_return entries_of(files, name);
    }
    if (not there)
        throw no_database();
    co_return lines ? parse_dpkg_query(*lines) : std::vector<PackageRecord>();
}

Task<bool> provided(Host& host, std::string text) {
    auto& shared = host.once(table);
    const auto& all = co_await shared;
    const auto name = dpkg_name(text);
    co_return name and is_provided(all, *name);
}

void ask_automatic(Host& host) {
    (void)host.once(apt_automatic_packages);
}

Task<bool> automatic(Host& host, std::vector<PackageRecord> installed) {
    auto& states = host.once(apt_automatic_packages);
    const auto& marked = co_await states;
    // apt notes a package for all architectures under the machine's own.
    const auto is_marked = [&](const PackageRecord& record) {
        const auto noted = marked.lower_bound({record.name, ""});
        return marked.contains({record.name, record.architecture})
               or (record.architecture == "all" and noted != marked.end()
                   and noted->first == record.name);
    };
    co_return std::ranges::all_of(installed, is_marked);
}

Task<PackageOffer> offer(Host& host, PackageName name) {
    return apt_offer(host, to_text(name));
}

Task<PackageVerification> verify(Host& host, PackageName name) {
    if (not host.can(Ability::run)) {
        auto comparing = verify_dpkg_files(host, name);
        co_return co_await comparing;
    }
    const Command command{{"dpkg", "--verify", to_text(name)}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "dpkg is not there", "is this a Debian system?"};
    // Some versions end with 1 when a file differs; then there is a report.
    if (output.exit_status != 0 and output.out.empty())
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "dpkg --verify ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
    co_return parse_dpkg_verify(output.out);
}

}  // namespace

std::vector<PackageRecord> parse_dpkg_query(std::string_view lines) {
    std::vector<PackageRecord> records;
    for (const auto line : lines_of(lines)) {
        const auto fields = split(line, '\t');
        if (fields.size() != 6)
            throw CannotTell{Kind::unparsable, "dpkg-query answered " + quoted(line, 100)};
        PackageRecord record;
        record.name = fields[0];
        record.architecture = fields[1];
        record.held = fields[2] == "hold";
        record.state = fields[3];
        record.version = fields[4];
        record.provides = provided_names(fields[5]);
        record.installed = dpkg_installed(record.state);
        if (record.state != "not-installed")
            records.push_back(std::move(record));
    }
    return records;
}

PackageVerification parse_dpkg_verify(std::string_view report) {
    // Nine signs, a blank, `c` for a configuration file or a blank, a blank, the path (dpkg(1),
    // --verify-format): `.` the same, `?` not compared, a letter or digit differs. Or `missing`, with
    // the reason behind the path when the file could not be looked at.
    constexpr std::size_t signs = 9;
    constexpr std::size_t path_at = signs + 3;
    PackageVerification found;
    for (const auto line : lines_of(report)) {
        if (line.size() <= path_at or line[signs] != ' ' or line[path_at] != '/')
            throw CannotTell{Kind::unparsable, "dpkg --verify answered " + quoted(line, 100)};
        if (line[signs + 1] == 'c')
            continue;
        const auto flags = line.substr(0, signs);
        const auto path = line.substr(path_at);
        const bool missing = flags.starts_with("missing");
        const bool denied = missing and path.ends_with(" (Permission denied)");
        const bool differs = missing or flags.find_first_not_of("?.") != std::string_view::npos;
        (differs and not denied ? found.modified : found.unreadable)
            .emplace_back(denied ? path.substr(0, path.rfind(" (")) : path);
    }
    return found;
}

const PackageDatabase dpkg = {
    .name = "dpkg",
    .order = VersionOrder::dpkg,
    .name_of = dpkg_name,
    .table = table,
    .table_is_cheap = table_is_cheap,
    .named = named,
    .provided = provided,
    .held = held_by_record,
    .automatic = {ask_automatic, automatic},
    .offer = offer,
    .verify = verify,
};

}  // namespace muster
