#pragma once

// What zypper keeps above rpm: which packages came by themselves, its locks, and what the repositories in its
// cache offer. Never refreshed.

#include "framework/platform/package_database.hpp"

namespace muster {

void ask_zypper_automatic(Host& host);
Task<bool> zypper_automatic(Host& host, std::vector<PackageRecord> installed);

void ask_zypper_locks(Host& host);
Task<bool> zypper_locked(Host& host, std::vector<PackageRecord> installed);

Task<PackageOffer> zypper_offer(Host& host, PackageName name);

/// A stanza of /etc/zypp/locks.
struct ZypperLock {
    std::string pattern;
    std::string match = "glob";
    bool any_case = false;
};
std::vector<ZypperLock> parse_zypper_locks(std::string_view text);

/// The aliases in a file of /etc/zypp/repos.d that are not switched off.
std::vector<std::string> enabled_zypper_repositories(std::string_view text);

/// What `zypper --xmlout search --details` says of a package.
struct ZypperSolvable {
    std::string status;  ///< "installed", "other-version", "not-installed"
    std::string name;
    std::string architecture;
    std::string version;
    std::string repository;  ///< "(System Packages)": none has it
};
std::vector<ZypperSolvable> parse_zypper_search(std::string_view xml);

}  // namespace muster
