// The line of a plugin of Nagios, Icinga and the like, with performance data, then what does not hold, a line each; and
// a plugin's exit status (monitoring-plugins.org, development guidelines): 0 OK; 2 CRITICAL where a row of impact medium
// or more failed; else 3 UNKNOWN where something could not be told or was not verified; else 1 WARNING.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/folded.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// What stands behind a `|` is performance data.
std::string plain(std::string_view text) {
    auto result = printable(text, 1000);
    std::ranges::replace(result, '|', '/');
    return result;
}

/// Something could not be told, or was never asked.
bool is_unsure(const RunReport& run) {
    return run.targets.empty() or run.interrupted or tally(run).errored > 0
           or not unreachable_targets(run).empty() or not unverified_targets(run).empty()
           or not unverified_specs(run).empty();
}

bool matters(const Result& result) {
    return result.outcome == Outcome::failed and not result.waived
           and result.impact >= Impact::medium;
}

int plugin_status(const RunReport& run, int usual) {
    constexpr int ok = 0;
    constexpr int warning = 1;
    constexpr int critical = 2;
    constexpr int unknown = 3;
    for (const auto& target : run.targets)
        for (const auto& spec : target.specs)
            if (std::ranges::any_of(spec.results, matters))
                return critical;
    if (is_unsure(run))
        return unknown;
    if (tally(run).failed > 0)
        return warning;
    return usual == 0 ? ok : unknown;  // --strict wants more than was found
}

class Nagios : public Reporter {
public:
    explicit Nagios(std::ostream& to) : to_(to) {}

    void run_done(const RunReport& run) override {
        constexpr std::array<std::string_view, 4> words = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
        const auto status = static_cast<std::size_t>(plugin_status(run, exit_status(run)));
        to_ << fmt::format("MUSTER {} - {} | {}\n", words.at(status), summary(run), data(run));
        rows(run, Told::failed, "failed");
        rows(run, Told::errored, "cannot tell");
        for (const auto& [targets, why] : unreachable_targets(run))
            to_ << fmt::format("unreachable: {}: {}\n", plain(targets), plain(why));
        for (const auto& [targets, why] : unverified_targets(run))
            to_ << fmt::format("not verified: {}: {}\n", plain(targets), plain(why));
        for (const auto& [spec, targets, why] : unverified_specs(run))
            to_ << fmt::format(
                "not verified: {}: {}: {} ({})\n",
                plain(place(spec->where)),
                plain(spec->title),
                why,
                plain(targets)
            );
        rows(run, Told::waived, "waived");
    }

private:
    static std::string summary(const RunReport& run) {
        const auto count = tally(run);
        auto text = fmt::format("{} passed", count.passed);
        const auto add = [&](std::size_t number, std::string_view word) {
            if (number > 0)
                text += fmt::format(", {} {}", number, word);
        };
        add(count.failed, "failed");
        add(count.errored, "errored");
        add(count.skipped, "skipped");
        add(count.waived, "waived");
        add(unreachable(run), "unreachable");
        return text
               + fmt::format(
                   " on {} target{}", run.targets.size(), run.targets.size() == 1 ? "" : "s"
               );
    }

    static std::size_t unreachable(const RunReport& run) {
        return static_cast<std::size_t>(std::ranges::count_if(
            run.targets, [](const TargetReport& target) { return not target.unreachable.empty(); }
        ));
    }

    static std::string data(const RunReport& run) {
        const auto count = tally(run);
        return fmt::format(
            "passed={};;;0 failed={};;0;0 errored={};;0;0 skipped={};;;0 waived={};;;0 "
            "unreachable={};;0;0 time={}s;;;0",
            count.passed,
            count.failed,
            count.errored,
            count.skipped,
            count.waived,
            unreachable(run),
            decimal_seconds(run.duration)
        );
    }

    void rows(const RunReport& run, Told told, std::string_view word) {
        for (const auto& row : folded_rows(run, told))
            to_ << fmt::format(
                "{}: {}: {} ({})\n",
                word,
                plain(place(row.result->where)),
                plain(sentence(*row.result)),
                plain(row.targets)
            );
    }

    std::ostream& to_;
};

}  // namespace

ReporterEntry nagios_reporter() {
    return {
        "nagios",
        "the line of a Nagios or Icinga plugin; on standard output with a plugin's exit status",
        [](std::ostream& to, const ReporterOptions&) -> std::unique_ptr<Reporter> {
            return std::make_unique<Nagios>(to);
        },
        plugin_status};
}

}  // namespace muster
