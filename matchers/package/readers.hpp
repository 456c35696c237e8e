#pragma once

#include "framework/host/resource.hpp"
#include "framework/platform/package_database.hpp"

#include <vector>

namespace muster {

/// The manager that a subject means: its `by`, or the platform's.
const PackageDatabase& database_of(const Host& host, const Subject& subject);

/// How each attribute of `package` is read: by its name, or from the table of all.
std::vector<ReaderEntry> package_readers(PackageReading reading);

}  // namespace muster
