#pragma once

#include "framework/fleet/serve/overview.hpp"
#include "framework/fleet/watch/asker.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/fleet/watch/round_planner.hpp"
#include "framework/fleet/watch/teller.hpp"
#include "framework/fleet/watch/watch_recorder.hpp"

#include <string>

namespace muster {

/// How many targets a loop has, and how many settled problems of members: "12 targets, 1 problem".
std::string summary_of(const Configuration& with, const FleetState& fleet);

/// All that readers are shown, but how the loop itself is.
Overview overview_of(
    const Configuration& with,
    const FleetState& fleet,
    const Teller& teller,
    const WatchRecorder& recorder,
    Instant now
);

/// How the parts of a loop are.
LoopHealth health_of(
    const Configuration& with,
    const Asker& asker,
    const RoundPlanner& planner,
    const Postman& postman,
    const WatchRecorder& recorder
);

/// How often a watch file, which outlives this, wants a spec of a target to be asked.
FleetState::IntervalOf intervals_by(const WatchFile& file);

}  // namespace muster
