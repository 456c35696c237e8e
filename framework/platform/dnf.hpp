#pragma once

// What dnf keeps above rpm, dnf 4 and dnf 5 alike: why a package came, what versionlock keeps, and what the
// metadata in its cache offer. Never refreshed.

#include "framework/platform/package_database.hpp"

namespace muster {

void ask_dnf_reasons(Host& host);
Task<bool> dnf_automatic(Host& host, std::vector<PackageRecord> installed);

void ask_dnf_locks(Host& host);
Task<bool> dnf_locked(Host& host, std::vector<PackageRecord> installed);

Task<PackageOffer> dnf_offer(Host& host, PackageName name);

/// The patterns of a versionlock.list: one a line, `#` comments; those that begin with `!` keep nothing.
std::vector<std::string> parse_versionlock_list(std::string_view text);
/// Whether a pattern (`nginx-1:1.20.1-10.el9.*`, `1:nginx-1.20.1-*`, `nginx`) keeps this package at a version.
bool is_locked_by(std::string_view pattern, const PackageRecord& record);

/// The names that dnf 5's versionlock.toml keeps at a version; throws CannotTell on what we cannot read.
std::vector<std::string> parse_versionlock_toml(std::string_view text);

}  // namespace muster
