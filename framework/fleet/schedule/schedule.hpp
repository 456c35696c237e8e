#pragma once

// When who is asked what. It decides and does nothing: the moments come from the caller.
//
// A target has a phase, and each of its specs an interval; a spec is due at the moments that lie `phase` into an interval, by
// the clock on the wall. So all specs of a target that have one interval are asked together, a fleet is spread over the
// interval, and after a restart the moments are the same. What has never been asked, and what missed its moment while nobody
// watched, is asked within a minute, spread by the phase as well.
//
// A round that takes longer than the interval, or a pause of the whole machine, leaves out the moments that passed: one round
// follows, not all of them.

#include "framework/fleet/schedule/intervals.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ScheduledSpec {
    std::string title;
    std::optional<Instant> last =
        {};  ///< when it was asked last, by an earlier process; nothing: never
};

struct ScheduledTarget {
    std::string name;
    std::vector<std::string> roles;
    std::vector<ScheduledSpec> specs;
    double phase = 0;  ///< in [0, 1)
};

/// One round of one target: what is due of it.
struct DueRound {
    std::string target;
    std::vector<std::string> specs;  ///< titles, in the order in which they were planned
    Instant since;                   ///< when the first of them came due
    Nanoseconds late{0};             ///< so long ago that was
};

class Schedule {
public:
    Schedule(StateRules rules, std::vector<IntervalRule> intervals);

    /// Other rules from the next `plan` on.
    void set_rules(StateRules rules, std::vector<IntervalRule> intervals);

    /// All targets that there are, each with all its specs; one without specs is never due. Who stays keeps the moments at
    /// which they are due, and goes over to another interval or phase by a round that is sooner, never later, than either
    /// has it. Who is not among them is due no more, also when a round of it is still on its way.
    void plan(const std::vector<ScheduledTarget>& targets, Instant now);

    /// Rounds that are due, the latest first, and at most so many: the others stay due. A target that is given out is due no
    /// more until `done` or `not_reached`. A clock that was put back does not stop anything: what would be due
    /// more than one and a half intervals from now is planned anew.
    std::vector<DueRound> take_due(Instant now, std::size_t most);

    /// A round ended. Its specs are due at their next moments, the ones that have a soft problem after `retry_after`, if that
    /// is sooner. Of a target that is not being asked nothing happens.
    void done(std::string_view target, std::span<const std::string> soft, Instant now);

    /// A round ended before anything was asked: the target cannot be reached. It is tried again after `retry_after` until
    /// `attempts` in a row have failed, then at the intervals of its specs. Those that were not asked go along with the next
    /// round of the target, whatever their interval.
    void not_reached(std::string_view target, Instant now);

    /// When somebody is due next; nothing where nobody is. What is being asked does not count.
    std::optional<Instant> next() const;

    std::size_t asking() const { return asking_; }  ///< targets that were given out

private:
    struct Spec {
        std::string title;
        Nanoseconds interval{};
        Instant due{};
        Nanoseconds wait{};       ///< so long before it was due it was planned, at most
        bool was_missed = false;  ///< its last round did not reach the target
        bool is_given_out = false;
    };
    struct Planned {
        std::vector<Spec> specs;
        double phase = 0;
        int tries = 0;  ///< in a row that did not reach it
        bool is_asked = false;
        bool is_gone = false;  ///< from the plan, while it was being asked

        Instant due() const;
    };
    using Targets = std::map<std::string, Planned, std::less<>>;

    Spec spec_of(const ScheduledTarget& target, const ScheduledSpec& spec, Instant now) const;
    Instant first_due(const Spec& spec, std::optional<Instant> last, double phase, Instant now)
        const;
    void plan_target(const ScheduledTarget& target, Instant now);
    void remove_others(const std::vector<ScheduledTarget>& targets);
    void plan_anew(Instant now);
    DueRound give_out(const std::string& name, Planned& target, Instant now);
    Planned* asked(std::string_view target);
    void ended(std::string_view target);
    void wait_for(const std::string& name, const Planned& target);
    void forget(const std::string& name, const Planned& target);

    StateRules rules_;
    std::vector<IntervalRule> intervals_;
    Targets targets_;
    /// Who waits, by when it is due. Each round costs a step in this, not a look at everybody.
    std::set<std::pair<Instant, std::string>> waiting_;
    std::size_t asking_ = 0;
    Instant last_seen_ = Instant::min();
};

}  // namespace muster
