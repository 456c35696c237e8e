#pragma once

// The text of dpkg's database: /var/lib/dpkg/status, updates/ and, in images without a package tool,
// status.d/. Stanzas of `Field: value` lines (deb-control(5)), separated by empty lines.

#include "framework/platform/package_database.hpp"

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

/// Whether a package in this state counts as installed: unpacked and configured.
bool dpkg_installed(std::string_view state);

/// What the author wrote: a name, and behind a colon an architecture.
struct DpkgName {
    std::string name;
    std::string architecture;  ///< empty: any
};

/// Nothing for what cannot be a package's name, above all patterns and options.
std::optional<DpkgName> dpkg_name(std::string_view text);

/// Whether an entry is meant by `name`; an architecture is compared as it stands, `all` is one of them.
bool is_called(const PackageRecord& record, const DpkgName& name);

}  // namespace muster
