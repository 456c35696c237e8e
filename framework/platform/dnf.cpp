#include "framework/platform/dnf.hpp"

#include "framework/base/display.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/rpm.hpp"
#include "framework/platform/rpm_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

CannotTell no_metadata() {
    return {
        Kind::missing_tool,
        "dnf has not the metadata of all its repositories in its cache",
        "dnf makecache fetches them"};
}

void check(const Output& output) {
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool,
            "dnf is not there",
            "rpm alone knows neither why a package came nor what repositories offer"};
    if (output.err.find("Cache-only enabled but no cache") != std::string::npos)
        throw no_metadata();
    if (output.exit_status != 0)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "dnf repoquery ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
}

/// dnf 4 ends each line by itself, dnf 5 does not: our format does, and empty lines are passed over.
std::vector<std::vector<std::string_view>> rows_of(std::string_view output, std::size_t columns) {
    std::vector<std::vector<std::string_view>> rows;
    for (const auto line : lines_of(output)) {
        if (trimmed(line).empty())
            continue;
        auto fields = split(line, '\t');
        if (fields.size() != columns)
            throw CannotTell{Kind::unparsable, "dnf repoquery answered " + quoted(line, 100)};
        rows.push_back(std::move(fields));
    }
    return rows;
}

// --- why a package came, and from where ----------------------------------------------------------

struct Origin {
    bool dependency = false;
    std::string repository;
};
/// By name, architecture and version.
using Origins = std::map<std::array<std::string, 3>, Origin>;

/// dnf 4 says "dependency", dnf 5 "Dependency" and "Weak Dependency".
bool is_dependency(std::string_view reason) {
    return lower_case(reason).ends_with("dependency");
}

Task<Origins> origins(Host& host) {
    const Command query{
        {"dnf",
         "-q",
         "--cacheonly",
         "--disablerepo=*",
         "repoquery",
         "--installed",
         "--queryformat",
         "%{name}\\t%{arch}\\t%{epoch}\\t%{version}\\t%{release}\\t%{reason}\\t%{from_repo}\\n"}};
    auto asked = host.run(query);
    const auto& output = co_await asked;
    check(output);
    Origins origins;
    for (const auto& row : rows_of(output.out, 7)) {
        const auto version = rpm_version(row[2], row[3], row[4]);
        const bool unknown = row[6] == "<unknown>" or row[6] == "None";
        origins[{std::string(row[0]), std::string(row[1]), version}] = {
            is_dependency(row[5]), unknown ? "" : std::string(row[6])};
    }
    if (origins.empty())
        throw CannotTell{Kind::unparsable, "dnf repoquery named no installed package"};
    co_return origins;
}

// --- what is offered -----------------------------------------------------------------------------

