#include "framework/platform/package_records.hpp"

#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"

#include <algorithm>

namespace muster {

namespace {

/// The first installed entry of a name.
const PackageRecord* installed_in(const PackageTable& table, std::string_view name) {
    const auto entries = table.find(name);
    if (entries == table.end())
        return nullptr;
    const auto found = std::ranges::find(entries->second, true, &PackageRecord::installed);
    return found == entries->second.end() ? nullptr : &*found;
}

/// The shortest installed name that begins with `name` and a dash or a digit: nginx-light of nginx.
const PackageRecord* longer_name(const PackageTable& table, std::string_view name) {
    const PackageRecord* best = nullptr;
    for (auto place = table.upper_bound(name); place != table.end(); ++place) {
        const std::string_view other = place->first;
        if (not other.starts_with(name))
            break;
        const char next = other[name.size()];
        const auto* found =
            next == '-' or version_text::is_digit(next) ? installed_in(table, other) : nullptr;
        if (found != nullptr and (best == nullptr or other.size() < best->name.size()))
            best = found;
    }
    return best;
}

/// The first letter is rarely wrong, and 2000 names are not all worth a comparison.
const PackageRecord* misspelt_name(const PackageTable& table, std::string_view name) {
    std::vector<std::string> names;
    const auto first = name.substr(0, 1);
    for (auto place = table.lower_bound(first);
         place != table.end() and place->first.starts_with(first);
         ++place)
        if (installed_in(table, place->first) != nullptr)
            names.push_back(place->first);
    const auto meant = nearest(name, names);
    return meant ? installed_in(table, *meant) : nullptr;
}

}  // namespace

std::optional<PackageName> package_name(
    std::string_view text, std::string_view first, std::string_view signs
) {
    const auto fits = [](std::string_view part, std::string_view start, std::string_view others) {
        const auto allowed = [&](char c) {
            return version_text::is_alphanumeric(c) or others.find(c) != std::string_view::npos;
        };
        return not part.empty()
               and (version_text::is_alphanumeric(part.front()) or start.find(part.front()) != std::string_view::npos)
               and std::ranges::all_of(part, allowed);
    };
    const auto colon = text.find(':');
    const auto name = text.substr(0, colon);
    if (not fits(name, first, signs))
        return std::nullopt;
    if (colon == std::string_view::npos)
        return PackageName{std::string(name), ""};
    const auto architecture = text.substr(colon + 1);
    if (not fits(architecture, "", "-_"))
        return std::nullopt;
    return PackageName{std::string(name), std::string(architecture)};
}

std::string to_text(const PackageName& name) {
    return name.architecture.empty() ? name.name : name.name + ":" + name.architecture;
}

bool is_called(const PackageRecord& record, const PackageName& name) {
    return record.name == name.name
           and (name.architecture.empty() or record.architecture == name.architecture);
}

std::vector<PackageRecord> records_meant(
    std::vector<PackageRecord> records, const PackageName& name, VersionOrder order
) {
    std::erase_if(records, [&](const PackageRecord& record) {
        return not is_called(record, name);
    });
    std::ranges::stable_sort(records, [&](const PackageRecord& left, const PackageRecord& right) {
        if (left.installed != right.installed)
            return left.installed;
        const auto newer = compare_versions(order, left.version, right.version);
        return newer == 0 ? left.architecture < right.architecture : newer > 0;
    });
    return records;
}

bool is_provided(const PackageTable& table, const PackageName& name) {
    const auto is_meant = [&](const PackageRecord& entry) {
        return entry.installed
               and (name.architecture.empty() or entry.architecture == name.architecture);
    };
    const auto stands_for = [&](const PackageRecord& entry) {
        return is_meant(entry)
               and std::ranges::find(entry.provides, name.name) != entry.provides.end();
    };
    const auto own = table.find(name.name);
    if (own != table.end() and std::ranges::any_of(own->second, is_meant))
        return true;
    return std::ranges::any_of(table, [&](const auto& entries) {
        return std::ranges::any_of(entries.second, stands_for);
    });
}

std::string provided_name(std::string_view entry) {
    const auto word = trimmed(entry);
    return std::string(word.substr(0, word.find_first_of("=<>~( \t")));
}

std::vector<std::string> stems_of(std::string_view name) {
    constexpr std::size_t shortest = 2;
    std::vector<std::string> stems;
    for (auto dash = name.rfind('-'); dash != std::string_view::npos and dash >= shortest;
         dash = name.rfind('-', dash - 1))
        if (name[dash - 1] != '-')
            stems.emplace_back(name.substr(0, dash));
    return stems;
}

std::optional<PackageRecord> neighbour_in(const PackageTable& table, const PackageName& name) {
    const auto* found = installed_in(table, name.name);
    for (const auto& stem : stems_of(name.name))
        found = found == nullptr ? installed_in(table, stem) : found;
    if (found == nullptr)
        found = longer_name(table, name.name);
    if (found == nullptr)
        found = misspelt_name(table, name.name);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

}  // namespace muster
