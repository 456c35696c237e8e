#include "framework/fleet/state/settle.hpp"

#include <algorithm>
#include <utility>

namespace muster {

namespace {

constexpr int kept_results = 21;

bool was_problem(const State& state, int results_ago) {
    return ((state.recent >> static_cast<unsigned>(results_ago)) & 1U) != 0;
}

void remember(State& state, bool problem) {
    constexpr std::uint32_t all = (1U << static_cast<unsigned>(kept_results)) - 1;
    state.recent = ((state.recent << 1U) | (problem ? 1U : 0U)) & all;
    state.results = std::min(state.results + 1, kept_results);
}

Event settled_as(State& state, Standing standing, Instant since, Event::Kind kind, Instant at) {
    auto event = event_of(state, kind, at);
    event.from = std::exchange(state.settled, standing);
    event.to = standing;
    state.since = since;
    return event;
}

std::vector<Event> take_problem(State& state, Standing standing, Instant at, int attempts) {
    if (is_problem(state.settled)) {
        if (state.settled == standing)
            return {};
        return {settled_as(state, standing, state.since, Event::Kind::turned, at)};
    }
    ++state.attempt;
    if (state.attempt >= attempts)
        return {settled_as(state, standing, state.changed, Event::Kind::problem, at)};
    if (state.attempt == 1)
        return {event_of(state, Event::Kind::soft, at)};
    return {};
}

std::vector<Event> take_well(State& state, Standing standing, Instant at) {
    const bool was_soft = std::exchange(state.attempt, 0) > 0;
    if (state.settled == standing) {
        if (was_soft)
            return {event_of(state, Event::Kind::soft, at)};
        return {};
    }
    if (is_problem(state.settled))
        return {settled_as(state, standing, at, Event::Kind::recovery, at)};
    const bool is_first = state.settled == Standing::pending;
    auto event = settled_as(state, standing, at, Event::Kind::turned, at);
    return is_first ? std::vector<Event>() : std::vector{std::move(event)};
}

void judge_flapping(State& state, Instant at, const StateRules& rules, std::vector<Event>& events) {
    const auto percent = flapping_percent(state);
    const bool flaps =
        rules.flapping
        and (state.flapping ? percent >= rules.flapping_low : percent > rules.flapping_high);
    if (flaps == state.flapping)
        return;
    state.flapping = flaps;
    events.push_back(event_of(state, flaps ? Event::Kind::flapping : Event::Kind::steady, at));
}

}  // namespace

Event event_of(const State& state, Event::Kind kind, Instant at) {
    Event event;
    event.at = at;
    event.of = state.of;
    event.kind = kind;
    event.from = state.settled;
    event.to = state.standing;
    event.is = state.observation.result.message;
    event.statement = state.observation.result.statement;
    return event;
}

double flapping_percent(const State& state) {
    constexpr double lightest = 0.8;
    constexpr double heaviest = 1.2;
    constexpr int pairs = kept_results - 1;
    double changes = 0;
    for (int i = 0; i + 1 < state.results; ++i) {
        const double weight = heaviest - (heaviest - lightest) * i / (pairs - 1);
        changes += was_problem(state, i) != was_problem(state, i + 1) ? weight : 0;
    }
    return changes * 100 / pairs;
}

std::vector<Event> settle(State& state, Standing standing, Instant at, const StateRules& rules) {
    const bool problem = is_problem(standing);
    const bool goes_on = problem ? is_problem(state.standing) : state.standing == standing;
    if (not goes_on)
        state.changed = at;
    state.standing = standing;
    state.last = at;
    remember(state, problem);
    auto events = problem ? take_problem(state, standing, at, rules.attempts)
                          : take_well(state, standing, at);
    judge_flapping(state, at, rules, events);
    return events;
}

}  // namespace muster
