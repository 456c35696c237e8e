#include "framework/fleet/alert/telling.hpp"

#include "framework/base/display.hpp"
#include "framework/fleet/alert/notice.hpp"
#include "framework/fleet/alert/silencing.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

bool is_told_of(const State& state) {
    return is_problem(state.settled) or state.flapping;
}

std::string words_of_silence(const Silence& silence) {
    const auto* what = silence.kind == Silence::Kind::ack ? "acknowledged" : "silenced";
    auto text = std::string(what);
    if (silence.until != Instant{})
        text += " until " + told_time(silence.until);
    if (not silence.who.empty())
        text += " by " + escaped(silence.who);
    return silence.reason.empty() ? text : text + ": " + escaped(silence.reason);
}

std::string why_silenced(
    const TargetState& target, const State& state, const Circumstances& around, Instant now
) {
    for (const auto& silence : around.silences)
        if (is_silenced_by(silence, target, state, now))
            return words_of_silence(silence);
    return "";
}

/// Whether it is the target that is lost, or its way: that is not known at once.
std::string why_in_doubt(const State& reach, const Circumstances& around, Instant now) {
    const auto& sight = around.sight;
    const auto& target = reach.of.target;
    if (not is_problem(reach.standing))
        return "";
    if (not sight.way_proved_since(target, reach.since) and now - reach.since < around.hesitation)
        return "nobody was reached since it was lost: the way may be broken";
    const auto works_since = sight.way_works_since(target);
    if (reach.last <= works_since and now - works_since < around.hesitation)
        return "it was not asked again since its way works";
    return "";
}

/// What other targets have to do with it.
std::string why_out_of_sight(const State& state, const Circumstances& around, Instant now) {
    const auto& sight = around.sight;
    if (const auto blind = sight.blindness(); not blind.empty())
        return blind;
    if (const auto host = sight.lost_on_the_way_to(state.of.target); not host.empty())
        return fmt::format("it is behind {}, which cannot be reached", escaped(host));
    if (state.of.is_expectation() and sight.is_lost(state.of.target))
        return "its target cannot be reached";
    return state.of.is_target() ? why_in_doubt(state, around, now) : "";
}

std::optional<Notice> ended(
    const TargetState& target, State& state, const Circumstances& around, Instant now
) {
    // One that begins anew has shown nothing yet.
    if (not state.told or state.settled == Standing::pending)
        return std::nullopt;
    state.told = false;
    state.told_flapping = false;
    state.told_at = now;
    return notice_of(Notice::Kind::recovery, target, state, around.command_line, now);
}

}  // namespace

std::string why_untold(
    const TargetState& target, const State& state, const Circumstances& around, Instant now
) {
    if (target.retired)
        return "it left the inventory";
    if (auto why = why_silenced(target, state, around, now); not why.empty())
        return why;
    if (state.of.is_monitor())
        return "";
    if (state.last < around.began and state.settled != Standing::stale)
        return "it was not asked since the loop began";
    if (now < target.first_seen + around.grace)
        return fmt::format("it is new: not before {}", told_time(target.first_seen + around.grace));
    if (around.in_maintenance and around.in_maintenance(target, state))
        return "in maintenance";
    const auto& waived = state.observation.result.waived;
    if (waived and state.settled != Standing::stale)
        return fmt::format("waived until {}: {}", escaped(waived->until), escaped(waived->reason));
    return why_out_of_sight(state, around, now);
}

std::optional<Notice> to_tell(
    const TargetState& target, State& state, const Circumstances& around, Instant now
) {
    if (target.retired)
        return std::nullopt;
    if (not is_told_of(state))
        return ended(target, state, around, now);
    const bool was_told = state.told and state.told_flapping == state.flapping;
    if (was_told or not why_untold(target, state, around, now).empty())
        return std::nullopt;
    const auto kind = state.told ? Notice::Kind::reminder : Notice::Kind::problem;
    state.told = true;
    state.told_flapping = state.flapping;
    state.told_at = now;
    return notice_of(kind, target, state, around.command_line, now);
}

std::optional<Notice> to_remind(
    const TargetState& target,
    const State& state,
    const Circumstances& around,
    Nanoseconds repeat,
    const Stretch& stretch,
    Remind remind
) {
    if (repeat <= Nanoseconds::zero() or not state.told or not is_told_of(state))
        return std::nullopt;
    // A state that was told after the last look has its first reminder a whole `repeat` later.
    const auto times = [&](Instant at) {
        return at < state.told_at ? 0 : (at - state.told_at) / repeat;
    };
    if (times(stretch.until) <= times(stretch.after) or target.retired)
        return std::nullopt;
    if (remind == Remind::unless_quiet
        and not why_untold(target, state, around, stretch.until).empty())
        return std::nullopt;
    return notice_of(Notice::Kind::reminder, target, state, around.command_line, stretch.until);
}

}  // namespace muster
