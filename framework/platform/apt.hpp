#pragma once

// What apt remembers beside dpkg: which packages nobody asked for, and what its indexes offer. Indexes
// are read as they are, never refreshed.

#include "framework/platform/package_database.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace muster {

/// Names and architectures of the packages that were installed only for others (extended_states).
using AutomaticPackages = std::set<std::pair<std::string, std::string>>;
AutomaticPackages parse_extended_states(std::string_view text);
/// Nothing is automatic where apt never wrote the file.
Task<AutomaticPackages> apt_automatic_packages(Host& host);

/// What `apt-cache policy` says; throws CannotTell where no index was ever fetched. `name` must have been
/// checked.
Task<PackageOffer> apt_offer(Host& host, std::string name);

/// One package's part of the output of `apt-cache policy`.
PackageOffer parse_policy(std::string_view block);

}  // namespace muster
