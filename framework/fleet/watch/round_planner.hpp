#pragma once

#include "framework/fleet/schedule/schedule.hpp"
#include "framework/fleet/state/fleet_state.hpp"
#include "framework/fleet/watch/asker.hpp"
#include "framework/fleet/watch/keeper.hpp"
#include "framework/fleet/watch/lateness.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// Who is asked next, and what of it: knows which specs each target has, which is told by its rounds.
class RoundPlanner {
public:
    /// All outlive it.
    RoundPlanner(
        std::shared_ptr<const Configuration> with, const FleetState& fleet, Keeper& keeper
    );

    void configure(std::shared_ptr<const Configuration> with, Instant now);

    /// The rounds that begin now, at most so many.
    std::vector<RoundTask> take_due(Instant now, std::size_t most);
    void take_done(const RoundDone& done, bool is_reached, Instant now);

    std::optional<Instant> next() const { return schedule_.next(); }
    const Lateness& lateness() const { return lateness_; }

private:
    void plan(Instant now);
    double phase_of(const std::string& target);
    std::vector<std::string> soft_specs(const std::string& target) const;
    void take_titles(const std::string& target, const RoundSubject& subject, Instant now);

    std::shared_ptr<const Configuration> with_;
    const FleetState& fleet_;
    Keeper& keeper_;
    Schedule schedule_;
    Lateness lateness_;
    std::map<std::string, const Target*> members_;             ///< of `with_`
    std::map<std::string, std::vector<ScheduledSpec>> specs_;  ///< with when each was asked last
    std::set<std::string> whole_;  ///< who is asked as a whole, for its specs are not known yet
    std::map<std::string, double> phases_;
    bool knows_others_ = false;  ///< specs than those that are planned
};

}  // namespace muster
