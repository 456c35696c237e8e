#pragma once

// rpm's database as its file has it, without rpm: for images.

#include "framework/host/host.hpp"
#include "framework/platform/package_records.hpp"

#include <string_view>

namespace muster {

/// One header of the database (rpm's "Package format", header structure): index and store without the eight bytes in front
/// that a package file has. Throws CannotTell where it is cut short, or has no name.
PackageRecord rpm_record_from(std::string_view header);

/// All entries of rpmdb.sqlite. Throws CannotTell where there is none (ndb and Berkeley DB are not read), where it is damaged,
/// and where a log beside it holds changes that are not in it yet.
Task<PackageTable> rpm_table_from_files(Host& host);

}  // namespace muster
