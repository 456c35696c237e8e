#pragma once

#include "framework/fleet/state/state_rules.hpp"
#include "framework/fleet/state/watched.hpp"
#include "framework/model/target.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {

/// One target with all that is watched on it.
struct TargetStates {
    TargetState target;
    State reach;                      ///< the target itself
    std::vector<State> expectations;  ///< in the order of its specs

    /// nullptr: there is none of this id.
    State* find(const std::string& id);
    const State* find(const std::string& id) const;
};

/// What a round, or the passing of time, has changed.
struct Changes {
    std::vector<Watched> changed;  ///< states that the store should have anew
    std::vector<State> gone;       ///< expectations that no spec has any more, as they were
    std::vector<Event> events;

    void add(Changes more);
};

/// What a round was about, beside its report.
struct RoundSubject {
    std::set<std::string> asked;     ///< titles of the specs that were due
    std::vector<std::string> known;  ///< titles of all specs that the target has, in their order
    Nanoseconds late{0};
};

/// All that is known of a fleet. It is told what happened and when, asks nobody, and tells nobody.
class FleetState {
public:
    FleetState() = default;
    /// As the store has it.
    FleetState(std::vector<TargetState> targets, std::vector<State> states);

    /// Who belongs to the fleet from now on: who is new appears, who is missing retires, who is back is no longer retired.
    Changes set_members(const std::vector<Target>& members, Instant now);

    /// A target was asked, or was to be. While it cannot be reached its expectations stay as they were. A target that is
    /// another machine than before begins anew. A report of FLEETs may be filed under `fleet_name`, and rows of it that
    /// are about a member are that member's.
    Changes round_ended(
        const TargetReport& report,
        const RoundSubject& subject,
        const StateRules& rules,
        Instant now
    );

    /// The result of the monitor itself: whether all of its targets were out of reach at once.
    Changes judge_sight(Instant now);

    using IntervalOf = std::function<Nanoseconds(const TargetStates&, const std::string& spec)>;
    /// Expectations of which nothing was heard for too long. `awake_since` is when the loop began or went on after a
    /// pause: nobody is late for what happened before.
    Changes look_for_stale(
        const IntervalOf& interval_of, const StateRules& rules, Instant awake_since, Instant now
    );

    /// Members in the order of the inventory, then who retired and those of FLEETs alone, by name.
    std::vector<const TargetStates*> all() const;
    std::vector<TargetStates*> all();
    TargetStates* find(const std::string& target);
    const TargetStates* find(const std::string& target) const;
    State* find(const Watched& of);
    State& monitor() { return monitor_; }
    const State& monitor() const { return monitor_; }
    bool has_rows_of_fleets() const;
    /// Forgets those that retired and were not asked since then; their names.
    std::vector<std::string> forget_retired(Instant since);

private:
    TargetStates& entry(const std::string& name);
    Changes fleet_judged(
        const TargetReport& report,
        const RoundSubject& subject,
        const StateRules& rules,
        Instant now
    );
    static void begin_anew(TargetStates& of);
    template<class Self>
    static auto everybody(Self& self);

    std::map<std::string, TargetStates> targets_;
    std::vector<std::string> order_;
    State monitor_;
};

}  // namespace muster
