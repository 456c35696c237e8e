#pragma once

// Packages.db, in which SUSE's rpm keeps its packages: the form "ndb" of lib/backend/ndb/rpmpkg.c of rpm. A header and slots in
// pages of 4096 bytes, then blobs in blocks of 16; all numbers are little-endian.

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The headers of all packages (rpm_header.hpp). Checksums of blobs are not compared. Throws CannotTell where it is no such
/// file, of a newer version, or damaged.
std::vector<std::string> ndb_headers(std::string_view database);

}  // namespace muster
