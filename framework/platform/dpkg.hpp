#pragma once

// Debian's package manager: dpkg for what is installed, apt for what could be.

#include "framework/platform/package_database.hpp"

namespace muster {

extern const PackageDatabase dpkg;

/// dpkg-query's lines, one an entry, as the format of our query makes them; throws CannotTell on a
/// line of another form.
std::vector<PackageRecord> parse_dpkg_query(std::string_view lines);

/// The report of `dpkg --verify`; throws CannotTell on a line of another form.
PackageVerification parse_dpkg_verify(std::string_view report);

}  // namespace muster
