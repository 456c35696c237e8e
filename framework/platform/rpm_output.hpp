#pragma once

// What rpm prints, read.

#include "framework/platform/package_database.hpp"

namespace muster {

/// rpm's lines, one an entry, as the format of our query makes them; throws CannotTell on a line of
/// another form.
std::vector<PackageRecord> parse_rpm_query(std::string_view lines);

/// The report of `rpm --verify`; throws CannotTell on a line of another form.
PackageVerification parse_rpm_verify(std::string_view report);

/// "1:2.0-3.el9": the epoch in front where there is one that is not 0.
std::string rpm_version(std::string_view epoch, std::string_view version, std::string_view release);

}  // namespace muster
