#include "framework/fleet/watch/actor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

namespace muster {

namespace {

constexpr std::size_t most_remembered = 10'000;

Event trouble_event(const ActionRule& rule, const Watched& of, const std::string& trouble) {
    Event event;
    event.at = system_now();
    event.of = {of.target, ""};
    event.kind = Event::Kind::trouble;
    event.is = fmt::format("the action {} did not end well: {}", rule.name, trouble);
    return event;
}

}  // namespace

void Actor::begin_with(const Store& store) {
    HistoryQuery query;
    query.kinds = {Event::Kind::action};
    query.most = most_remembered;
    past_ = store.history(query);
}

void Actor::run(const ActionRule& rule, const TargetState& target, const State& problem) {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->running.insert(rule.name);
    }
    std::thread([shared = shared_, rule, target, problem] {
        const auto trouble = trouble_of_action(rule, target, problem);
        const std::lock_guard lock(shared->mutex);
        if (not trouble.empty())
            shared->troubles.push_back(trouble_event(rule, problem.of, trouble));
        shared->running.erase(rule.name);
        shared->ended.notify_all();
    }).detach();
}

void Actor::decide(
    const ActionRule& rule,
    std::span<const ActedOn> targets,
    const FleetState& fleet,
    const Circumstances& around,
    Instant now,
    std::vector<Event>& events
) {
    for (const auto& decision : decide_actions(rule, targets, past_, around, now)) {
        events.push_back(event_of_action(rule, decision, "", now));
        past_.push_back(events.back());
        const auto* of = fleet.find(decision.of.target);
        const auto* problem = of == nullptr ? nullptr : of->find(decision.of.id);
        if (decision.kind == ActionDecision::Kind::run and problem != nullptr)
            run(rule, of->target, *problem);
    }
}

std::vector<Event> Actor::look_at(
    const WatchFile& file, const FleetState& fleet, const Circumstances& around, Instant now
) {
    std::vector<Event> events;
    std::set<std::string> running;
    {
        const std::lock_guard lock(shared_->mutex);
        events = std::exchange(shared_->troubles, {});
        running = shared_->running;
    }
    if (file.actions.empty())
        return events;
    std::vector<ActedOn> targets;
    for (const auto* of : fleet.all())
        targets.push_back({of->target, of->expectations});
    for (const auto& rule : file.actions)
        if (not running.contains(rule.name))
            decide(rule, targets, fleet, around, now, events);
    if (past_.size() > most_remembered)
        past_.erase(past_.begin(), past_.end() - static_cast<std::ptrdiff_t>(most_remembered));
    return events;
}

bool Actor::stop(Nanoseconds grace) {
    std::unique_lock lock(shared_->mutex);
    return shared_->ended.wait_for(lock, grace, [this] { return shared_->running.empty(); });
}

}  // namespace muster
