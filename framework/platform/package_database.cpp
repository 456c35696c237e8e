#include "framework/platform/package_database.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"
#include "framework/platform/apk.hpp"
#include "framework/platform/dpkg.hpp"
#include "framework/platform/pacman.hpp"
#include "framework/platform/rpm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace muster {

namespace {

// A manager goes in here and, with the families that use it, below.
const std::array<const PackageDatabase*, 4> databases = {&dpkg, &rpm, &apk, &pacman};

struct FamilyDatabase {
    std::string_view family;
    std::string_view manager;
};

constexpr std::array families = {
    FamilyDatabase{"debian", "dpkg"},
    FamilyDatabase{"rhel", "rpm"},
    FamilyDatabase{"suse", "rpm"},
    FamilyDatabase{"alpine", "apk"},
    FamilyDatabase{"arch", "pacman"},
};

std::string_view manager_of(const Platform& platform) {
    if (platform.family.empty())
        throw CannotTell{
            Kind::unsupported,
            "no os-release tells which package manager this is",
            "name it with .by(\"dpkg\")"};
    const auto* found = std::ranges::find(families, platform.family, &FamilyDatabase::family);
    if (found == families.end())
        throw CannotTell{
            Kind::unsupported,
            fmt::format("the package manager of {} is not known", quoted(platform.distribution)),
            "name it with .by(\"dpkg\")"};
    return found->manager;
}

/// Of entries that came with a name, those of it and the nearest other.
FoundPackage chosen_from(
    const PackageDatabase& database, const PackageTable& table, const PackageName& name
) {
    FoundPackage found;
    if (const auto entries = table.find(name.name); entries != table.end())
        found.records = records_meant(entries->second, name, database.order);
    if (found.records.empty())
        found.neighbour = neighbour_in(table, name);
    return found;
}

void nothing_more(Host& /*host*/) {}

Task<bool> any_held(Host& /*host*/, std::vector<PackageRecord> installed) {
    co_return std::ranges::any_of(installed, &PackageRecord::held);
}

Task<bool> all_dependencies(Host& /*host*/, std::vector<PackageRecord> installed) {
    co_return std::ranges::all_of(installed, &PackageRecord::dependency);
}

}  // namespace

Task<PackageVerification> verification_of(
    Host& /*host*/, std::vector<std::string> paths, std::vector<Task<bool>> same
) {
    PackageVerification found;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        try {
            const bool is_same = co_await same[i];
            if (not is_same)
                found.modified.push_back(paths[i]);
        } catch (const CannotTell& why) {
            if (why.kind != Kind::denied)
                throw;
            found.unreadable.push_back(paths[i]);
        }
    }
    co_return found;
}

const PackageDatabase& package_database(
    const Platform& platform, const std::optional<std::string>& by
) {
    const auto name = by ? std::string_view(*by) : manager_of(platform);
    const auto found =
        std::ranges::find(databases, name, [](const auto* database) { return database->name; });
    if (found != databases.end())
        return **found;
    std::vector<std::string> known;
    for (const auto* database : databases)
        known.emplace_back(database->name);
    throw CannotTell{
        Kind::unsupported,
        fmt::format(
            "no reader for the package manager {}{}", quoted(name), did_you_mean(name, known)
        ),
        fmt::format("known here: {}", join(known, ", "))};
}

Task<FoundPackage> find_package(
    Host& host, const PackageDatabase* database, std::string text, PackageReading reading
) {
    const auto name = database->name_of(text);
    if (not name)
        co_return FoundPackage();
    if (reading == PackageReading::whole or database->table_is_cheap(host)) {
        auto& reading_all = host.once(database->table);
        const auto& table = co_await reading_all;
        co_return chosen_from(*database, table, *name);
    }
    auto asked = database->named(host, name->name);
    auto records = co_await asked;
    PackageTable table;
    for (auto& record : records)
        table[record.name].push_back(std::move(record));
    co_return chosen_from(*database, table, *name);
}

std::string upstream_version_of(std::string_view version) {
    return std::string(version_text::split_epoch_version_release(version).version);
}

std::optional<std::string> release_of(std::string_view version) {
    const auto release = version_text::split_epoch_version_release(version).release;
    return release ? std::optional(std::string(*release)) : std::nullopt;
}

constinit const PackageMark held_by_record = {nothing_more, any_held};
constinit const PackageMark dependency_by_record = {nothing_more, all_dependencies};

std::vector<std::string> with_stems(std::span<const std::string> names) {
    std::vector<std::string> words(names.begin(), names.end());
    std::set<std::string> known(names.begin(), names.end());
    for (const auto& name : names)
        for (auto& stem : stems_of(name))
            if (known.insert(stem).second)
                words.push_back(std::move(stem));
    return words;
}

std::map<std::string, std::string> with_neighbours(
    std::span<const std::string> keys, const std::map<std::string_view, std::string>& lines
) {
    std::map<std::string, std::string> parts;
    for (const auto& key : keys)
        for (const auto& name : with_stems({&key, 1}))
            if (const auto found = lines.find(name); found != lines.end())
                parts[key] += found->second;
    return parts;
}

std::vector<PackageRecord> entries_of(const PackageTable& table, const std::string& name) {
    std::vector<PackageRecord> records;
    for (const auto& one : with_stems({&name, 1}))
        if (const auto found = table.find(one); found != table.end())
            records.insert(records.end(), found->second.begin(), found->second.end());
    return records;
}

}  // namespace muster
