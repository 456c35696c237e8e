#pragma once

#include "framework/fleet/alert/actions.hpp"
#include "framework/fleet/state/fleet_state.hpp"
#include "framework/fleet/watch/watch_file.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// Runs the commands of the watch file for targets that have a problem, as far as their brakes let it; each in a thread of
/// its own, and one at a time of each rule. What it decides is decided again after a restart by what history has.
class Actor {
public:
    /// What was decided before.
    void begin_with(const Store& store);

    /// What is decided now, and what has come of commands that were run: events, for history.
    std::vector<Event> look_at(
        const WatchFile& file, const FleetState& fleet, const Circumstances& around, Instant now
    );

    /// Waits so long for commands that run; whether all have ended.
    bool stop(Nanoseconds grace);

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable ended;
        std::set<std::string> running;  ///< rules, by name
        std::vector<Event> troubles;
    };

    void decide(
        const ActionRule& rule,
        std::span<const ActedOn> targets,
        const FleetState& fleet,
        const Circumstances& around,
        Instant now,
        std::vector<Event>& events
    );
    void run(const ActionRule& rule, const TargetState& target, const State& problem);

    std::vector<Event> past_;
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace muster
