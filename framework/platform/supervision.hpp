#pragma once

// Tools that watch over services beside the service manager: monit and supervisor.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// What a tool says of what it watches: a name, and whether it watches it now.
using WatchedServices = std::map<std::string, bool>;

/// The report of `monit -B status`: each thing that it knows is monitored, or not now.
WatchedServices parse_monit_status(std::string_view report);

/// Whether the tool called `tool` ("monit", "supervisor") watches what it knows by this name; nothing when it does
/// not know it. One run for all who ask. Throws CannotTell when the tool is not known, not there or does not
/// answer.
Task<std::optional<bool>> is_watched(Host& host, std::string tool, std::string name);

}  // namespace muster
