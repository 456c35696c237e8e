#pragma once

// From spec programs to plans: what they say for a target, chosen by the run's selection.

#include "framework/run/run_context.hpp"

#include <span>
#include <string>
#include <vector>

namespace muster {

/// What a spec's body may read of a target.
Surroundings surroundings_of(
    const Target& target,
    const Platform& platform,
    const SpecProgram& program,
    const RunContext& context,
    Instant now
);

/// The rows of all programs for each of the targets, which are of one platform; each program is started once.
/// What is broken is thrown as Broken, with every problem on a line of its own; on a platform that is assumed nothing
/// is that another platform would take.
enum class PlatformIs { told, assumed };
std::vector<Plan> collect_plans(
    const std::vector<Target>& targets,
    const Platform& platform,
    const RunContext& context,
    Instant now,
    PlatformIs platform_is = PlatformIs::told
);
/// The rows of all programs for a target of every role, on each of the platforms, which are assumed.
std::vector<Plan> collect_on(
    std::span<const Platform> platforms,
    const Target& target,
    const RunContext& context,
    Instant now
);
/// The rows of all programs for a target, as they are at each of the moments; each program is started once. Throws Broken.
std::vector<Plan> collect_at(
    std::span<const Instant> moments,
    const Target& target,
    const Platform& platform,
    const RunContext& context
);
/// The rows of all FLEETs, for the variables of `controller`. Throws Broken.
Plan collect_fleet(const Target& controller, const RunContext& context, Instant now);
/// What is told of a plan that runs, a line each; what is for lint alone is not among it.
std::vector<std::string> warnings_of(const Plan& plan);

/// The same for one target.
Plan collect_plan(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
);

}  // namespace muster
