#include "framework/fleet/state/fleet_state.hpp"

#include "framework/fleet/state/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster {

namespace {

Standing standing_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::passed: return Standing::conforms;
    case Outcome::failed: return Standing::failed;
    case Outcome::errored: return Standing::errored;
    case Outcome::skipped: return Standing::skipped;
    }
    return Standing::errored;
}

bool is_answered(const Result& result) {
    return result.outcome == Outcome::passed or result.outcome == Outcome::failed;
}

/// The value of a followed row has changed, though it may conform as before.
void follow(State& state, Instant now, std::vector<Event>& events) {
    const auto& result = state.observation.result;
    if (not result.follow or not is_answered(result))
        return;
    const auto before = std::exchange(state.followed, result.actual);
    if (not before or *before == result.actual)
        return;
    auto event = event_of(state, Event::Kind::followed, now);
    event.was = *before;
    event.is = result.actual;
    events.push_back(std::move(event));
}

bool tells_the_same(const Observation& one, const Observation& other) {
    const auto& a = one.result;
    const auto& b = other.result;
    return a.actual == b.actual and a.expected == b.expected and a.message == b.message
           and a.statement == b.statement and a.impact == b.impact and a.hint == b.hint
           and a.where == b.where and a.waived.has_value() == b.waived.has_value()
           and one.owner == other.owner and one.runbook == other.runbook;
}

/// Nothing worth writing: it is as it was, and has been for all results that count.
bool is_as_before(const State& before, const State& after) {
    return before.standing == after.standing and before.settled == after.settled
           and before.flapping == after.flapping and after.recent == 0 and before.recent == 0
           and tells_the_same(before.observation, after.observation);
}

Observation observation_of(const SpecReport& spec, const Result& result, bool of_fleet) {
    return {spec.title, spec.roles, spec.tags, spec.owner, spec.runbook, of_fleet, result};
}

/// The target itself as something that was looked at.
Observation reach_of(const TargetReport& report) {
    Observation observation;
    observation.roles = report.roles;
    auto& result = observation.result;
    const auto why = report.unreachable.empty() ? report.lost : report.unreachable;
    result.outcome = why.empty() ? Outcome::passed : Outcome::errored;
    result.statement = fmt::format("{} can be reached", report.name);
    result.message = why;
    result.impact = Impact::high;
    return observation;
}

/// It answered with another host key, or another machine-id.
bool is_another_machine(const TargetState& known, const TargetReport& report) {
    const auto differ = [](const std::string& before, const std::string& now) {
        return not before.empty() and not now.empty() and before != now;
    };
    return differ(known.identity, report.identity)
           or differ(known.platform.machine_id, report.platform.machine_id);
}

/// As if it had never been asked; what somebody was told is still to be ended.
State begun_anew(const State& state) {
    State fresh;
    fresh.of = state.of;
    fresh.last = state.last;  // nobody is late with it for that
    fresh.told = state.told;
    fresh.told_at = state.told_at;
    fresh.told_flapping = state.told_flapping;
    fresh.observation = state.observation;
    return fresh;
}

/// Takes the results of a report into the states of a target: those of its own specs, or those of FLEETs.
class RoundReader {
public:
    RoundReader(TargetStates& states, bool of_fleet, const StateRules& rules, Instant now)
        : states_(states), of_fleet_(of_fleet), rules_(rules), now_(now) {}

    Changes read(const std::vector<SpecReport>& specs, const RoundSubject& subject) {
        const auto others = take_out();
        for (const auto& spec : specs)
            for (const auto& result : spec.results)
                take(spec, result, subject.asked);
        put_back(subject);
        for (auto& [id, state] : before_)
            changes_.gone.push_back(std::move(state));
        std::ranges::copy(others, std::back_inserter(states_.expectations));
        return std::move(changes_);
    }

private:
    /// Leaves the target without expectations; gives those that are not of this kind.
    std::vector<State> take_out() {
        std::vector<State> others;
        for (auto& state : std::exchange(states_.expectations, {})) {
            if (state.observation.of_fleet != of_fleet_) {
                others.push_back(std::move(state));
                continue;
            }
            order_.push_back(state.of.id);
            before_.emplace(state.of.id, std::move(state));
        }
        return others;
    }

