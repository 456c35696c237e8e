#pragma once

// What apk writes into its database and prints, read.

#include "framework/platform/package_database.hpp"

namespace muster {

/// The entries of /lib/apk/db/installed.
PackageTable parse_apk_installed(std::string_view text);

/// A packaged file, and its digest as the database has it: "Q1" and the SHA-1 in base64.
struct ApkFile {
    std::string path;
    std::string digest;
};
/// The files of one package that have a digest.
std::vector<ApkFile> apk_files_of(std::string_view installed, const PackageName& name);

/// What was asked for (/etc/apk/world), and which of it at one version.
struct ApkWorld {
    std::vector<std::string> wanted;
    std::vector<std::string> pinned;
};
ApkWorld parse_apk_world(std::string_view text);

/// One package's part of the output of `apk policy`; repositories with a tag are no candidates.
PackageOffer parse_apk_policy(std::string_view block);

}  // namespace muster
