#pragma once

// Where the files of systemd's units stand (systemd.unit(5)).

#include "framework/host/host.hpp"
#include "framework/platform/named_content.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The folders of unit files of the system, in the order in which they count. Debian's systemd before that of release 13
/// is one for a /lib of its own, and calls it so.
std::vector<std::string> unit_folders(const Platform& platform);

/// The file that makes a unit.
struct UnitFile {
    std::string name;  ///< the unit's own, where it was asked for by an alias
    std::string path;
    std::string text;
    bool masked = false;  ///< a link to /dev/null, or empty
    bool linked = false;  ///< from outside, by `systemctl link`
};

/// Of that name itself: an instance of a template has none as a rule. An alias is a link to a unit of another name: that
/// one is looked up as systemd does, and found.
Task<std::optional<UnitFile>> unit_file_of(Host& host, std::string unit);
/// Of the unit, else of its template.
Task<std::optional<UnitFile>> unit_file_or_template(Host& host, std::string unit);

/// The drop-ins of a unit that goes by these names, sorted by their base names as they apply. Of one base name that of
/// the earliest folder counts, there that of the unit's own name, of its template's, then of those that begin as it does
/// (`foo-.service.d`); after all folders those of its kind (`service.d`).
Task<std::vector<NamedContent>> drop_ins_of(Host& host, std::vector<std::string> names);
/// The folders that may hold them, nearest first, without that of its kind: `foo-bar.service.d`, `foo-.service.d`.
std::vector<std::string> drop_in_folders(const std::string& unit);

}  // namespace muster
