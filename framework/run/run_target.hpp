#pragma once

#include "framework/host/backend.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/outcome.hpp"
#include "framework/model/target.hpp"
#include "framework/run/fleet_questions.hpp"
#include "framework/run/platform_memory.hpp"
#include "framework/run/secrets.hpp"
#include "framework/run/selection.hpp"
#include "framework/run/spec_program.hpp"
#include "framework/run/verify.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace muster {

/// Reaches a target, or throws CannotTell. Notices are told with the target's report.
using OpenBackend = std::function<
    std::unique_ptr<Backend>(const Target& target, std::vector<std::string>& notices)>;

/// Told what was collected for a target, on which platform, before it is asked.
using OnPlan = std::function<void(const Plan& plan, const Platform& platform)>;

/// What all targets of a run share. Everything outlives the run.
struct RunContext {
    const Vocabulary& vocabulary;
    const std::vector<SpecProgram>& programs;
    OpenBackend open;
    Selection selection;
    VerifyOptions verify;
    PlatformMemory memory{""};
    std::shared_ptr<const Inventory> inventory = {};  ///< with every spec that is told of it
    TellSecret tell_secret = {};
    std::shared_ptr<FleetQuestions> fleet = {};  ///< asked beside the specs; null: none are
    std::size_t commands = 0;                    ///< that a target is expected to be asked to run
    OnPlan on_plan = {};                         ///< called by several threads at once
    /// Called with each report before anybody reads it, by several threads at once: it may let failures stand.
    std::function<void(TargetReport&)> on_report = {};
    Nanoseconds timeout = std::chrono::minutes(10);  ///< for one target, login and retries included
};

/// Called when the target is connected and before it is asked: waits for its turn.
using AwaitTurn = std::function<void()>;

/// The whole of one target: connect, learn its platform, collect, gather, judge. Never throws for what
/// the target does: one that cannot be reached or is lost says so in its report. Throws Broken when a
/// spec has no meaning on this platform.
TargetReport run_target(
    const Target& target, const RunContext& context, const AwaitTurn& await_turn
);

/// How it is told that a target is not reached, to whom it is a member of a fleet.
CannotTell unreachable(const CannotTell& why);

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
/// The rows of all FLEETs, for the variables of `controller`. Throws Broken.
Plan collect_fleet(const Target& controller, const RunContext& context, Instant now);
/// What is told of a plan that runs, a line each; what is for lint alone is not among it.
std::vector<std::string> warnings_of(const Plan& plan);

/// The same for one target.
Plan collect_plan(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
);

}  // namespace muster
