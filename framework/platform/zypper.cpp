#include "framework/platform/zypper.hpp"

#include "framework/base/display.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/rpm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace muster {

namespace {

Task<std::set<std::string>> automatic_names(Host& host) {
    auto asked = host.read("/var/lib/zypp/AutoInstalled");
    const auto& file = co_await asked;
    std::set<std::string> names;
    const std::string none;
    for (const auto line : lines_of(file ? file->bytes : none))
        if (const auto name = trimmed(line); not name.empty() and name.front() != '#')
            names.emplace(name);
    co_return names;
}

Task<std::vector<ZypperLock>> locks(Host& host) {
    auto asked = host.read("/etc/zypp/locks");
    const auto& file = co_await asked;
    co_return file ? parse_zypper_locks(file->bytes) : std::vector<ZypperLock>();
}

bool keeps(const ZypperLock& lock, const std::string& package) {
    const auto pattern = lock.any_case ? lower_case(lock.pattern) : lock.pattern;
    const auto name = lock.any_case ? lower_case(package) : package;
    if (lock.match == "exact")
        return name == pattern;
    if (lock.match == "substring")
        return name.find(pattern) != std::string::npos;
    if (lock.match == "glob")
        return glob_matches(pattern, name);
    throw CannotTell{
        Kind::unsupported,
        fmt::format(
            "/etc/zypp/locks has the lock {} of type {}", quoted(lock.pattern), quoted(lock.match)
        )};
}

std::string without_entities(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> entities = {
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
    std::string plain;
    while (not text.empty()) {
        const auto* entity = std::ranges::find_if(entities, [&](const auto& known) {
            return text.starts_with(known.first);
        });
        plain += entity == entities.end() ? text.front() : entity->second;
        text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
    }
    return plain;
}

/// The value of an attribute of one tag, which the tool writes on one line.
std::string attribute(std::string_view tag, std::string_view name) {
    const auto start = fmt::format(" {}=\"", name);
    const auto at = tag.find(start);
    if (at == std::string_view::npos)
        return "";
    const auto value = tag.substr(at + start.size());
    return without_entities(value.substr(0, value.find('"')));
}

// zypper(8), "EXIT CODES".
constexpr int nothing_found = 104;

void check(const Output& output) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "zypper is not there", "is this a SUSE system?"};
    if (output.exit_status != 0 and output.exit_status != nothing_found)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "zypper search ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err.empty() ? output.out : output.err), 200)
            )};
}

