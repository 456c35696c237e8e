#include "framework/platform/rpm.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dnf.hpp"
#include "framework/platform/rpm_files.hpp"
#include "framework/platform/rpm_output.hpp"
#include "framework/platform/rpm_verification.hpp"
#include "framework/platform/zypper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// --- the database --------------------------------------------------------------------------------

// Where it lies: of old, and since Fedora 36 and openSUSE Leap 15.3.
constexpr const char* old_folder = "/var/lib/rpm/*";
constexpr const char* new_folder = "/usr/lib/sysimage/rpm/*";

CannotTell no_database() {
    return {
        Kind::missing_tool,
        "there is no rpm database in /var/lib/rpm or /usr/lib/sysimage/rpm",
        "is this a system of rpm packages?"};
}

/// Whether one of these is what sqlite, ndb or Berkeley DB keep packages in.
bool holds_database(const std::optional<Names>& found) {
    constexpr std::array<std::string_view, 3> files = {
        "/rpmdb.sqlite", "/Packages.db", "/Packages"};
    return found and std::ranges::any_of(found->names, [&](std::string_view path) {
               return std::ranges::any_of(files, [&](auto file) { return path.ends_with(file); });
           });
}

/// rpm says "not installed" of a database that is not there, too.
Task<bool> has_database(Host& host) {
    auto old_files = host.glob(old_folder);
    auto new_files = host.glob(new_folder);
    const bool in_old = holds_database(co_await old_files);
    const bool in_new = holds_database(co_await new_files);
    co_return in_old or in_new;
}

/// Where rpm is not the system's own manager it is not started before there is a database: as root it would
/// make one.
bool is_at_home(const Host& host) {
    return host.platform().family == "rhel" or host.platform().family == "suse";
}

Task<bool> require_database(Host& host) {
    auto& looking = host.once(has_database);
    const bool there = co_await looking;
    if (not there)
        throw no_database();
    co_return true;
}

// --- asking rpm ----------------------------------------------------------------------------------

constexpr std::string_view query_format =
    "%{NAME}\\t%{ARCH}\\t%|EPOCH?{%{EPOCH}}|\\t%{VERSION}\\t%{RELEASE}\\n";

/// rpm ends with how many names it did not find, 254 at most, and says so of each on standard output. With an
/// error it may still say "is not installed".
void check_query(const Output& output, std::string_view tool) {
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool, "rpm is not there", "is this a system of rpm packages?"};
    const auto errors = lines_of(output.err);
    const bool troubled = std::ranges::any_of(errors, [](std::string_view line) {
        return line.starts_with("error:") or line.starts_with("rpm: ");
    });
    if (troubled or output.exit_status > 254 or not output.signal.empty())
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "{} ended with {}: {}", tool, output.exit_status, escaped(trimmed(output.err), 200)
            )};
}

std::map<std::string, std::string> split_query(
    std::span<const std::string> keys, const Output& output
) {
    check_query(output, "rpm -q");
    std::map<std::string_view, std::string> entries;
    bool some_missing = false;
    for (const auto line : lines_of(output.out)) {
        if (line.find('\t') != std::string_view::npos)
            entries[line.substr(0, line.find('\t'))] += std::string(line) + "\n";
        else if (line.starts_with("package ") and line.ends_with(" is not installed"))
            some_missing = true;
        else
            throw CannotTell{Kind::unparsable, "rpm -q answered " + quoted(line, 100)};
    }
    if (some_missing != (output.exit_status != 0) or (entries.empty() and not some_missing))
        throw CannotTell{
            Kind::failed, fmt::format("rpm -q ended with {} and no reason", output.exit_status)};
    return with_neighbours(keys, entries);
}

std::optional<PackageName> rpm_name(std::string_view text) {
    return package_name(text, "_", "._+-");
}

const Bulk query_bulk = {
    .name = "rpm -q",
    .accepts = [](std::string_view key) { return rpm_name(key).has_value(); },
    .command =
        [](std::span<const std::string> names) {
            Command command{{"rpm", "-q", "--qf", std::string(query_format), "--"}};
            const auto words = with_stems(names);
            command.words.insert(command.words.end(), words.begin(), words.end());
            return command;
        },
    .split = split_query,
};

Task<std::vector<PackageRecord>> named(Host& host, std::string name) {
    auto database = require_database(host);
    if (not is_at_home(host))
        (void)co_await database;
    auto part = host.joined(query_bulk, std::move(name));
    (void)co_await database;
    const auto& lines = co_await part;
    co_return lines ? parse_rpm_query(*lines) : std::vector<PackageRecord>();
}

/// Of an image, where nothing is run.
bool has_files_alone(const Host& host) {
    return not host.can(Ability::run);
}

