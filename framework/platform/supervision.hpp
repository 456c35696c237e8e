#pragma once

// Tools that watch over services beside the service manager: monit and supervisor.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <map>
#include <string>
#include <string_view>

namespace muster {

/// What a tool says of what it watches: a name, and whether it watches it now.
using WatchedServices = std::map<std::string, bool>;

/// The report of `monit -B status`: each thing that it knows is monitored, or not now.
WatchedServices parse_monit_status(std::string_view report);

/// The lines of `supervisorctl status`: what supervisor knows, it watches. A program of a group is
/// called `group:program`, and `program` for short.
WatchedServices parse_supervisor_status(std::string_view report);

/// All that the tool called `tool` ("monit", "supervisor") knows; one run for all who ask. Throws
/// CannotTell when the tool is not known, not there or does not answer.
Task<WatchedServices> watched_services(Host& host, std::string tool);

}  // namespace muster
