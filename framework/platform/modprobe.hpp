#pragma once

// modprobe.d(5), as kmod reads it: what keeps a module from being loaded.

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `install NAME COMMAND` or `blacklist NAME`.
struct ModprobeLine {
    std::string keyword;
    std::string module;   ///< with `_` for `-`; of `install` it may be a glob
    std::string command;  ///< of `install`, as written
    std::string where;    ///< "/etc/modprobe.d/cis.conf:3"
};

/// The lines with these two words; folded lines are made one, and other words passed over.
std::vector<ModprobeLine> parse_modprobe(const std::string& file, std::string_view text);

/// Whether a command of `install` is nothing but `true` or `false`, by whatever path.
bool loads_nothing(std::string_view command);

struct ModprobeConfiguration {
    std::vector<ModprobeLine> lines;  ///< in effective order

    /// The `install` line that modprobe would run: the first that fits; nullptr without one.
    const ModprobeLine* install(std::string_view module) const;
    /// nullptr without one.
    const ModprobeLine* blacklist(std::string_view module) const;
};

/// The effective files, and `modprobe.blacklist=` of the kernel's command line where it runs. Once for all;
/// throws CannotTell when one of the files could not be read.
Task<ModprobeConfiguration> modprobe_configuration(Host& host);

}  // namespace muster
