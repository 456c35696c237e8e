#include "framework/fleet/serve/last_rounds.hpp"

#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

Result result_of(const State& state, Instant now) {
    auto result = state.observation.result;
    result.id = state.of.id;
    if (state.standing == Standing::pending) {
        result.outcome = Outcome::errored;
        result.message = "not asked yet";
    } else if (state.standing == Standing::stale) {
        result.outcome = Outcome::errored;
        result.message =
            fmt::format("no result for {}", to_words(std::max(Nanoseconds{0}, now - state.last)));
    } else {
        return result;
    }
    result.expected = result.actual = "";
    return result;
}

std::vector<SpecReport> specs_of(const WatchedTarget& watched, Instant now) {
    std::vector<SpecReport> specs;
    std::map<std::string, std::size_t> places;
    for (const auto& state : watched.states) {
        const auto& seen = state.observation;
        const auto [place, is_new] = places.emplace(seen.spec, specs.size());
        if (is_new) {
            SpecReport spec;
            spec.title = seen.spec;
            spec.where = {seen.result.where.file, 0, 0};
            spec.roles = seen.roles;
            spec.tags = seen.tags;
            spec.owner = seen.owner;
            spec.runbook = seen.runbook;
            spec.of_fleet = is_fleet(watched);
            specs.push_back(std::move(spec));
        }
        specs[place->second].results.push_back(result_of(state, now));
    }
    return specs;
}

std::string why_not_asked(const WatchedTarget& watched) {
    if (is_fleet(watched))
        return "";
    const auto& reach = watched.reach;
    if (reach.standing == Standing::pending)
        return "not asked yet";
    if (not is_problem(reach.standing))
        return "";
    const auto& message = reach.observation.result.message;
    return message.empty() ? std::string(name(reach.standing)) : message;
}

TargetReport report_of(const WatchedTarget& watched, Instant now) {
    TargetReport report{.name = watched.target.name};
    report.url = watched.target.url;
    report.named_as = watched.target.name;
    report.platform = watched.target.platform;
    report.roles = watched.target.roles;
    report.is_fleet = is_fleet(watched);
    report.unreachable = why_not_asked(watched);
    report.notices = watched.target.notices;
    report.exchanges = watched.target.exchanges;
    report.started = watched.target.last_round;
    report.duration = watched.target.took;
    // A target that was not reached has no rows in a report of `muster run` either.
    if (report.unreachable.empty())
        report.specs = specs_of(watched, now);
    return report;
}

}  // namespace

std::optional<RunReport> last_rounds(
    const Overview& overview, const std::optional<std::string>& target
) {
    RunReport run;
    run.version = overview.health.version;
    run.started = overview.now;
    for (const auto& watched : overview.targets) {
        if (target ? watched.target.name != *target : watched.target.retired)
            continue;
        run.targets.push_back(report_of(watched, overview.now));
        if (watched.target.last_round != Instant{})
            run.started = std::min(run.started, watched.target.last_round);
    }
    if (target and run.targets.empty())
        return std::nullopt;
    run.duration = overview.now - run.started;
    return run;
}

}  // namespace muster
