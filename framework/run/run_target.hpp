#pragma once

#include "framework/run/run_context.hpp"

#include <functional>

namespace muster {

/// Called when the target is connected and before it is asked: waits for its turn.
using AwaitTurn = std::function<void()>;

/// The whole of one target: connect, learn its platform, collect, gather, judge. Never throws for what
/// the target does: one that cannot be reached or is lost says so in its report. Throws Broken when a
/// spec has no meaning on this platform.
TargetReport run_target(
    const Target& target, const RunContext& context, const AwaitTurn& await_turn
);

/// How it is told that a target is not reached, to whom it is a member of a fleet.
CannotTell unreachable(const CannotTell& why);

}  // namespace muster
