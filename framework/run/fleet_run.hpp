#pragma once

#include "framework/run/fan_out.hpp"

#include <vector>

namespace muster {

/// Runs all targets, then judges the FLEETs of their specs by what the targets answered and gives them a report of their
/// own, the last; what is about one target is filed there. A target that only FLEETs had questions for has no report,
/// if it could be reached; where there are no SPECs at all nobody else is reached. Without FLEETs this is `run_targets`. `controller` has the variables of the run.
std::vector<TargetReport> run_fleet(
    const std::vector<Target>& targets,
    const Target& controller,
    const RunContext& context,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
);

/// Judges FLEETs: what `context.fleet` has not, the targets are asked for, so many at a time. Never throws for what targets
/// do.
TargetReport judge_fleet(
    const Plan& plan,
    const Target& controller,
    const std::vector<Target>& targets,
    const RunContext& context,
    std::size_t jobs
);

/// What the FLEETs of a plan ask of these targets beside their own specs.
std::shared_ptr<FleetQuestions> questions_of(
    const Plan& fleet, const std::vector<Target>& targets, const RunContext& context
);

}  // namespace muster
