#include "framework/fleet/watch/overview_of.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string summary_of(const Configuration& with, const FleetState& fleet) {
    std::size_t problems = 0;
    for (const auto* of : fleet.all()) {
        if (of->target.retired)
            continue;
        problems += is_problem(of->reach.settled) ? 1U : 0U;
        problems += static_cast<std::size_t>(std::ranges::count_if(
            of->expectations, [](const State& state) { return is_problem(state.settled); }
        ));
    }
    return counted(with.targets.size(), "target") + ", " + counted(problems, "problem");
}

Overview overview_of(
    const Configuration& with,
    const FleetState& fleet,
    const Teller& teller,
    const WatchRecorder& recorder,
    Instant now
) {
    Overview shown;
    shown.title = with.file.title;
    shown.now = now;
    shown.interval = with.file.rules.interval;
    shown.attempts = with.file.rules.attempts;
    for (const auto* of : fleet.all())
        shown.targets.push_back(
            {of->target, of->reach, of->expectations, teller.is_in_maintenance(of->target, now)}
        );
    shown.monitor = fleet.monitor();
    shown.recent = recorder.recent();
    shown.silences = teller.silences();
    return shown;
}

LoopHealth health_of(
    const Configuration& with,
    const Asker& asker,
    const RoundPlanner& planner,
    const Postman& postman,
    const WatchRecorder& recorder
) {
    LoopHealth health;
    health.asking = asker.running();
    health.sessions = with.sessions->count();
    health.late_p50 = planner.lateness().percentile(50);
    health.late_p99 = planner.lateness().percentile(99);
    health.outbox = postman.waiting();
    health.told = postman.delivered();
    health.troubles = recorder.troubles();
    for (auto& trouble : postman.troubles())
        health.troubles.push_back(std::move(trouble));
    return health;
}

FleetState::IntervalOf intervals_by(const WatchFile& file) {
    return [&file](const TargetStates& of, const std::string& spec) {
        return interval_of(
            {of.target.name, of.target.roles, spec}, file.intervals, file.rules.interval
        );
    };
}

}  // namespace muster
