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
#include <string>
#include <vector>

namespace muster {

struct RunContext;

/// Who gives what is asked of a target: otherwise it is collected for each alone.
class Plans {
public:
    Plans() = default;
    virtual ~Plans() = default;
    Plans(const Plans&) = delete;
    Plans& operator=(const Plans&) = delete;
    /// As collect_plan. Several threads at once.
    virtual Plan take(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    ) = 0;
};

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
    std::shared_ptr<Plans> plans = {};  ///< of the run's targets; null: each collects its own
    std::shared_ptr<FleetQuestions> fleet = {};  ///< asked beside the specs; null: none are
    std::size_t commands = 0;                    ///< that a target is expected to be asked to run
    OnPlan on_plan = {};                         ///< called by several threads at once
    /// Called as each target is begun and when it has been asked, by several threads at once.
    std::function<void()> on_begun = [] {};
    std::function<void(const TargetReport&)> on_asked = [](const TargetReport&) {};
    /// Called with each report before anybody reads it, by several threads at once: it may let failures stand.
    std::function<void(TargetReport&)> on_report = {};
    Nanoseconds timeout = std::chrono::minutes(10);  ///< for one target, login and retries included
};

}  // namespace muster
