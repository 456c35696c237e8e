#pragma once

// Arch's package manager. Its database is a folder of files, read as they are; what repositories offer and
// what differs is asked of pacman.

#include "framework/platform/package_database.hpp"

namespace muster {

extern const PackageDatabase pacman;

}  // namespace muster
