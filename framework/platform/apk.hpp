#pragma once

// Alpine's package manager. Its database is one file, read as it is; only what repositories offer is asked of
// apk itself.

#include "framework/platform/package_database.hpp"

namespace muster {

extern const PackageDatabase apk;

}  // namespace muster
