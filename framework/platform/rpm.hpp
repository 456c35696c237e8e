#pragma once

// The package manager of Red Hat's and SUSE's families: rpm for what is installed; what could be, what is
// locked and why a package came is kept by dnf or zypper above it (dnf.hpp, zypper.hpp).

#include "framework/platform/package_database.hpp"

namespace muster {

extern const PackageDatabase rpm;

}  // namespace muster
