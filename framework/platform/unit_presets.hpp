#pragma once

// What systemd enables by itself on the first boot of a system (systemd.preset(5)).

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A line of a preset file: `enable getty@.service`. Instances that it may name are not read.
struct Preset {
    bool enable = false;
    std::string pattern;  ///< as of glob(7)
};

/// The lines of a preset file; `ignore` enables nothing.
std::vector<Preset> parse_presets(std::string_view file);

/// Whether the first line that fits enables the unit; where none does it is enabled.
bool enables(const std::vector<Preset>& presets, const std::string& unit);

/// All lines, in the order in which they count, if the next boot is the first one: /etc/machine-id is missing, or says
/// `uninitialized` (machine-id(5)). systemd then enables what presets say so, and disables nothing, unless it was built
/// otherwise. Nothing on a system that was booted before, or runs.
Task<std::optional<std::vector<Preset>>> presets_of_first_boot(Host& host);

}  // namespace muster
