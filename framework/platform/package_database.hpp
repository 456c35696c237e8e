#pragma once

// What every package manager can be asked, whatever it is: the seam between the words of `package(…)`
// and dpkg, rpm, apk, pacman. A manager is one constant; package_database.cpp lists them.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"
#include "framework/platform/named_content.hpp"
#include "framework/platform/package_records.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What the cached indexes say of a package.
struct PackageOffer {
    /// Newest that would be installed; none: not in any index.
    std::optional<std::string> candidate;
    /// Where versions come from, as far as it is known; the installed one is what counts.
    std::map<std::string, std::string> repositories;
};

/// What differs from what was packaged, but for configuration files.
struct PackageVerification {
    std::vector<std::string> modified;
    std::vector<std::string> unreadable;  ///< could not be compared
};

/// Of files that were compared one by one, where Muster does it itself: `same[i]` is about `paths[i]`. What it is not permitted
/// to read is unreadable.
Task<PackageVerification> verification_of(
    Host& host, std::vector<std::string> paths, std::vector<Task<bool>> same
);

/// Something that a manager keeps of a package, often in another place than its database.
struct PackageMark {
    /// Asks for what all packages share, so that it leaves with the questions of now.
    void (*ask)(Host& host);
    /// Of the installed entries of one name.
    Task<bool> (*of)(Host& host, std::vector<PackageRecord> installed);
};

/// A manager's answers. All throw CannotTell when the tool or its database is missing.
struct PackageDatabase {
    std::string_view name;  ///< "dpkg", as in `.by("dpkg")`
    VersionOrder order = VersionOrder::text;

    /// What a text names; nothing for what cannot be a package's name: it is not there, and never a
    /// pattern or an option.
    std::optional<PackageName> (*name_of)(std::string_view text);
    /// All entries; also what is known but not installed. Shared by `Host::once`.
    Task<PackageTable> (*table)(Host& host);
    /// Whether that costs no more than a few names, as where reading files is free.
    bool (*table_is_cheap)(const Host& host);
    /// Entries of this name and of its stems, by one run for all names that are asked; not used where the
    /// table is cheap.
    Task<std::vector<PackageRecord>> (*named)(Host& host, std::string name) = nullptr;
    /// Whether an installed package has this name or provides it.
    Task<bool> (*provided)(Host& host, std::string text);
    PackageMark held;       ///< kept at its version
    PackageMark automatic;  ///< all of these came only as dependencies of others
    Task<PackageOffer> (*offer)(Host& host, PackageName name);
    Task<PackageVerification> (*verify)(Host& host, PackageName name);
};

/// The manager of this platform, or the one called `by`. Throws CannotTell when it is not known.
const PackageDatabase& package_database(
    const Platform& platform, const std::optional<std::string>& by
);

/// What a database says of one name.
struct FoundPackage {
    std::vector<PackageRecord> records;      ///< what is meant, the installed and newest first
    std::optional<PackageRecord> neighbour;  ///< where nothing is meant: what perhaps was
};

/// `named`: with the other names of a suite. `whole`: from the table, which whoever lists packages has read.
enum class PackageReading { named, whole };

Task<FoundPackage> find_package(
    Host& host, const PackageDatabase* database, std::string text, PackageReading reading
);

/// The version without epoch and release.
std::string upstream_version_of(std::string_view version);
/// The revision (Debian) or release alone; none where a version has none.
std::optional<std::string> release_of(std::string_view version);

/// Marks that the records themselves bear.
extern const PackageMark held_by_record;
extern const PackageMark dependency_by_record;

// For tools that are asked by name, with the stems beside the names: see `named`.

/// The names, then their stems, each once.
std::vector<std::string> with_stems(std::span<const std::string> names);
/// Of lines by name: those of each key and of its stems.
std::map<std::string, std::string> with_neighbours(
    std::span<const std::string> keys, const std::map<std::string_view, std::string>& lines
);
/// The same of a table.
std::vector<PackageRecord> entries_of(const PackageTable& table, const std::string& name);

}  // namespace muster
