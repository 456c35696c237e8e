#pragma once

// Entries of a package database, whatever manager keeps it: which of them a name means, and which is the
// nearest to a name that means none.

#include "framework/model/version_order.hpp"

#include <functional>
#include <map>
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
    bool held = false;         ///< kept at its version, where the database itself says so
    bool dependency = false;   ///< came for another's sake, where the database itself says so
    std::vector<std::string> provides = {};  ///< other names it stands for
    std::vector<std::string> groups = {};    ///< pacman's
};

/// All entries by name.
using PackageTable = std::map<std::string, std::vector<PackageRecord>, std::less<>>;

/// What the author wrote: a name, and behind a colon an architecture.
struct PackageName {
    std::string name;
    std::string architecture;  ///< empty: any
};

/// Cuts "libc6:i386" at its colon. Nothing when a part is empty, does not begin with a letter, a digit or one
/// of `first`, or holds other signs than letters, digits and `signs`: above all no pattern and no option.
std::optional<PackageName> package_name(
    std::string_view text, std::string_view first, std::string_view signs
);

/// "libc6:i386", or the name alone.
std::string to_text(const PackageName& name);

/// Whether an entry is meant; an architecture is compared as it stands.
bool is_called(const PackageRecord& record, const PackageName& name);

/// The entries that are meant: the installed ones first, of those the highest version first.
std::vector<PackageRecord> records_meant(
    std::vector<PackageRecord> records, const PackageName& name, VersionOrder order
);

/// Whether an installed entry has this name, or provides it.
bool is_provided(const PackageTable& table, const PackageName& name);

/// "httpd" of "httpd = 2", "web=2" or "nginx-abi (= 1)".
std::string provided_name(std::string_view entry);

/// Names that stand for more than this one does: "python3-foo" and "python3" of "python3-foo-bar", the longest
/// first. What is asked beside a name, so that a name that is not there has a neighbour to tell of.
std::vector<std::string> stems_of(std::string_view name);

/// The installed entry that was perhaps meant by a name that is not there: one of another architecture, its
/// stem, what goes on where it ends, or a slip of the keys.
std::optional<PackageRecord> neighbour_in(const PackageTable& table, const PackageName& name);

}  // namespace muster
