#pragma once

#include "framework/fleet/state/fleet_state.hpp"
#include "framework/run/plans.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// What is asked of each target of a fleet that is asked again and again. A plan is kept for ten minutes, as long as the
/// target is of the same platform; one that names moments counted from now (`ago`, `from_now`) is collected for each
/// round. Where the program of a spec crashes or hangs its last rows go on being asked, with an errored row that says so.
/// Several threads at once.
class TargetPlans {
public:
    /// The rows of all programs of the context.
    Plan of(const Target& target, const Platform& platform, const RunContext& context, Instant now);

    void forget(const std::string& target);

private:
    struct Kept {
        Platform platform;
        Instant collected{};
        bool counts_from_now = false;
        std::vector<Plan> of_programs;  ///< in their order
    };

    std::shared_ptr<const Kept> kept(const std::string& target) const;

    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Kept>> kept_;
};

/// The plan of one round: the specs that are due, and those that nobody has known before.
class RoundPlans : public Plans {
public:
    /// `plans` outlives this.
    RoundPlans(TargetPlans& plans, std::set<std::string> not_due)
        : plans_(plans), not_due_(std::move(not_due)) {}

    Plan take(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    ) override;

    /// Which specs were asked, and which there are; nothing before a plan was taken.
    const RoundSubject& subject() const { return subject_; }

private:
    TargetPlans& plans_;
    const std::set<std::string> not_due_;
    RoundSubject subject_;
};

}  // namespace muster
