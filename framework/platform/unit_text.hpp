#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One assignment of a unit file.
struct UnitSetting {
    std::string key;
    std::string value;  ///< ends trimmed; empty: takes back what was said before
};

/// The assignments of one section of a unit file in their order, comments and folded lines undone
/// (systemd.syntax(7)).
std::vector<UnitSetting> unit_settings(std::string_view unit_file, std::string_view section);

}  // namespace muster
