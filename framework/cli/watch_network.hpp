#pragma once

#include "framework/fleet/alert/delivery.hpp"
#include "framework/run/run_context.hpp"

#include <functional>
#include <string>

namespace muster {

/// Tells a secret of the watch file by its name, or throws CannotTell.
using TellWatchSecret = std::function<Secret(const std::string& name)>;

/// Sends what is told to somebody over HTTP from this machine, as the resource `http` would: TLS servers have to be
/// trusted, redirects are not followed, and nothing takes longer than 20 seconds.
Post post_from_here(OpenBackend open, TellWatchSecret tell);

/// Asks for a url, for the heartbeat.
std::function<HttpOutcome(const std::string& url)> get_from_here(OpenBackend open);

}  // namespace muster
