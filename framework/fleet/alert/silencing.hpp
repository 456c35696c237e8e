#pragma once

#include "framework/fleet/state/watched.hpp"

#include <string_view>

namespace muster {

/// Whether a pattern is this text, or a glob of it. Unlike in a path a `*` stands for slashes, too: ids have them.
bool names_text(std::string_view pattern, std::string_view text);

/// Whether a pattern names an expectation: by its id, by the id that its author gave it, or by that behind its spec's
/// title.
bool names_expectation(std::string_view pattern, const State& state);

/// Whether somebody wants not to be told of this thing now. An acknowledgement is of the problem that was there when it
/// was made, and not of the next one; without an end (the epoch) it lasts as long as that. The monitor itself is meant
/// only by a silence of everything.
bool is_silenced_by(
    const Silence& silence, const TargetState& target, const State& state, Instant now
);

/// That somebody has silenced something, or no longer does, as history keeps it. `verb`: "silenced", "acknowledged", "no longer
/// silenced".
Event event_of_silence(const Silence& silence, std::string_view verb, Instant at);

}  // namespace muster
