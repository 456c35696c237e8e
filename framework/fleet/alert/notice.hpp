#pragma once

// How a state and an event become the words that are told of them.

#include "framework/fleet/alert/message.hpp"

namespace muster {

/// What is told of a watched thing as it stands. Texts are bounded and on one line. That a target cannot be reached
/// has the impact high, that the monitor is blind critical: no spec says how grave it is. `command_line` begins the
/// line that runs it again: "muster run -i fleet.yaml"; the monitor has no such line.
Notice notice_of(
    Notice::Kind kind,
    const TargetState& target,
    const State& state,
    const std::string& command_line,
    Instant now
);

/// What is told of something that happened and is no state: a value that changed, a target that came back as another
/// machine, trouble of the loop itself. `observation` is the last of an expectation; a fresh one of anything else.
/// Throws Mistake for an event of another kind.
Notice notice_of(const Event& event, const TargetState& target, const Observation& observation);

/// The form in which times are told: to the second, "2026-07-01T12:00:00Z".
std::string told_time(Instant at);

}  // namespace muster
