#pragma once

// What is to be told follows from how things stand and whether somebody was told, and from no event: nothing is told
// twice after a restart, a problem that came and went while the loop was down says nothing, and a silence or a waiver
// that ends while its problem stays tells it then.

#include "framework/fleet/alert/message.hpp"
#include "framework/fleet/alert/sight.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What bears on whether a problem is told, besides its own state.
struct Circumstances {
    Sight sight;
    std::vector<Silence> silences;
    /// Whether this thing is in a window of maintenance now; empty: none is.
    std::function<bool(const TargetState&, const State&)> in_maintenance;
    /// When the loop began: what an earlier one has found is not told before it was found again.
    Instant began{};
    Nanoseconds grace = std::chrono::minutes(5);  ///< of a target that is new
    /// A target that is lost is told when its way has been seen to work since, and it was asked again since that works
    /// (Sight): a broken uplink is not told of each target, neither while it breaks nor when it is mended. But after so
    /// long it is told in any case. An interval does.
    Nanoseconds hesitation = std::chrono::seconds(60);
    std::string
        command_line;  ///< how to run again, without specs and targets: "muster run -i fleet.yaml"
};

/// Why a problem of this thing is not told now, in words for a page: "silenced until …: disk is on its way"; empty:
/// nothing keeps it from being told. Of what is no problem it says the same as if it were one.
std::string why_untold(
    const TargetState& target, const State& state, const Circumstances& around, Instant now
);

/// What is to be told of this thing now, if anything; the state is marked as told, and has to be kept together with the
/// message. Look at a thing after each of its results, and at all things now and then: silences end without one.
///
/// - a hard problem of which nobody was told, unless something keeps it from being told;
/// - its end, whatever holds now: who was told of a problem is told of its end, also while it is silenced;
/// - of what flaps that it does, once; then nothing until it is steady, and then what it is.
///
/// It is a `problem` where nobody was told of it yet, else a `reminder` that says it anew. A problem that becomes
/// another (failed, then errored or stale) was told. A target that has retired is not told of. The monitor is a State
/// without a target: give a fresh TargetState.
std::optional<Notice> to_tell(
    const TargetState& target, State& state, const Circumstances& around, Instant now
);

/// A stretch of time between two looks, the first not included.
struct Stretch {
    Instant after;
    Instant until;
};

/// Whether something that keeps a problem from being told keeps it from being told again. Who takes for ended what it does not
/// hear of any more (an Alertmanager) hears of it always.
enum class Remind { unless_quiet, always };

/// A reminder of a problem that was told and still stands: each `repeat` after it was told, where that falls into
/// `stretch`. Nothing where `repeat` is 0. Each channel asks for its own.
std::optional<Notice> to_remind(
    const TargetState& target,
    const State& state,
    const Circumstances& around,
    Nanoseconds repeat,
    const Stretch& stretch,
    Remind remind = Remind::unless_quiet
);

}  // namespace muster
