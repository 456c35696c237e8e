#pragma once

// The text of dpkg's database: /var/lib/dpkg/status, updates/ and, in images without a package tool,
// status.d/. Stanzas of `Field: value` lines (deb-control(5)), separated by empty lines.

#include "framework/platform/package_records.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What a stanza without a Status field is: an entry of status.d/ is there, anything else is not.
enum class WithoutStatus { unknown, installed };

/// The entries of a database, in their order; those with the state `not-installed` are left out, as
/// dpkg-query does. What is no field is passed over.
std::vector<PackageRecord> parse_dpkg_status(
    std::string_view text, WithoutStatus without = WithoutStatus::unknown
);

/// The names of a Provides field: "mail-transport-agent, foo (= 1.2)".
std::vector<std::string> provided_names(std::string_view field);

/// The lines of the Conffiles field of an entry of a database; empty where it has none.
std::string_view dpkg_conffiles_field(std::string_view text, const PackageName& name);

/// Whether a package in this state counts as installed: unpacked and configured.
bool dpkg_installed(std::string_view state);

/// Nothing for what cannot be a package's name, above all patterns and options; "libc6:any" is "libc6".
std::optional<PackageName> dpkg_name(std::string_view text);

}  // namespace muster
