#pragma once

#include "framework/fleet/state/state_rules.hpp"
#include "framework/fleet/state/watched.hpp"

#include <vector>

namespace muster {

/// Takes in a result: what it was, when, and what it makes of the state. Soft and hard are Icinga's: a problem is settled
/// when it has come `attempts` times in a row, its end at once; failed and errored are attempts of one problem. Gives what
/// happened, in order; most of the time nothing.
///
/// Source: the manual of Icinga 2, "Hard and Soft States".
std::vector<Event> settle(State& state, Standing standing, Instant at, const StateRules& rules);

/// How much a thing goes to and fro, in percent: the changes between problem and none among the last 21 results, of which
/// the newest weighs half as much again as the oldest.
///
/// Source: the manual of Nagios Core, "Detection and Handling of State Flapping".
double flapping_percent(const State& state);

/// What happened to it as history tells it; `is` is the message of its last result.
Event event_of(const State& state, Event::Kind kind, Instant at);

}  // namespace muster
