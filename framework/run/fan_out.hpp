#pragma once

#include "framework/model/outcome.hpp"
#include "framework/run/run_target.hpp"

#include <functional>
#include <vector>

namespace muster {

struct FanOutOptions {
    std::size_t jobs =
        10;  ///< targets that are asked at a time; at most four times as many connect
    bool fail_fast = false;  ///< no further target is begun after one has failed
    /// So many targets are a wave: the next begins when all of one are done. 0: all are one.
    std::size_t serial = 0;
    /// How long targets that are being asked may go on after an interrupt.
    Nanoseconds grace = std::chrono::seconds(2);
};

/// Told about each target in the order of the run, as early as that order allows.
using TargetDone = std::function<void(const TargetReport&)>;

/// True once the user has asked to stop.
using Interrupted = std::function<bool()>;

/// The whole of one target, in a thread of its own; calls what it is given when it is connected.
using AskTarget = std::function<TargetReport(const Target& target, const AwaitTurn& await_turn)>;

/// Asks all targets, each in a thread of its own from a pool, and gives their reports in order. A target
/// that was not finished when the run was interrupted says so. Throws Broken when a spec is broken.
///
/// Threads of targets that do not end within the grace are left behind: the caller ends the program.
std::vector<TargetReport> ask_targets(
    const std::vector<Target>& targets,
    const AskTarget& ask,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
);

/// The same, each verified by `run_target`.
std::vector<TargetReport> run_targets(
    const std::vector<Target>& targets,
    const RunContext& context,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
);

}  // namespace muster
