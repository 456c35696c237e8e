#pragma once

// The entries of Defaults in sudoers(5): which there are, what they take, and what they come to.

#include "framework/platform/sudoers/sudoers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Why `visudo -c` refuses this entry; nothing where it takes it. It knows the settings of sudo 1.9.13 and those that came
/// later. Whether a locale is there, and what a password's prompt has to match, is not looked into.
std::optional<std::string> fault_of_setting(const SudoersSetting& setting);

/// All that is wrong with the lines of all files together: what was found in reading them, aliases that are defined
/// twice, and entries of Defaults, in this order. `visudo -c` holds the files valid where there is none (and each file
/// that is included is there, which the caller knows). Aliases that nobody defines and circles of them are no fault to
/// it without `--strict`.
std::vector<SudoersFault> sudoers_faults(const SudoersText& joined);

/// What the global Defaults say: "true" and "false" of a bare name and one with `!` before it, else the value; of several
/// lines the last. `+=` and `-=` put words to a list and take them from it, from what these files set: what sudo was
/// built with is not known. Nothing where nobody sets it.
std::optional<std::string> sudoers_setting(
    const std::vector<SudoersLine>& lines, std::string_view name
);

}  // namespace muster