    /// Two specs of one title may say one row twice: each is watched.
    std::string own_id(const std::string& id) {
        const auto times = ++seen_[id];
        return times == 1 ? id : fmt::format("{} / again {}", id, times);
    }

    void take(const SpecReport& spec, const Result& result, const std::set<std::string>& asked) {
        const auto id = own_id(result.id);
        if (not asked.contains(spec.title))
            return;
        State before;
        before.of = {states_.target.name, id};
        if (auto known = before_.extract(id); not known.empty())
            before = std::move(known.mapped());
        auto after = before;
        after.observation = observation_of(spec, result, of_fleet_);
        after.observation.result.id = id;
        if (after.observation.result.statement.empty())  // of a spec that is broken
            after.observation.result.statement = id;
        for (auto& event : settle(after, standing_of(result.outcome), now_, rules_))
            changes_.events.push_back(std::move(event));
        follow(after, now_, changes_.events);
        if (before.standing == Standing::pending or not is_as_before(before, after))
            changes_.changed.push_back(after.of);
        asked_[spec.title].push_back(std::move(after));
    }

    /// Those that were asked as they were said now; of specs that were not due what was there.
    void put_back(const RoundSubject& subject) {
        for (const auto& title : subject.known) {
            if (subject.asked.contains(title)) {
                auto& said = asked_[title];
                std::ranges::move(said, std::back_inserter(states_.expectations));
                said.clear();
                continue;
            }
            for (const auto& id : order_)
                if (const auto known = before_.find(id);
                    known != before_.end() and known->second.observation.spec == title) {
                    states_.expectations.push_back(std::move(known->second));
                    before_.erase(known);
                }
        }
    }

    TargetStates& states_;
    const bool of_fleet_;
    const StateRules& rules_;
    const Instant now_;
    std::vector<std::string> order_;  ///< of ids, as it was
    std::unordered_map<std::string, State> before_;
    std::unordered_map<std::string, int> seen_;
    std::map<std::string, std::vector<State>> asked_;  ///< by the title of their spec
    Changes changes_;
};

/// The part of a FLEETs' report that is about one member, or about nobody.
std::vector<SpecReport> rows_about(const TargetReport& report, const std::string& member) {
    std::vector<SpecReport> specs;
    for (const auto& spec : report.specs) {
        auto part = spec;
        std::erase_if(part.results, [&](const Result& one) { return one.about != member; });
        if (not part.results.empty())
            specs.push_back(std::move(part));
    }
    return specs;
}

void take_target(TargetState& target, const TargetReport& report, const RoundSubject& subject) {
    target.took = report.duration;
    target.exchanges = report.exchanges;
    target.late = subject.late;
    target.notices = report.notices;
    if (not report.unreachable.empty())
        return;
    target.platform = report.platform;
    if (not report.identity.empty())
        target.identity = report.identity;
}

/// A problem that nothing is heard of stays the problem that it was, since when it was.
Event made_stale(State& state, Instant now) {
    const bool was_problem = is_problem(state.settled);
    auto event = event_of(state, was_problem ? Event::Kind::turned : Event::Kind::problem, now);
    event.from = state.settled;
    event.to = Standing::stale;
    event.is = fmt::format("no result for {}", to_words(now - state.last));
    state.standing = state.settled = Standing::stale;
    if (not was_problem)
        state.since = state.changed = now;
    return event;
}

}  // namespace

State* TargetStates::find(const std::string& id) {
    const auto found =
        std::ranges::find(expectations, id, [](const State& state) -> const std::string& {
            return state.of.id;
        });
    return found == expectations.end() ? nullptr : &*found;
}

