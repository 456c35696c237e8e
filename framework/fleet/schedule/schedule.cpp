#include "framework/fleet/schedule/schedule.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Within this what has not been asked yet is asked.
constexpr Nanoseconds first_spread = std::chrono::seconds(60);

Nanoseconds part_of(Nanoseconds whole, double fraction) {
    return Nanoseconds(static_cast<std::int64_t>(fraction * static_cast<double>(whole.count())));
}

}  // namespace

Instant Schedule::Planned::due() const {
    MUSTER_ASSERT(not specs.empty());
    return std::ranges::min(specs, {}, &Spec::due).due;
}

Schedule::Schedule(StateRules rules, std::vector<IntervalRule> intervals)
    : rules_(rules), intervals_(std::move(intervals)) {}

void Schedule::set_rules(StateRules rules, std::vector<IntervalRule> intervals) {
    rules_ = rules;
    intervals_ = std::move(intervals);
}

void Schedule::wait_for(const std::string& name, const Planned& target) {
    if (not target.specs.empty() and not target.is_asked)
        waiting_.emplace(target.due(), name);
}

void Schedule::forget(const std::string& name, const Planned& target) {
    if (not target.specs.empty() and not target.is_asked)
        waiting_.erase({target.due(), name});
}

Instant Schedule::first_due(
    const Spec& spec, std::optional<Instant> last, double phase, Instant now
) const {
    const auto next = next_on_grid(now, spec.interval, phase);
    const bool has_been_asked = last and *last <= now and *last >= next - spec.interval;
    if (has_been_asked)
        return next;
    return std::min(next, now + part_of(std::min(spec.interval, first_spread), phase));
}

Schedule::Spec Schedule::spec_of(
    const ScheduledTarget& target, const ScheduledSpec& spec, Instant now
) const {
    Spec planned;
    planned.title = spec.title;
    planned.interval =
        interval_of({target.name, target.roles, spec.title}, intervals_, rules_.interval);
    planned.due = first_due(planned, spec.last, target.phase, now);
    planned.wait = planned.interval;
    return planned;
}

void Schedule::plan_target(const ScheduledTarget& target, Instant now) {
    auto& planned = targets_[target.name];
    forget(target.name, planned);
    std::map<std::string_view, const Spec*> known;
    for (const auto& spec : planned.specs)
        known.emplace(spec.title, &spec);
    std::vector<Spec> specs;
    for (const auto& spec : target.specs) {
        auto fresh = spec_of(target, spec, now);
        const auto found = known.find(spec.title);
        if (found != known.end()) {
            const auto& before = *found->second;
            const bool is_as_before =
                before.interval == fresh.interval and planned.phase == target.phase;
            fresh.due = is_as_before
                            ? before.due
                            : std::min(before.due, next_on_grid(now, fresh.interval, target.phase));
            fresh.wait = is_as_before ? before.wait : fresh.interval;
            fresh.was_missed = before.was_missed;
            fresh.is_given_out = before.is_given_out;
        }
        specs.push_back(std::move(fresh));
    }
    planned.specs = std::move(specs);
    planned.phase = target.phase;
    planned.is_gone = false;
    wait_for(target.name, planned);
}

void Schedule::remove_others(const std::vector<ScheduledTarget>& targets) {
    std::set<std::string_view> names;
    for (const auto& target : targets)
        names.insert(target.name);
    for (auto one = targets_.begin(); one != targets_.end();) {
        auto& [name, planned] = *one;
        if (names.contains(name)) {
            ++one;
        } else if (planned.is_asked) {
            planned.is_gone = true;
            ++one;
        } else {
            forget(name, planned);
            one = targets_.erase(one);
        }
    }
}

void Schedule::plan(const std::vector<ScheduledTarget>& targets, Instant now) {
    remove_others(targets);
    for (const auto& target : targets)
        plan_target(target, now);
}

void Schedule::plan_anew(Instant now) {
    waiting_.clear();
    for (auto& [name, target] : targets_) {
        for (auto& spec : target.specs)
            if (spec.due - now > spec.wait + spec.wait / 2) {
                spec.due =
                    std::min(next_on_grid(now, spec.interval, target.phase), now + spec.wait);
            }
        wait_for(name, target);
    }
}

DueRound Schedule::give_out(const std::string& name, Planned& target, Instant now) {
    DueRound round{name, {}, target.due(), now - target.due()};
    for (auto& spec : target.specs) {
        spec.is_given_out = spec.due <= now or spec.was_missed;
        if (spec.is_given_out)
            round.specs.push_back(spec.title);
    }
    target.is_asked = true;
    ++asking_;
    return round;
}

std::vector<DueRound> Schedule::take_due(Instant now, std::size_t most) {
    if (now < last_seen_)
        plan_anew(now);
    last_seen_ = now;
    std::vector<DueRound> rounds;
    while (not waiting_.empty() and rounds.size() < most and waiting_.begin()->first <= now) {
        const auto name = waiting_.begin()->second;
        waiting_.erase(waiting_.begin());
        rounds.push_back(give_out(name, targets_.at(name), now));
    }
    return rounds;
}

Schedule::Planned* Schedule::asked(std::string_view target) {
    const auto found = targets_.find(target);
    return found == targets_.end() or not found->second.is_asked ? nullptr : &found->second;
}

void Schedule::ended(std::string_view target) {
    const auto found = targets_.find(target);
    auto& [name, planned] = *found;
    planned.is_asked = false;
    --asking_;
    for (auto& spec : planned.specs)
        spec.is_given_out = false;
    if (planned.is_gone)
        targets_.erase(found);
    else
        wait_for(name, planned);
}

void Schedule::done(std::string_view target, std::span<const std::string> soft, Instant now) {
    auto* planned = asked(target);
    if (planned == nullptr)
        return;
    planned->tries = 0;
    for (auto& spec : planned->specs) {
        if (not spec.is_given_out)
            continue;
        const bool is_soft = std::ranges::find(soft, spec.title) != soft.end();
        spec.wait = is_soft ? std::min(rules_.retry_after, spec.interval) : spec.interval;
        spec.due = next_on_grid(now, spec.interval, planned->phase);
        if (is_soft)
            spec.due = std::min(spec.due, now + spec.wait);
        spec.was_missed = false;
    }
    ended(target);
}

void Schedule::not_reached(std::string_view target, Instant now) {
    auto* planned = asked(target);
    if (planned == nullptr)
        return;
    planned->tries = std::min(planned->tries + 1, rules_.attempts);
    const bool is_soft = planned->tries < rules_.attempts;
    for (auto& spec : planned->specs) {
        if (not spec.is_given_out)
            continue;
        spec.was_missed = true;
        spec.wait = is_soft ? std::min(rules_.retry_after, spec.interval) : spec.interval;
        spec.due = next_on_grid(now, spec.interval, planned->phase);
        if (is_soft)
            spec.due = std::min(spec.due, now + spec.wait);
    }
    ended(target);
}

std::optional<Instant> Schedule::next() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
}

}  // namespace muster
