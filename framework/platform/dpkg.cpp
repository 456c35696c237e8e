#include "framework/platform/dpkg.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"
#include "framework/platform/apt.hpp"
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
    command.words.insert(command.words.end(), names.begin(), names.end());
    return command;
}

/// Exit status 1 means that a name is not there, if that is all that it complains of (dpkg-query(1)).
void check_query(const Output& output) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "dpkg-query is not there", "is this a Debian system?"};
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

std::map<std::string, std::string> split_query(std::span<const std::string>, const Output& output) {
    check_query(output);
    std::map<std::string, std::string> parts;
    for (const auto line : lines_of(output.out))
        parts[std::string(line.substr(0, line.find('\t')))] += std::string(line) + "\n";
    return parts;
}

const Bulk query_bulk = {
    .name = "dpkg-query",
    .accepts = [](std::string_view key) { return dpkg_name(key).has_value(); },
    .command = query,
    .split = split_query,
};

// --- by its files --------------------------------------------------------------------------------

using Table = std::map<std::string, std::vector<PackageRecord>>;

CannotTell no_database() {
    return {
        Kind::missing_tool,
        fmt::format("there is no dpkg database in {}", database_path),
        "is this a Debian system?"};
}

/// What dpkg was about to write into its database when it was stopped: later files count.
void add(Table& table, std::vector<PackageRecord> records) {
    for (auto& record : records) {
        auto& known = table[record.name];
        std::erase_if(known, [&](const PackageRecord& old) {
            return old.architecture == record.architecture;
        });
        known.push_back(std::move(record));
    }
}

const std::string& bytes_of(const NamedContent& file) {
    if (const auto* why = std::get_if<CannotTell>(&file.bytes))
        throw *why;
    return std::get<std::string>(file.bytes);
}

Task<Table> table_from_files(Host& host) {
    auto status = host.read(std::string(database_path));
    auto updates = host.read_matching("/var/lib/dpkg/updates/[0-9]*");
    auto parts = host.read_matching("/var/lib/dpkg/status.d/*");

    Table table;
    const auto& database = co_await status;
    const auto& unmerged = co_await updates;
    const auto& split_database = co_await parts;
    if (not database and split_database.empty())
        throw no_database();
    if (database)
        add(table, parse_dpkg_status(database->bytes));
    if (database and table.empty() and not trimmed(database->bytes).empty())
        throw CannotTell{Kind::unparsable, fmt::format("{} holds no package", database_path)};
    for (const auto& file : unmerged)
        add(table, parse_dpkg_status(bytes_of(file)));
    for (const auto& file : split_database)
        if (not file.path.ends_with(".md5sums"))
            add(table, parse_dpkg_status(bytes_of(file), WithoutStatus::installed));
    co_return table;
}

Task<Table> table_from_tool(Host& host) {
    auto database = host.stat(std::string(database_path));
    const Command all = query({});
    auto answer = host.run(all);

    const auto& found = co_await database;
    const auto& output = co_await answer;
    if (not found)
        throw no_database();
    check_query(output);
    Table table;
    add(table, parse_dpkg_query(output.out));
    co_return table;
}

// --- the answers ---------------------------------------------------------------------------------

std::vector<PackageRecord> meant(std::vector<PackageRecord> records, const DpkgName& name) {
    std::erase_if(records, [&](const PackageRecord& record) {
        return not is_called(record, name);
    });
    std::ranges::stable_sort(records, [](const PackageRecord& left, const PackageRecord& right) {
        if (left.installed != right.installed)
            return left.installed;
        const auto order = compare_versions(VersionOrder::dpkg, left.version, right.version);
        return order == 0 ? left.architecture < right.architecture : order > 0;
    });
    return records;
}

Task<std::vector<PackageRecord>> records(Host& host, std::string text) {
    const auto name = dpkg_name(text);
    if (host.reads_are_free()) {
        auto& shared = host.once(table_from_files);
        const auto& table = co_await shared;
        const auto found = name ? table.find(name->name) : table.end();
        co_return found == table.end() ? std::vector<PackageRecord>() : meant(found->second, *name);
    }
    // dpkg-query says "no packages found" of a database that is not there, too.
    auto database = host.stat(std::string(database_path));
    auto part = host.joined(query_bulk, name ? name->name : text);
    const auto& there = co_await database;
    const auto& lines = co_await part;
    if (not there)
        throw no_database();
    co_return lines and name ? meant(parse_dpkg_query(*lines), *name)
                             : std::vector<PackageRecord>();
}

Task<bool> provided(Host& host, std::string text) {
    auto& shared = host.once(host.reads_are_free() ? table_from_files : table_from_tool);
    const auto& table = co_await shared;
    const auto name = dpkg_name(text);
    if (not name)
        co_return false;
    for (const auto& [other, entries] : table)
        for (const auto& entry : entries) {
            auto standing_in = entry;
            if (std::ranges::find(entry.provides, name->name) != entry.provides.end())
                standing_in.name = name->name;
            if (entry.installed and is_called(standing_in, *name))
                co_return true;
        }
    co_return false;
}

Task<bool> automatic(Host& host, std::string text) {
    auto& states = host.once(apt_automatic_packages);
    auto entries = records(host, std::move(text));
    const auto& marked = co_await states;
    const auto found = co_await entries;
    // apt notes a package for all architectures under the machine's own.
    const auto is_marked = [&](const PackageRecord& record) {
        const auto noted = marked.lower_bound({record.name, ""});
        return marked.contains({record.name, record.architecture})
               or (record.architecture == "all" and noted != marked.end()
                   and noted->first == record.name);
    };
    co_return std::ranges::all_of(found, [&](const auto& r) {
        return not r.installed or is_marked(r);
    });
}

Task<PackageOffer> offer(Host& host, std::string text) {
    if (not dpkg_name(text))
        co_return PackageOffer();
    auto answer = apt_offer(host, std::move(text));
    co_return co_await answer;
}

Task<PackageVerification> verify(Host& host, std::string text) {
    const auto name = dpkg_name(text);
    if (not name)
        co_return PackageVerification();
    const auto& architecture = name->architecture;
    const Command command{
        {"dpkg", "--verify", architecture.empty() ? name->name : name->name + ":" + architecture}};
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

std::string upstream(std::string_view version) {
    return std::string(version_text::split_epoch_version_release(version).version);
}

std::optional<std::string> release(std::string_view version) {
    const auto revision = version_text::split_epoch_version_release(version).release;
    return revision ? std::optional(std::string(*revision)) : std::nullopt;
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
    .records = records,
    .provided = provided,
    .automatic = automatic,
    .offer = offer,
    .verify = verify,
    .upstream = upstream,
    .release = release,
};

}  // namespace muster
