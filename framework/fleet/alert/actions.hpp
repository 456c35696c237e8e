#pragma once

#include "framework/fleet/alert/telling.hpp"
#include "framework/fleet/state/watched.hpp"
#include "framework/fleet/watch/watch_file.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A target with what is watched on it.
struct ActedOn {
    const TargetState& target;
    std::span<const State> states;
};

/// A decision about one problem of one target.
struct ActionDecision {
    enum class Kind { run, dry_run, held_back };
    Kind kind = Kind::held_back;
    Watched of;
    std::string why;  ///< of `held_back`: which brake it was
};
std::string_view name(ActionDecision::Kind kind);  ///< "run", "dry run", "held back"

/// What a rule does now. For each hard problem that `on` names, of a target of its role, for which the rule has not
/// done anything since that problem began: run, run dry, or held back by the first of these brakes:
///
/// - what keeps it from being told (why_untold: silenced, acknowledged, in maintenance, waived, out of sight …), or
/// it goes to
///   and fro, or its last result says otherwise;
/// - `after` does not conform on that target, or is not known there;
/// - more than one of the role have such a problem or cannot be reached, and these are `unless_percent` of it or
/// more: a
///   cause that they share;
/// - `at_most` of the role were acted on within `per`; what is decided now counts, and what was run dry.
///
/// In the order of the targets. `past` has the events of actions (of any rule), in their order, at least those since
/// the oldest problem began and within `per`. A brake that held back the same problem last is not told again.
std::vector<ActionDecision> decide_actions(
    const ActionRule& rule,
    std::span<const ActedOn> targets,
    std::span<const Event> past,
    const Circumstances& around,
    Instant now
);

/// The event of a decision, which is the past of the next: of `held_back` with the brake, else with the command and,
/// where it was run, what went wrong with it.
Event event_of_action(
    const ActionRule& rule, const ActionDecision& decision, const std::string& trouble, Instant now
);

/// Runs the command of a rule for a target and waits for it; what went wrong, or nothing. It has MUSTER_TARGET,
/// MUSTER_URL, MUSTER_ID, MUSTER_MESSAGE, MUSTER_ACTION in its environment.
std::string trouble_of_action(
    const ActionRule& rule, const TargetState& target, const State& problem
);

}  // namespace muster
