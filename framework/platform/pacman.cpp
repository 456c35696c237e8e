#include "framework/platform/pacman.hpp"

#include "framework/base/display.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/pacman_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr const char* database_folder = "/var/lib/pacman/local";

/// Every folder in it is a package; each must have told of itself.
Task<PackageTable> table(Host& host) {
    auto folder = host.list(database_folder);
    auto described = host.read_matching("/var/lib/pacman/local/*/desc");
    const auto& listed = co_await folder;
    const auto& files = co_await described;
    if (not listed)
        throw CannotTell{
            Kind::missing_tool,
            "there is no pacman database in /var/lib/pacman/local",
            "is this an Arch system?"};
    PackageTable table;
    for (const auto& file : files) {
        auto record = parse_pacman_desc(bytes_of(file));
        if (not record)
            throw CannotTell{Kind::unparsable, quoted(file.path) + " describes no package"};
        table[record->name].push_back(std::move(*record));
    }
    const auto packages =
        static_cast<std::size_t>(std::ranges::count_if(listed->names, [](const auto& name) {
            return name != "ALPM_DB_VERSION";
        }));
    if (packages != files.size() or packages == 0)
        throw CannotTell{
            Kind::unparsable,
            fmt::format(
                "/var/lib/pacman/local has {} entries and {} descriptions", packages, files.size()
            )};
    co_return table;
}

bool table_is_cheap(const Host& /*host*/) {
    return true;
}

std::optional<PackageName> pacman_name(std::string_view text) {
    return package_name(text, "@_+", "@._+-");
}

Task<bool> provided(Host& host, std::string text) {
    auto& reading = host.once(table);
    const auto& all = co_await reading;
    const auto name = pacman_name(text);
    co_return is_provided(all, {text, ""}) or (name and is_provided(all, *name));
}

// --- what is kept at its version -----------------------------------------------------------------

void add(PacmanIgnored& all, const PacmanIgnored& more) {
    all.packages.insert(all.packages.end(), more.packages.begin(), more.packages.end());
    all.groups.insert(all.groups.end(), more.groups.begin(), more.groups.end());
}

Task<PacmanIgnored> ignored(Host& host) {
    auto asked = host.read("/etc/pacman.conf");
    const auto& file = co_await asked;
    if (not file)
        throw CannotTell{Kind::missing_tool, "there is no /etc/pacman.conf"};
    auto all = parse_pacman_conf(file->bytes);
    std::vector<Pending<std::vector<NamedContent>>> included;
    for (const auto& pattern : all.included)
        included.push_back(host.read_matching(pattern));
    for (auto& one : included) {
        const auto& files = co_await one;
        for (const auto& more : files)
            add(all, parse_pacman_conf("[options]\n" + bytes_of(more)));
    }
    co_return all;
}

void ask_ignored(Host& host) {
    (void)host.once(ignored);
}

bool fits_one_of(const std::vector<std::string>& patterns, const std::string& name) {
    return std::ranges::any_of(patterns, [&](const auto& pattern) {
        return glob_matches(pattern, name);
    });
}

Task<bool> held(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(ignored);
    const auto& known = co_await reading;
    co_return std::ranges::any_of(installed, [&](const PackageRecord& record) {
        return fits_one_of(known.packages, record.name)
               or std::ranges::any_of(record.groups, [&](const auto& group) {
                      return fits_one_of(known.groups, group);
                  });
    });
}

// --- what is offered -----------------------------------------------------------------------------

/// pacman ends with 1 when a name is not there, if that is all that it complains of.
void check_offers(const Output& output) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "pacman is not there", "is this an Arch system?"};
    const auto harmless = [](std::string_view line) {
        return line.empty()
               or (line.starts_with("error: package '") and line.ends_with("' was not found"));
    };
    const bool only_missing = output.exit_status == 1 and not trimmed(output.err).empty()
                              and std::ranges::all_of(lines_of(output.err), harmless);
    if (output.exit_status != 0 and not only_missing)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "pacman -Si ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
}

const Bulk sync_bulk = {
    .name = "pacman -Si",
    .accepts = [](std::string_view key) { return pacman_name(key).has_value(); },
    .command =
        [](std::span<const std::string> keys) {
            Command command{{"pacman", "-Si", "--"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            check_offers(output);
            std::map<std::string, std::string> parts;
            std::string repository;
            std::string* part = nullptr;
            for (const auto line : lines_of(output.out)) {
                if (const auto value = pacman_value(line, "Repository"); not value.empty())
                    repository = std::string(line) + "\n";
                if (const auto value = pacman_value(line, "Name"); not value.empty()) {
                    part = &parts[std::string(value)];
                    *part += repository;
                }
                if (part != nullptr)
                    *part += std::string(line) + "\n";
                if (line.empty())
                    part = nullptr;
            }
            return parts;
        },
};

Task<PackageOffer> offer(Host& host, PackageName name) {
    auto databases = host.glob("/var/lib/pacman/sync/*.db");
    auto asked = host.joined(sync_bulk, name.name);
    const auto& synced = co_await databases;
    if (not synced or synced->names.empty())
        throw CannotTell{
            Kind::missing_tool,
            "pacman has no database in /var/lib/pacman/sync",
            "pacman -Sy fetches it"};
    const auto& blocks = co_await asked;
    co_return blocks ? parse_pacman_offers(*blocks) : PackageOffer();
}

// --- what differs --------------------------------------------------------------------------------

Task<PackageVerification> verify(Host& host, PackageName name) {
    host.require(Ability::run);  // its own digests are compressed beside its database
    const Command command{{"pacman", "-Qkk", "--", name.name}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "pacman is not there", "is this an Arch system?"};
    if (output.exit_status > 1)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "pacman -Qkk ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
    co_return parse_pacman_check(name.name, output.out + output.err);
}

}  // namespace

const PackageDatabase pacman = {
    .name = "pacman",
    .order = VersionOrder::pacman,
    .name_of = pacman_name,
    .table = table,
    .table_is_cheap = table_is_cheap,
    .provided = provided,
    .held = {ask_ignored, held},
    .automatic = dependency_by_record,
    .offer = offer,
    .verify = verify,
};

}  // namespace muster