Task<PackageTable> table(Host& host) {
    if (has_files_alone(host)) {
        auto reading = rpm_table_from_files(host);
        const auto& found = co_await reading;
        co_return found;
    }
    auto database = require_database(host);
    if (not is_at_home(host))
        (void)co_await database;
    const Command all{{"rpm", "-qa", "--qf", std::string(query_format)}};
    auto answer = host.run(all);
    (void)co_await database;
    const auto& output = co_await answer;
    check_query(output, "rpm -qa");
    PackageTable table;
    for (auto& record : parse_rpm_query(output.out))
        table[record.name].push_back(std::move(record));
    if (output.exit_status != 0 or table.empty())
        throw CannotTell{
            Kind::failed,
            fmt::format("rpm -qa ended with {} and {} packages", output.exit_status, table.size())};
    co_return table;
}

bool table_is_cheap(const Host& host) {
    return has_files_alone(host);
}

// --- provides ------------------------------------------------------------------------------------

/// A capability: a name, or a word like `libssl.so.3()(64bit)` or `config(nginx)`. A path would be looked for
/// among the files.
bool is_capability(std::string_view text) {
    const auto fits = [](char c) { return c > ' ' and c < '\x7f'; };
    return not text.empty() and text.front() != '-' and text.front() != '/'
           and std::ranges::all_of(text, fits)
           and text.find_first_of("*?[]{}<>=\"'\\") == std::string_view::npos;
}

/// rpm names packages, not what they were found by; but it names every capability that nobody provides.
std::map<std::string, std::string> split_provided(
    std::span<const std::string> keys, const Output& output
) {
    check_query(output, "rpm -q --whatprovides");
    std::map<std::string, std::string> parts;
    for (const auto& key : keys)
        parts[key] = "provided";
    std::size_t found = 0;
    constexpr std::string_view nobody = "no package provides ";
    for (const auto line : lines_of(output.out)) {
        if (line.starts_with(nobody))
            parts.erase(std::string(line.substr(nobody.size())));
        else if (line == "provided")
            ++found;
        else
            throw CannotTell{
                Kind::unparsable, "rpm -q --whatprovides answered " + quoted(line, 100)};
    }
    if (found < parts.size())
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "rpm -q --whatprovides ended with {} and too few answers", output.exit_status
            )};
    return parts;
}

const Bulk provided_bulk = {
    .name = "rpm -q --whatprovides",
    .accepts = is_capability,
    .command =
        [](std::span<const std::string> keys) {
            Command command{{"rpm", "-q", "--whatprovides", "--qf", "provided\\n", "--"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split = split_provided,
};

Task<bool> provided(Host& host, std::string text) {
    if (has_files_alone(host)) {
        auto& reading = host.once(table);
        const auto& found = co_await reading;
        co_return is_provided(found, {text, ""});
    }
    auto database = require_database(host);
    if (not is_at_home(host))
        (void)co_await database;
    auto part = host.joined(provided_bulk, std::move(text));
    (void)co_await database;
    const auto& found = co_await part;
    co_return found.has_value();
}

// --- what differs --------------------------------------------------------------------------------

/// Nothing but files: no dependencies, no scripts of the package's; a time alone is no difference.
Task<PackageVerification> verify(Host& host, PackageName name) {
    if (has_files_alone(host)) {
        auto comparing = verify_rpm_files(host, name);
        co_return co_await comparing;
    }
    const auto& architecture = name.architecture;
    const auto word = architecture.empty() ? name.name : name.name + "." + architecture;
    const Command command{{"rpm", "--verify", "--nodeps", "--noscripts", "--nomtime", "--", word}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    check_query(output, "rpm --verify");
    if (output.exit_status != 0 and output.out.empty())
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "rpm --verify ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
    co_return parse_rpm_verify(output.out);
}

// --- what is kept above rpm ----------------------------------------------------------------------

bool is_suse(const Host& host) {
    return host.platform().family == "suse";
}

void ask_held(Host& host) {
    is_suse(host) ? ask_zypper_locks(host) : ask_dnf_locks(host);
}

Task<bool> held(Host& host, std::vector<PackageRecord> installed) {
    return is_suse(host) ? zypper_locked(host, std::move(installed))
                         : dnf_locked(host, std::move(installed));
}

void ask_automatic(Host& host) {
    is_suse(host) ? ask_zypper_automatic(host) : ask_dnf_reasons(host);
}

Task<bool> automatic(Host& host, std::vector<PackageRecord> installed) {
    return is_suse(host) ? zypper_automatic(host, std::move(installed))
                         : dnf_automatic(host, std::move(installed));
}

Task<PackageOffer> offer(Host& host, PackageName name) {
    return is_suse(host) ? zypper_offer(host, std::move(name)) : dnf_offer(host, std::move(name));
}

}  // namespace

const PackageDatabase rpm = {
    .name = "rpm",
    .order = VersionOrder::rpm,
    .name_of = rpm_name,
    .table = table,
    .table_is_cheap = table_is_cheap,
    .named = named,
    .provided = provided,
    .held = {ask_held, held},
    .automatic = {ask_automatic, automatic},
    .offer = offer,
    .verify = verify,
};

}  // namespace muster
