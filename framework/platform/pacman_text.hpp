#pragma once

// What pacman writes into its database and prints, read.

#include "framework/platform/package_database.hpp"

namespace muster {

/// The entry in a `desc` of /var/lib/pacman/local; nothing when it has no name or no version.
std::optional<PackageRecord> parse_pacman_desc(std::string_view text);

/// What the section [options] of pacman.conf says of packages that are not to be upgraded.
struct PacmanIgnored {
    std::vector<std::string> packages;  ///< patterns
    std::vector<std::string> groups;
    std::vector<std::string> included;  ///< patterns of more files
};
PacmanIgnored parse_pacman_conf(std::string_view text);

/// "alpha" of "Name            : alpha"; empty of another line.
std::string_view pacman_value(std::string_view line, std::string_view name);

/// The blocks that `pacman -Si` prints of one name, in the order of the repositories.
PackageOffer parse_pacman_offers(std::string_view blocks);

/// The report of `pacman -Qkk`; throws CannotTell on a line of another form.
PackageVerification parse_pacman_check(std::string_view package, std::string_view report);

}  // namespace muster
