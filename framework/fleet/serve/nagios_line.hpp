#pragma once

#include "framework/fleet/serve/overview.hpp"

#include <string>

namespace muster {

/// What a plugin of Nagios, Icinga and the like says and ends with (monitoring-plugins.org, development guidelines).
struct NagiosAnswer {
    int status = 3;    ///< 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
    std::string text;  ///< a line with performance data, then what does not hold, a line each
};

/// How a target stands, by what has settled; of an empty name the whole fleet. CRITICAL where a row of impact medium or
/// more failed; else UNKNOWN where a target is not known, has left the inventory, cannot be reached, or has a row that
/// could not be told, is stale or was never asked; else WARNING where a row of less impact failed.
NagiosAnswer nagios_line(const Overview& overview, const std::string& target);

}  // namespace muster
