#pragma once

// What every package manager can be asked, whatever it is: the seam between the words of `package(…)`
// and dpkg, rpm, apk, pacman. A manager is one constant; package_database.cpp lists them.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One entry of a package database: a package of one name may be there for several architectures or in
/// several versions.
struct PackageRecord {
    std::string name;
    std::string architecture;  ///< as the manager spells it
    std::string version;       ///< whole, as the manager prints it
    std::string state;         ///< the manager's word; "installed" where it has only that
    bool installed = false;    ///< unpacked and configured
    bool held = false;         ///< kept at its version
    std::vector<std::string> provides = {};  ///< other names it stands for
};

/// What the cached indexes say of an installed package.
struct PackageOffer {
    std::optional<std::string>
        candidate;  ///< newest that would be installed; none: not in any index
    std::optional<std::string>
        repository;  ///< where the installed version comes from; none: no index has it
};

/// What differs from what was packaged, but for configuration files.
struct PackageVerification {
    std::vector<std::string> modified;
    std::vector<std::string> unreadable;  ///< could not be compared
};

/// A manager's answers. Names are as the author wrote them ("libc6:i386" where the manager knows such
/// names); one that cannot be a name is not there, and never a pattern or an option. All throw
/// CannotTell when the tool or its database is missing.
struct PackageDatabase {
    std::string_view name;  ///< "dpkg", as in `.by("dpkg")`
    VersionOrder order = VersionOrder::text;

    /// All entries of exactly this name, the highest version first; also what is known but not
    /// installed.
    Task<std::vector<PackageRecord>> (*records)(Host& host, std::string name);
    /// Whether an installed package has this name or provides it.
    Task<bool> (*provided)(Host& host, std::string name);
    /// Whether all of these came only as dependencies of others.
    Task<bool> (*automatic)(Host& host, std::string name);
    Task<PackageOffer> (*offer)(Host& host, std::string name);
    Task<PackageVerification> (*verify)(Host& host, std::string name);

    /// The version without epoch and release.
    std::string (*upstream)(std::string_view version);
    /// The release alone; none where a version has none.
    std::optional<std::string> (*release)(std::string_view version);
};

/// The manager of this platform, or the one called `by`. Throws CannotTell when it is not known.
const PackageDatabase& package_database(
    const Platform& platform, const std::optional<std::string>& by
);

}  // namespace muster
