#include "framework/fleet/serve/metrics.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/problems.hpp"
#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace muster {

namespace {

double seconds(Nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

/// A number and nothing else; "1.2.3", "12 MiB" and "nan" are none.
std::optional<double> number_in(std::string_view text) {
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} or stopped != end or not std::isfinite(number))
        return std::nullopt;
    return number;
}

/// Writes families one after the other; the samples of one stand together, as the form demands.
class Exposition {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
    }
    void sample(Labels labels, double number) { put(labels, fmt::format("{}", number)); }
    void sample(Labels labels, std::size_t number) { put(labels, fmt::format("{}", number)); }
    /// Milliseconds are fine enough for a moment, and a whole double shows.
    void moment(Labels labels, Instant at) {
        put(labels, fmt::format("{:.3f}", seconds(at.time_since_epoch())));
    }

    std::string text;

private:
    void put(Labels labels, const std::string& number) {
        text += name_;
        char before = '{';
        for (const auto& [name, value] : labels) {
            text += before;
            text.append(name).append("=\"").append(escaped_label(value)).append("\"");
            before = ',';
        }
        text += labels.size() > 0 ? "} " : " ";
        text += number + "\n";
    }

    /// Backslashes, quotes and line ends escaped; control characters stand as `\x1b` with a backslash of their own.
    static std::string escaped_label(std::string_view value) {
        std::string result;
        for (const char sign : printable(value)) {
            if (sign == '\\' or sign == '"')
                result += '\\';
            result += sign;
        }
        return result;
    }

    std::string_view name_;
};

template<class Write>
void each_target(const Overview& overview, const Write& write) {
    for (const auto& target : overview.targets)
        if (not target.target.retired)
            write(target);
}

void targets(Exposition& to, const Overview& overview) {
    to.family("muster_up", "gauge", "Whether the target could be reached, as it has settled.");
    each_target(overview, [&](const WatchedTarget& target) {
        if (not is_fleet(target) and target.reach.standing != Standing::pending)
            to.sample(
                {{"target", target.target.name}}, std::size_t{is_unreachable(target) ? 0U : 1U}
            );
    });
    to.family("muster_expectations", "gauge", "Expectations of a target by how they stand.");
    each_target(overview, [&](const WatchedTarget& target) {
        const auto count = count_of(target);
        const auto& of = target.target.name;
        for (const auto standing : standings_worst_first)
            to.sample({{"target", of}, {"standing", name(standing)}}, count.of(standing));
        to.sample({{"target", of}, {"standing", "waived"}}, count.waived);
    });
}

void problem(
    Exposition& to, const Overview& overview, const WatchedTarget& target, const State& state
) {
    const auto standing = shown_standing(state);
    const auto quiet = is_problem(standing) ? quiet_of(overview, target, state) : std::nullopt;
    const auto& seen = state.observation;
    to.sample(
        {{"target", target.target.name},
         {"role", target.target.roles.empty() ? "" : target.target.roles.front()},
         {"spec", seen.spec},
         {"id", state.of.id},
         {"standing", is_waived(state) ? "waived" : name(standing)},
         {"impact", name(seen.result.impact)},
         {"owner", seen.owner},
         {"quiet", quiet ? quiet->word : ""}},
        std::size_t{is_problem(standing) ? 1U : 0U}
    );
}

void problems(Exposition& to, const Overview& overview, Series series) {
    to.family("muster_problem", "gauge", "Expectations that have a problem: 1.");
    each_target(overview, [&](const WatchedTarget& target) {
        for (const auto& state : target.states)
            if (series == Series::all or is_problem(shown_standing(state)))
                problem(to, overview, target, state);
    });
    to.family("muster_followed", "gauge", "Values that are followed, where they are numbers.");
    each_target(overview, [&](const WatchedTarget& target) {
        for (const auto& state : target.states) {
            const auto number = state.observation.result.follow
                                    ? number_in(state.observation.result.actual)
                                    : std::nullopt;
            if (number)
                to.sample({{"target", target.target.name}, {"id", state.of.id}}, *number);
        }
    });
}

void rounds(Exposition& to, const Overview& overview) {
    const auto each_asked = [&](const auto& write) {
        each_target(overview, [&](const WatchedTarget& target) {
            if (target.target.last_round != Instant{})
                write(target.target);
        });
    };
    to.family(
        "muster_round_duration_seconds", "gauge", "How long the last round of a target took."
    );
    each_asked([&](const TargetState& target) {
        to.sample({{"target", target.name}}, seconds(target.took));
    });
    to.family("muster_round_exchanges", "gauge", "Exchanges of the last round, after login.");
    each_asked([&](const TargetState& target) {
        to.sample({{"target", target.name}}, target.exchanges);
    });
    to.family("muster_last_round_timestamp_seconds", "gauge", "When a target was last asked.");
    each_asked([&](const TargetState& target) {
        to.moment({{"target", target.name}}, target.last_round);
    });
}

void loop(Exposition& to, const Overview& overview) {
    const auto& health = overview.health;
    to.family(
        "muster_round_lateness_seconds", "gauge", "How much later than due the last rounds began."
    );
    to.sample({{"percentile", "50"}}, seconds(health.late_p50));
    to.sample({{"percentile", "99"}}, seconds(health.late_p99));
    to.family("muster_rounds_total", "counter", "Rounds since the start.");
    to.sample({}, static_cast<std::size_t>(health.rounds));
    to.family("muster_exchanges_total", "counter", "Exchanges since the start.");
    to.sample({}, static_cast<std::size_t>(health.exchanges));
    to.family("muster_asking_targets", "gauge", "Targets that are being asked.");
    to.sample({}, health.asking);
    to.family("muster_sessions_open", "gauge", "Sessions that are kept open.");
    to.sample({}, health.sessions);
    to.family("muster_outbox_messages", "gauge", "Messages that wait to be delivered.");
    to.sample({}, health.outbox);
    to.family("muster_notices_total", "counter", "Notices that were delivered.");
    for (const auto& [channel, number] : health.told)
        to.sample({{"channel", channel}}, static_cast<std::size_t>(number));
    to.family("muster_troubles", "gauge", "Troubles of the loop itself that hold now.");
    to.sample({}, health.troubles.size());
    to.family("muster_blind", "gauge", "Whether the monitor sees none of its targets.");
    to.sample({}, std::size_t{is_problem(overview.monitor.standing) ? 1U : 0U});
    to.family("muster_start_timestamp_seconds", "gauge", "When the loop began.");
    to.moment({}, health.started);
    to.family("muster_build_info", "gauge", "Which Muster this is.");
    to.sample({{"version", health.version}}, std::size_t{1});
}

}  // namespace

std::string metrics_text(const Overview& overview, Series series) {
    Exposition to;
    targets(to, overview);
    problems(to, overview, series);
    rounds(to, overview);
    loop(to, overview);
    return std::move(to.text);
}

}  // namespace muster