const State* TargetStates::find(const std::string& id) const {
    const auto found =
        std::ranges::find(expectations, id, [](const State& state) -> const std::string& {
            return state.of.id;
        });
    return found == expectations.end() ? nullptr : &*found;
}

void Changes::add(Changes more) {
    std::ranges::move(more.changed, std::back_inserter(changed));
    std::ranges::move(more.gone, std::back_inserter(gone));
    std::ranges::move(more.events, std::back_inserter(events));
}

FleetState::FleetState(std::vector<TargetState> targets, std::vector<State> states) {
    for (auto& target : targets)
        entry(target.name).target = std::move(target);
    for (auto& state : states) {
        if (state.of.is_monitor()) {
            monitor_ = std::move(state);
            continue;
        }
        auto& of = entry(state.of.target);
        if (state.of.is_target())
            of.reach = std::move(state);
        else
            of.expectations.push_back(std::move(state));
    }
}

TargetStates& FleetState::entry(const std::string& name) {
    auto [found, is_new] = targets_.try_emplace(name);
    if (is_new) {
        found->second.target.name = name;
        found->second.reach.of = {name, ""};
    }
    return found->second;
}

Changes FleetState::set_members(const std::vector<Target>& members, Instant now) {
    Changes changes;
    order_.clear();
    const auto tell = [&](TargetStates& of, Event::Kind kind) {
        changes.events.push_back(event_of(of.reach, kind, now));
        changes.changed.push_back(of.reach.of);
    };
    for (const auto& member : members) {
        auto& of = entry(member.name);
        order_.push_back(member.name);
        const bool is_new = of.target.first_seen == Instant{};
        if (is_new or std::exchange(of.target.retired, false)) {
            of.target.first_seen = now;
            tell(of, Event::Kind::appeared);
        }
        of.target.url = member.url;
        of.target.roles = member.roles;
    }
    const std::set<std::string> present(order_.begin(), order_.end());
    for (auto& [name, of] : targets_)
        if (not present.contains(name) and name != fleet_name
            and not std::exchange(of.target.retired, true))
            tell(of, Event::Kind::retired);
    return changes;
}

Changes FleetState::round_ended(
    const TargetReport& report, const RoundSubject& subject, const StateRules& rules, Instant now
) {
    if (report.is_fleet)
        return fleet_judged(report, subject, rules, now);
    auto& of = entry(report.name);
    Changes changes;
    of.target.last_round = now;
    if (report.unreachable.empty() and is_another_machine(of.target, report)) {
        begin_anew(of);
        changes.events.push_back(event_of(of.reach, Event::Kind::rebuilt, now));
    }
    take_target(of.target, report, subject);
    of.reach.observation = reach_of(report);
    const auto standing = of.reach.observation.result.outcome == Outcome::passed
                              ? Standing::conforms
                              : Standing::errored;
    for (auto& event : settle(of.reach, standing, now, rules))
        changes.events.push_back(std::move(event));
    changes.changed.push_back(of.reach.of);
    if (standing == Standing::conforms)
        changes.add(RoundReader(of, false, rules, now).read(report.specs, subject));
    return changes;
}

Changes FleetState::fleet_judged(
    const TargetReport& report, const RoundSubject& subject, const StateRules& rules, Instant now
) {
    Changes changes;
    auto& nobody = entry(std::string(fleet_name));
    take_target(nobody.target, report, subject);
    nobody.target.last_round = now;
    for (auto& [name, of] : targets_) {
        const auto rows = rows_about(report, name == fleet_name ? "" : name);
        changes.add(RoundReader(of, true, rules, now).read(rows, subject));
    }
    return changes;
}

void FleetState::begin_anew(TargetStates& of) {
    of.reach = begun_anew(of.reach);
    for (auto& state : of.expectations)
        state = begun_anew(state);
    of.target.identity.clear();
}