const Bulk search = {
    .name = "zypper search",
    .accepts = [](std::string_view key) { return rpm.name_of(key).has_value(); },
    .command =
        [](std::span<const std::string> keys) {
            Command command{
                {"zypper",
                 "--non-interactive",
                 "--no-refresh",
                 "--xmlout",
                 "search",
                 "--details",
                 "--match-exact",
                 "--type",
                 "package"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            check(output);
            std::map<std::string, std::string> parts;
            for (const auto line : lines_of(output.out))
                if (const auto tag = trimmed(line); tag.starts_with("<solvable "))
                    parts[attribute(tag, "name")] += std::string(tag) + "\n";
            return parts;
        },
};

/// "base" of "/var/cache/zypp/solv/base/solv".
std::string folder_in(std::string_view path) {
    const auto parts = split(path, '/');
    return parts.size() < 2 ? "" : std::string(parts[parts.size() - 2]);
}

/// zypper fetches what an enabled repository lacks in its cache, whatever it is told: it is not started before
/// each of them has it.
Task<bool> require_caches(Host& host) {
    auto described = host.read_matching("/etc/zypp/repos.d/*.repo");
    auto cached = host.glob("/var/cache/zypp/solv/*/solv");
    const auto& files = co_await described;
    const auto& caches = co_await cached;
    std::set<std::string> there;
    if (caches)
        for (const auto& path : caches->names)
            there.insert(folder_in(path));
    std::vector<std::string> wanted;
    for (const auto& file : files)
        for (auto& alias : enabled_zypper_repositories(bytes_of(file)))
            wanted.push_back(std::move(alias));
    if (wanted.empty())
        throw CannotTell{
            Kind::missing_tool, "zypper has no enabled repository in /etc/zypp/repos.d"};
    for (const auto& alias : wanted)
        if (not there.contains(alias))
            throw CannotTell{
                Kind::missing_tool,
                fmt::format(
                    "zypper has not the metadata of the repository {} in its cache", quoted(alias)
                ),
                "zypper refresh fetches them"};
    co_return true;
}

constexpr std::string_view no_repository = "(System Packages)";

}  // namespace

void ask_zypper_automatic(Host& host) {
    (void)host.once(automatic_names);
}

Task<bool> zypper_automatic(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(automatic_names);
    const auto& names = co_await reading;
    co_return std::ranges::all_of(installed, [&](const PackageRecord& record) {
        return names.contains(record.name);
    });
}

void ask_zypper_locks(Host& host) {
    (void)host.once(locks);
}

Task<bool> zypper_locked(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(locks);
    const auto& known = co_await reading;
    co_return std::ranges::any_of(installed, [&](const PackageRecord& record) {
        return std::ranges::any_of(known, [&](const auto& lock) {
            return keeps(lock, record.name);
        });
    });
}

Task<PackageOffer> zypper_offer(Host& host, PackageName name) {
    auto& caches = host.once(require_caches);
    (void)co_await caches;
    auto asked = host.joined(search, name.name);
    const auto& lines = co_await asked;
    PackageOffer offer;
    const std::string none;
    for (const auto& solvable : parse_zypper_search(lines ? *lines : none)) {
        const bool meant = name.architecture.empty() or solvable.architecture == name.architecture;
        if (not meant or solvable.repository == no_repository)
            continue;
        if (solvable.status == "installed")
            offer.repositories.try_emplace(solvable.version, solvable.repository);
        if (not offer.candidate
            or compare_versions(VersionOrder::rpm, solvable.version, *offer.candidate) > 0)
            offer.candidate = solvable.version;
    }
    co_return offer;
}

std::vector<ZypperLock> parse_zypper_locks(std::string_view text) {
    std::vector<ZypperLock> locks;
    ZypperLock lock;
    bool of_packages = true;
    const auto finish = [&] {
        if (not lock.pattern.empty() and of_packages)
            locks.push_back(lock);
        lock = {};
        of_packages = true;
    };
    for (const auto line : lines_of(text)) {
        const auto colon = line.find(':');
        const auto key = trimmed(line.substr(0, colon));
        const auto value = colon == std::string_view::npos ? "" : trimmed(line.substr(colon + 1));
        if (trimmed(line).empty())
            finish();
        else if (key == "solvable_name")
            lock.pattern = value;
        else if (key == "match_type")
            lock.match = value;
        else if (key == "case_sensitive")
            lock.any_case = value == "off";
        else if (key == "type")
            of_packages = value == "package";
    }
    finish();
    return locks;
}

std::vector<std::string> enabled_zypper_repositories(std::string_view text) {
    std::vector<std::string> aliases;
    bool noted = false;  // the last of them is this section's
    for (const auto raw : lines_of(text)) {
        const auto line = trimmed(raw);
        const auto equals = line.find('=');
        if (line.starts_with('[') and line.ends_with(']')) {
            aliases.emplace_back(line.substr(1, line.size() - 2));
            noted = true;
        } else if (noted and equals != std::string_view::npos and trimmed(line.substr(0, equals)) == "enabled" and trimmed(line.substr(equals + 1)) == "0") {
            aliases.pop_back();
            noted = false;
        }
    }
    return aliases;
}

std::vector<ZypperSolvable> parse_zypper_search(std::string_view xml) {
    std::vector<ZypperSolvable> solvables;
    for (const auto line : lines_of(xml)) {
        const auto tag = trimmed(line);
        if (not tag.starts_with("<solvable ") or attribute(tag, "kind") != "package")
            continue;
        // zypper writes an epoch of 0 as none, as we do.
        solvables.push_back(
            {attribute(tag, "status"),
             attribute(tag, "name"),
             attribute(tag, "arch"),
             attribute(tag, "edition"),
             attribute(tag, "repository")}
        );
    }
    return solvables;
}

}  // namespace muster
