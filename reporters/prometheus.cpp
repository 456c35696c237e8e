// Metrics in the text form of Prometheus, for the textfile collector of its node exporter:
// `-r prometheus=/var/lib/prometheus/node-exporter/muster.prom`.
// https://prometheus.io/docs/instrumenting/exposition_formats/

#include "framework/base/display.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

namespace muster {

namespace {

/// The value of a label: backslashes, quotes and line ends escaped.
std::string label(std::string_view text) {
    std::string result;
    for (const char sign : printable(text)) {
        if (sign == '\\' or sign == '"')
            result += '\\';
        result += sign;
    }
    return result;
}

double seconds(Nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

class Prometheus : public Reporter {
public:
    explicit Prometheus(std::ostream& to) : to_(to) {}

    void run_done(const RunReport& run) override {
        head("muster_run_timestamp_seconds", "When the run began.");
        to_ << fmt::format(
            "muster_run_timestamp_seconds {:.3f}\n", seconds(run.started.time_since_epoch())
        );
        head("muster_run_duration_seconds", "How long the run took.");
        to_ << fmt::format("muster_run_duration_seconds {:.3f}\n", seconds(run.duration));
        of_targets(
            run,
            "muster_target_reachable",
            "Whether the target could be asked.",
            [](const TargetReport& target) { return target.unreachable.empty() ? 1 : 0; }
        );
        of_targets(
            run,
            "muster_target_conforms",
            "Whether everything held and something was verified.",
            [](const TargetReport& target) { return conforms(target) ? 1 : 0; }
        );
        of_targets(
            run,
            "muster_target_duration_seconds",
            "How long the target was asked.",
            [](const TargetReport& target) { return seconds(target.duration); }
        );
        rows(run);
        bad_rows(run);
    }

private:
    void head(std::string_view name, std::string_view help) {
        to_ << fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
    }

    template<class Number>
    void of_targets(
        const RunReport& run, std::string_view name, std::string_view help, const Number& number_of
    ) {
        head(name, help);
        for (const auto& target : run.targets)
            to_ << fmt::format(
                "{}{{target=\"{}\"}} {}\n", name, label(target.name), number_of(target)
            );
    }

    void rows(const RunReport& run) {
        head("muster_rows", "Expectations by outcome.");
        for (const auto& target : run.targets) {
            const auto count = tally(target);
            const std::array<std::pair<std::string_view, std::size_t>, 5> all = {{
                {"passed", count.passed},
                {"failed", count.failed},
                {"errored", count.errored},
                {"skipped", count.skipped},
                {"waived", count.waived},
            }};
            for (const auto& [outcome, number] : all)
                to_ << fmt::format(
                    "muster_rows{{target=\"{}\",outcome=\"{}\"}} {}\n",
                    label(target.name),
                    outcome,
                    number
                );
        }
    }

    /// One series for each row that does not hold: it goes when the row holds again.
    void bad_rows(const RunReport& run) {
        head("muster_row_not_held", "Expectations that failed, were waived or could not be told.");
        for (const auto& target : run.targets)
            for (const auto& spec : target.specs)
                for (const auto& result : spec.results) {
                    const int nth = ++seen_[target.name + "\n" + result.id];
                    if (result.outcome == Outcome::failed or result.outcome == Outcome::errored)
                        bad_row(target, spec, result, nth);
                }
    }

    void bad_row(
        const TargetReport& target, const SpecReport& spec, const Result& result, int nth
    ) {
        to_ << fmt::format(
            "muster_row_not_held{{target=\"{}\",spec=\"{}\",id=\"{}\",outcome=\"{}\",impact=\"{}\","
            "owner=\"{}\"}} 1\n",
            label(target.name),
            label(spec.title),
            label(nth == 1 ? result.id : fmt::format("{} ({})", result.id, nth)),
            result.waived ? "waived" : name(result.outcome),
            name(result.impact),
            label(spec.owner)
        );
    }

    std::ostream& to_;
    std::map<std::string, int> seen_;  // an id may stand in two specs of one title
};

}  // namespace

ReporterEntry prometheus_reporter() {
    return {
        "prometheus",
        "metrics for the textfile collector of Prometheus",
        [](std::ostream& to, const ReporterOptions&) -> std::unique_ptr<Reporter> {
            return std::make_unique<Prometheus>(to);
        }};
}

}  // namespace muster