Changes FleetState::judge_sight(Instant now) {
    std::size_t members = 0;
    std::size_t seen = 0;
    std::size_t never_asked = 0;
    for (const auto* of : all()) {
        if (of->target.retired or of->target.name == fleet_name)
            continue;
        ++members;
        seen += of->reach.standing == Standing::conforms ? 1U : 0U;
        never_asked += of->reach.standing == Standing::pending ? 1U : 0U;
    }
    // One alone is down, and that is all there is to say; who was never asked may well be seen.
    const bool is_blind = members >= 2 and seen == 0 and never_asked == 0;
    const bool says_nothing = seen == 0 and never_asked > 0;
    if (says_nothing or (not is_blind and not is_problem(monitor_.standing)))
        return {};
    const auto standing = is_blind ? Standing::errored : Standing::conforms;
    if (monitor_.standing == standing)
        return {};
    auto& result = monitor_.observation.result;
    result.statement = "the monitor sees its targets";
    result.impact = Impact::critical;
    result.message = is_blind ? fmt::format("none of {} targets can be reached", members) : "";
    StateRules at_once;
    at_once.attempts = 1;
    at_once.flapping = false;
    return {{monitor_.of}, {}, settle(monitor_, standing, now, at_once)};
}

Changes FleetState::look_for_stale(
    const IntervalOf& interval_of, const StateRules& rules, Instant awake_since, Instant now
) {
    Changes changes;
    TargetStates fleets;  // FLEETs are judged together, whomever their rows are about
    fleets.target.name = fleet_name;
    for (auto* of : all()) {
        if (of->target.retired or is_problem(of->reach.standing))
            continue;
        for (auto& state : of->expectations) {
            const auto interval = state.observation.of_fleet
                                      ? interval_of(fleets, "")
                                      : interval_of(*of, state.observation.spec);
            // One that was away, and is back, has not been asked yet.
            const auto heard = std::max({state.last, awake_since, of->target.first_seen});
            if (state.standing == Standing::stale or heard + interval * rules.stale_after > now)
                continue;
            changes.events.push_back(made_stale(state, now));
            changes.changed.push_back(state.of);
        }
    }
    return changes;
}

/// Of a fleet that may be changed or not.
template<class Self>
auto FleetState::everybody(Self& self) {
    std::vector<decltype(&self.targets_.begin()->second)> all;
    const std::set<std::string> placed(self.order_.begin(), self.order_.end());
    for (const auto& name : self.order_)
        all.push_back(&self.targets_.at(name));
    for (auto& [name, of] : self.targets_)
        if (not placed.contains(name))
            all.push_back(&of);
    return all;
}

std::vector<TargetStates*> FleetState::all() {
    return everybody(*this);
}

std::vector<const TargetStates*> FleetState::all() const {
    return everybody(*this);
}

TargetStates* FleetState::find(const std::string& target) {
    const auto found = targets_.find(target);
    return found == targets_.end() ? nullptr : &found->second;
}

const TargetStates* FleetState::find(const std::string& target) const {
    const auto found = targets_.find(target);
    return found == targets_.end() ? nullptr : &found->second;
}

State* FleetState::find(const Watched& of) {
    if (of.is_monitor())
        return &monitor_;
    auto* target = find(of.target);
    if (target == nullptr)
        return nullptr;
    return of.is_target() ? &target->reach : target->find(of.id);
}

bool FleetState::has_rows_of_fleets() const {
    return std::ranges::any_of(targets_, [](const auto& one) {
        return std::ranges::any_of(one.second.expectations, [](const State& state) {
            return state.observation.of_fleet;
        });
    });
}

std::vector<std::string> FleetState::forget_retired(Instant since) {
    std::vector<std::string> names;
    for (const auto& [name, of] : targets_)
        if (of.target.retired and std::max(of.target.last_round, of.target.first_seen) < since)
            names.push_back(name);
    for (const auto& name : names)
        targets_.erase(name);
    return names;
}

}  // namespace muster
