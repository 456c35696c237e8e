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
/// round. Where the program of a spec crashes or hangs its last rows go on being asked, with an errored row that says so;
/// but for rows that were collected for another platform or count from a moment that has passed: they are not asked, and
/// not gone. Several threads at once.
class TargetPlans {
public:
    struct Asked {
        Plan plan;  ///< the rows of all programs of the context
        std::vector<std::string>
            held_back;         ///< titles of specs that there are, and whose rows nobody knows now
        bool is_whole = true;  ///< no program is broken of which nothing is known
    };
    Asked of(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    );

private:
    /// What one program says. Whether it counts from now is seen by what it says of another day.
    struct Collected {
        Plan plan;
        bool counts_from_now = false;
        bool is_known = true;  ///< it has been collected once
    };
    struct Kept {
        Platform platform;
        Instant collected{};
        bool is_good = true;                 ///< as long as time does not pass
        std::vector<Collected> of_programs;  ///< in their order
    };

    std::shared_ptr<const Kept> kept(const std::string& target) const;
    static Collected collect(
        const SpecProgram& program,
        const Target& target,
        const Platform& platform,
        const RunContext& context,
        Instant now
    );
    static void collect_all(
        Kept& fresh,
        Asked& asked,
        const Kept* before,
        const Target& target,
        const RunContext& context
    );

    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Kept>> kept_;
};

/// The plan of one round: the specs that are due, and those that nobody has known before.
class RoundPlans : public Plans {
public:
    /// `plans` outlives this. `known` are the titles that the target had in its last round: they are not gone as long as a
    /// program is broken that may have them.
    RoundPlans(
        TargetPlans& plans, std::set<std::string> not_due, std::vector<std::string> known = {}
    )
        : plans_(plans), not_due_(std::move(not_due)), known_(std::move(known)) {}

    Plan take(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    ) override;

    /// Which specs were asked, and which there are; nothing before a plan was taken.
    const RoundSubject& subject() const { return subject_; }

private:
    void add_known(const std::string& title);

    TargetPlans& plans_;
    const std::set<std::string> not_due_;
    const std::vector<std::string> known_;
    RoundSubject subject_;
};

}  // namespace muster
