#pragma once

// rpm's database as its file has it, without rpm: for images.

#include "framework/host/host.hpp"
#include "framework/platform/package_records.hpp"

#include <string_view>

namespace muster {

/// One header (rpm_header.hpp). Throws CannotTell where it is cut short, or has no name.
PackageRecord rpm_record_from(std::string_view header);

/// All headers of rpmdb.sqlite, or of Packages.db (rpm_ndb.hpp). Throws CannotTell where there is neither (Berkeley DB is not
/// read), where it is damaged, and where a log beside it holds changes that are not in it yet. For Host::once.
Task<std::vector<std::string>> rpm_headers(Host& host);
/// The same as entries.
Task<PackageTable> rpm_table_from_files(Host& host);

}  // namespace muster
