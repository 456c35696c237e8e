#pragma once

// OpenRC: `rc-status` for what runs, the links of /etc/runlevels for what starts.

#include "framework/platform/service_manager.hpp"

#include <cstdint>
#include <map>
#include <set>

namespace muster {

extern const ServiceManager openrc;

struct OpenrcState {
    std::string word;                           ///< `started`, `stopped`, `crashed` …
    std::optional<std::int64_t> restarts = {};  ///< only of what supervise-daemon watches

    friend bool operator==(const OpenrcState&, const OpenrcState&) = default;
};

/// The report of `rc-status -f ini -a`: services of all runlevels, and those that were started by hand.
using OpenrcStates = std::map<std::string, OpenrcState>;
OpenrcStates parse_rc_status(std::string_view report);

/// What a runlevel names: a service, or another runlevel whose services it starts, too.
struct RunlevelEntry {
    std::string runlevel;
    std::string name;
};
std::set<std::string> runlevels_of(
    const std::string& service,
    const std::vector<RunlevelEntry>& entries,
    const std::vector<std::string>& all_runlevels
);

}  // namespace muster
