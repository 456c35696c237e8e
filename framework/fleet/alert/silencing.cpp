#include "framework/fleet/alert/silencing.hpp"

#include "framework/base/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace muster {

namespace {

bool holds(const Silence& silence, const State& state, Instant now) {
    const bool is_ack = silence.kind == Silence::Kind::ack;
    const bool has_end = silence.until != Instant{} or not is_ack;
    if (now < silence.from or (has_end and now >= silence.until))
        return false;
    return not is_ack or state.since <= silence.from;
}

bool is_of(const Silence& silence, const TargetState& target, const State& state) {
    if (state.of.is_monitor())
        return silence.target.empty() and silence.role.empty() and silence.id.empty();
    if (not silence.target.empty() and not names_text(silence.target, state.of.target))
        return false;
    if (not silence.role.empty() and std::ranges::count(target.roles, silence.role) == 0)
        return false;
    return silence.id.empty() or names_expectation(silence.id, state);
}

}  // namespace

bool names_text(std::string_view pattern, std::string_view text) {
    return pattern == text or glob_matches(pattern, text, GlobOf::texts);
}

bool names_expectation(std::string_view pattern, const State& state) {
    if (not state.of.is_expectation())
        return false;
    const auto& given = state.observation.result.given_id;
    return names_text(pattern, state.of.id)
           or (not given.empty()
               and (names_text(pattern, given) or names_text(pattern, state.observation.spec + " / " + given))
           );
}

bool is_silenced_by(
    const Silence& silence, const TargetState& target, const State& state, Instant now
) {
    return holds(silence, state, now) and is_of(silence, target, state);
}

Event event_of_silence(const Silence& silence, std::string_view verb, Instant at) {
    Event event;
    event.at = at;
    event.kind = Event::Kind::silenced;
    event.of = {silence.target, silence.id};
    event.is = fmt::format(
        "{}{}{}: {}", verb, silence.role.empty() ? "" : " role ", silence.role, silence.reason
    );
    event.who = silence.who;
    return event;
}

}  // namespace muster