const Bulk offers = {
    .name = "dnf repoquery",
    .accepts = [](std::string_view key) { return rpm.name_of(key).has_value(); },
    .command =
        [](std::span<const std::string> keys) {
            Command command{
                {"dnf",
                 "-q",
                 "--cacheonly",
                 // else a repository without a cache would be passed over in silence
                 "--setopt=*.skip_if_unavailable=0",
                 "repoquery",
                 "--queryformat",
                 "%{name}\\t%{arch}\\t%{epoch}\\t%{version}\\t%{release}\\n"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            check(output);
            std::map<std::string, std::string> parts;
            for (const auto& row : rows_of(output.out, 5))
                parts[std::string(row[0])] +=
                    fmt::format("{}\t{}\n", row[1], rpm_version(row[2], row[3], row[4]));
            return parts;
        },
};

// --- what versionlock keeps ----------------------------------------------------------------------

struct Locks {
    std::vector<std::string> patterns;
    std::vector<std::string> names;
};

bool says(std::string_view configuration, std::string_view key, std::string_view value) {
    return std::ranges::any_of(lines_of(configuration), [&](std::string_view line) {
        const auto equals = line.find('=');
        return equals != std::string_view::npos and trimmed(line.substr(0, equals)) == key
               and trimmed(line.substr(equals + 1)) == value;
    });
}

/// Of a plugin that is switched off nothing counts.
Task<Locks> locks(Host& host) {
    auto plugin = host.read("/etc/dnf/plugins/versionlock.conf");
    auto list = host.read("/etc/dnf/plugins/versionlock.list");
    auto older = host.read("/etc/yum/pluginconf.d/versionlock.list");
    auto toml = host.read("/etc/dnf/versionlock.toml");
    const auto& configuration = co_await plugin;
    const auto& of_dnf = co_await list;
    const auto& of_yum = co_await older;
    const auto& of_dnf5 = co_await toml;
    Locks locks;
    const bool off =
        configuration
        and (says(configuration->bytes, "enabled", "0") or says(configuration->bytes, "enabled", "False"));
    if (of_dnf and not off)
        locks.patterns = parse_versionlock_list(of_dnf->bytes);
    if (of_yum and not of_dnf)
        locks.patterns = parse_versionlock_list(of_yum->bytes);
    if (of_dnf5)
        locks.names = parse_versionlock_toml(of_dnf5->bytes);
    co_return locks;
}

/// "nginx" of "nginx-1:1.20.1-10.el9.*" or "1:nginx-1.20.1-*": what is before version and release.
std::string_view name_in(std::string_view pattern) {
    const auto epoch = pattern.substr(0, pattern.find(':'));
    if (epoch.size() < pattern.size() and whole_number(epoch))
        pattern.remove_prefix(epoch.size() + 1);
    const auto release = pattern.rfind('-');
    if (release == std::string_view::npos or release == 0)
        return pattern;
    const auto version = pattern.rfind('-', release - 1);
    // "python3-dnf-plugins" is a name alone
    const bool whole =
        version == std::string_view::npos
        or std::string_view("0123456789*").find(pattern[version + 1]) == std::string_view::npos;
    return whole ? pattern : pattern.substr(0, version);
}

/// A value of TOML between quotes; nothing for anything else.
std::optional<std::string> toml_text(std::string_view value) {
    value = trimmed(value);
    const bool whole = value.size() >= 2 and (value.front() == '"' or value.front() == '\'')
                       and value.find(value.front(), 1) == value.size() - 1
                       and value.find('\\') == std::string_view::npos;
    return whole ? std::optional(std::string(value.substr(1, value.size() - 2))) : std::nullopt;
}

}  // namespace

void ask_dnf_reasons(Host& host) {
    (void)host.once(origins);
}

Task<bool> dnf_automatic(Host& host, std::vector<PackageRecord> installed) {
    auto& asking = host.once(origins);
    const auto& known = co_await asking;
    co_return std::ranges::all_of(installed, [&](const PackageRecord& record) {
        const auto found = known.find({record.name, record.architecture, record.version});
        return found != known.end() and found->second.dependency;
    });
}

void ask_dnf_locks(Host& host) {
    (void)host.once(locks);
}

Task<bool> dnf_locked(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(locks);
    const auto& known = co_await reading;
    co_return std::ranges::any_of(installed, [&](const PackageRecord& record) {
        return std::ranges::find(known.names, record.name) != known.names.end()
               or std::ranges::any_of(known.patterns, [&](const auto& pattern) {
                      return is_locked_by(pattern, record);
                  });
    });
}

Task<PackageOffer> dnf_offer(Host& host, PackageName name) {
    auto solved = host.glob("/var/cache/dnf/*.solv");
    auto metadata = host.glob("/var/cache/libdnf5/*/repodata/repomd.xml");
    auto& origin = host.once(origins);
    auto block = host.joined(offers, name.name);
    const auto& of_dnf = co_await solved;
    const auto& of_dnf5 = co_await metadata;
    const auto& lines = co_await block;
    const auto& known = co_await origin;
    if ((not of_dnf or of_dnf->names.empty()) and (not of_dnf5 or of_dnf5->names.empty()))
        throw no_metadata();
    PackageOffer offer;
    const std::string none;
    for (const auto line : lines_of(lines ? *lines : none)) {
        const auto fields = split(line, '\t');
        const bool meant =
            fields[0] != "src" and (name.architecture.empty() or fields[0] == name.architecture);
        if (meant
            and (not offer.candidate or compare_versions(VersionOrder::rpm, fields[1], *offer.candidate) > 0))
            offer.candidate = fields[1];
    }
    for (const auto& [key, from] : known)
        if (key[0] == name.name and not from.repository.empty())
            offer.repositories[key[2]] = from.repository;
    co_return offer;
}

std::vector<std::string> parse_versionlock_list(std::string_view text) {
    std::vector<std::string> patterns;
    for (const auto line : lines_of(text)) {
        const auto pattern = trimmed(line.substr(0, line.find('#')));
        if (not pattern.empty() and pattern.front() != '!')
            patterns.emplace_back(pattern);
    }
    return patterns;
}

bool is_locked_by(std::string_view pattern, const PackageRecord& record) {
    const auto by_architecture = record.name + "." + record.architecture;
    return glob_matches(name_in(pattern), record.name) or glob_matches(pattern, record.name)
           or glob_matches(pattern, by_architecture);
}

std::vector<std::string> parse_versionlock_toml(std::string_view text) {
    std::vector<std::string> names;
    std::string name;
    for (const auto raw : lines_of(text)) {
        const auto line = trimmed(raw);
        if (line == "[[packages]]")
            name.clear();
        const auto equals = line.find('=');
        if (line.empty() or line.front() == '#' or line.front() == '['
            or equals == std::string_view::npos)
            continue;
        const auto key = trimmed(line.substr(0, equals));
        if (key != "name" and key != "comparator")
            continue;
        const auto value = toml_text(line.substr(equals + 1));
        if (not value)
            throw CannotTell{
                Kind::unparsable, "/etc/dnf/versionlock.toml has the line " + quoted(line, 100)};
        if (key == "name")
            name = *value;
        else if (*value != "!=" and not name.empty())  // what only keeps one version away is no lock
            names.push_back(name);
    }
    return names;
}

}  // namespace muster
