#include "framework/platform/package_database.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dpkg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// A manager goes in here and, with the families that use it, below.
const std::array<const PackageDatabase*, 1> databases = {&dpkg};

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

}  // namespace

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

}  // namespace muster
