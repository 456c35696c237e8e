#pragma once

// Which files packages brought, by the files of dpkg alone: for images. dpkg's database keeps a list of paths a package
// (/var/lib/dpkg/info/NAME.list), MD5 of most of them (NAME.md5sums), those of configuration files in the status, and which
// package's file was moved out of the way of another's (dpkg-divert(1)). Images without dpkg have the digests alone, in status.d/.

#include "framework/platform/package_database.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// By path: the packages that list it, as dpkg names their lists, "libc6:amd64".
using DpkgOwners = std::map<std::string, std::vector<std::string>, std::less<>>;

/// For Host::once.
Task<DpkgOwners> dpkg_owners(Host& host);
/// Nothing where none lists it. Throws CannotTell where only digests are kept: links, folders and configuration files are not
/// among them.
Task<std::optional<std::vector<std::string>>> dpkg_owners_of(Host& host, std::string path);

/// The MD5 that a package (a name of DpkgOwners) keeps of its files, by path. For Host::once.
using DpkgDigests = std::map<std::string, std::string, std::less<>>;
Task<DpkgDigests> dpkg_digests(Host& host, std::string package);

/// The same of its configuration files, as its status has them.
Task<DpkgDigests> dpkg_conffiles(Host& host, std::string package);

/// What `dpkg --verify` would find.
Task<PackageVerification> verify_dpkg_files(Host& host, PackageName name);

/// `HASH  PATH` a line, paths without their first slash, or with it or `./`.
DpkgDigests parse_md5sums(std::string_view list);
/// ` PATH HASH` a line, with words behind it where the file is obsolete.
DpkgDigests parse_conffiles(std::string_view list);

/// A file that was moved out of the way.
struct Diversion {
    std::string to;
    std::string
        by;  ///< the package whose own file stays; `:` where an administrator did it for all
};
/// By the path that is diverted.
using Diversions = std::map<std::string, Diversion>;
/// For Host::once.
Task<Diversions> dpkg_diversions(Host& host);
/// /var/lib/dpkg/diversions, three lines each.
Diversions parse_diversions(std::string_view text);

}  // namespace muster
