#include "framework/fleet/alert/notice.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <bit>

namespace muster {

namespace {

constexpr std::size_t longest = 1000;  // bytes of one text; a page has the whole of it

std::string bounded(const std::string& text) {
    return printable(text, longest);
}

std::string message_of(const State& state) {
    if (state.flapping)
        return fmt::format(
            "it goes to and fro: {} of the last {} results were a problem",
            std::popcount(state.recent),
            state.results
        );
    if (state.settled == Standing::stale)
        return "no result since " + told_time(state.last);
    return state.observation.result.message;
}

Impact impact_of(const State& state) {
    if (state.of.is_monitor())
        return Impact::critical;
    return state.of.is_target() ? Impact::high : state.observation.result.impact;
}

std::string statement_of(const State& state) {
    const auto& statement = state.observation.result.statement;
    if (not statement.empty() or state.of.is_expectation())
        return statement;
    return state.of.is_monitor() ? "the monitor sees its targets" : "it can be reached";
}

std::string again_of(
    const TargetState& target, const State& state, const std::string& command_line
) {
    if (state.of.is_monitor())
        return "";
    TargetReport report;
    report.name = state.of.target;
    if (state.of.target != fleet_name)
        report.named_as = state.of.target;
    report.url = target.url;
    return run_again(
        state.observation.result, report, ReporterOptions{.command_line = command_line}
    );
}

/// What is the same of states and of events.
Notice about(const TargetState& target, const Observation& observation) {
    Notice notice;
    // Rows of FLEETs are of no member: they are of whom their spec is of.
    for (const auto& role : target.roles.empty() ? observation.roles : target.roles)
        notice.roles.push_back(bounded(role));
    notice.spec = bounded(observation.spec);
    notice.hint = bounded(observation.result.hint);
    notice.because = bounded(observation.result.because);
    notice.owner = bounded(observation.owner);
    notice.runbook = bounded(observation.runbook);
    return notice;
}

}  // namespace

Notice notice_of(
    Notice::Kind kind,
    const TargetState& target,
    const State& state,
    const std::string& command_line,
    Instant now
) {
    auto notice = about(target, state.observation);
    notice.kind = kind;
    notice.at = now;
    notice.of = state.of;
    notice.standing = state.settled;
    notice.since = state.since;
    notice.flapping = state.flapping;
    notice.statement = bounded(statement_of(state));
    notice.expected = bounded(state.observation.result.expected);
    notice.actual = bounded(state.observation.result.actual);
    notice.message = bounded(message_of(state));
    notice.impact = impact_of(state);
    notice.again = bounded(again_of(target, state, command_line));
    return notice;
}

Notice notice_of(const Event& event, const TargetState& target, const Observation& observation) {
    auto notice = about(target, observation);
    notice.at = event.at;
    notice.of = event.of;
    notice.standing = event.to;
    notice.since = event.at;
    notice.statement = bounded(event.statement);
    notice.message = bounded(event.is);
    if (event.kind == Event::Kind::followed) {
        notice.kind = Notice::Kind::followed;
        notice.impact = observation.result.impact;
        notice.message = bounded(fmt::format("was {}, is {}", event.was, event.is));
        notice.actual = bounded(event.is);
    } else {
        MUSTER_ASSERT(event.kind == Event::Kind::rebuilt or event.kind == Event::Kind::trouble);
        const bool is_rebuilt = event.kind == Event::Kind::rebuilt;
        notice.kind = is_rebuilt ? Notice::Kind::rebuilt : Notice::Kind::trouble;
        notice.impact = Impact::high;
    }
    return notice;
}

std::string told_time(Instant at) {
    return to_iso8601(std::chrono::floor<std::chrono::seconds>(at));
}

}  // namespace muster
