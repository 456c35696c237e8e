// The report a person reads: every row below its heading, then what did not pass with all that is
// known of it, then the counts.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "reporters/console/listing.hpp"
#include "reporters/console/paint.hpp"
#include "reporters/console/problems.hpp"
#include "reporters/support/folded.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

// Above these a report lists passed rows as counts, so that the rest is found.
constexpr std::size_t many_targets = 5;
constexpr std::size_t many_rows = 60;

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// "0.42 s", "3 min 20 s".
std::string elapsed(Nanoseconds duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
    if (seconds < 60)
        return decimal_seconds(duration, 2) + " s";
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

class Console : public Reporter {
public:
    Console(std::ostream& to, const ReporterOptions& options)
        : to_(to), options_(options), paint_(options.colours), listing_(to, paint_, numbers_) {}

    void run_started(std::size_t targets) override { targets_ = targets; }

    void target_done(const TargetReport& target) override {
        const bool is_one_of_many = targets_ > many_targets and not target.is_fleet;
        const bool has_more_to_tell = not target.notices.empty() or tally(target).waived > 0;
        if (is_one_of_many and conforms(target) and not has_more_to_tell)
            return;  // the summary counts it
        const bool much = is_one_of_many or tally(target).all() > many_rows;
        listing_.target(target, much ? Passed::counted : Passed::listed);
    }

    void run_done(const RunReport& run) override {
        Problems(to_, paint_, options_, numbers_).all(run);
        summary(run);
        comparison(run);
        if (run.interrupted)
            to_ << paint_(Shade::unsure, "interrupted: this is what was known by then") << '\n';
        to_.flush();
    }

private:
    void summary(const RunReport& run) {
        const auto lines = targets_ > many_targets ? folded_verdicts(run) : verdicts(run);
        std::size_t columns = 0;
        for (const auto& line : lines)
            columns = std::max(columns, std::min<std::size_t>(40, display_width(line.targets)));
        for (const auto& line : lines)
            to_ << padded(line.targets, columns) << "  " << line.said << '\n';
        to_ << counts(tally(run), {}) << " · " << fleet(run) << " · " << exchanges(run) << " · "
            << elapsed(run.duration) << '\n';
    }

    /// What is different since an earlier run; what still fails is counted alone, for it stands above.
    void comparison(const RunReport& run) {
        if (run.compared_with.empty())
            return;
        std::vector<std::string> words;
        for (const auto kind :
             {Change::Kind::fresh, Change::Kind::fixed, Change::Kind::still, Change::Kind::gone}) {
            const auto count = std::ranges::count(run.changes, kind, &Change::kind);
            if (count > 0 or kind != Change::Kind::gone)
                words.push_back(fmt::format("{} {}", count, name(kind)));
        }
        to_ << fmt::format("since {}: {}", printable(run.compared_with), join(words, ", ")) << '\n';
        for (const auto& change : run.changes)
            if (change.kind != Change::Kind::still)
                to_ << changed(change) << '\n';
    }

    std::string changed(const Change& change) const {
        const bool is_news = change.kind == Change::Kind::fresh;
        const auto shade = is_news                              ? Shade::bad
                           : change.kind == Change::Kind::fixed ? Shade::good
                                                                : Shade::aside;
        const auto what = is_news and not change.message.empty()
                              ? fmt::format("{}: {}", change.statement, change.message)
                              : change.statement;
        constexpr std::size_t longest = 400;
        return fmt::format(
            "  {} {}  {}  {}",
            paint_(shade, padded(std::string(name(change.kind)), 5)),
            printable(change.target),
            printable(to_string(change.where)),
            printable(what, longest)
        );
    }

    /// A line for each target, with what it took.
    std::vector<FoldedTargets> verdicts(const RunReport& run) const {
        const auto widest = widest_of(run);
        std::vector<FoldedTargets> lines;
        for (const auto& target : run.targets) {
            const auto took = target.unreachable.empty()
                                  ? " · " + plural(target.exchanges, "exchange") + " · "
                                  : std::string(" · ");
            lines.push_back(
                {printable(target.name), verdict(target, widest) + took + elapsed(target.duration)}
            );
        }
        return lines;
    }

    /// A line for all of which the same is to be said.
    std::vector<FoldedTargets> folded_verdicts(const RunReport& run) const {
        const auto widest = widest_of(run);
        auto lines = folded_targets(run, [&](const TargetReport& target) {
            return verdict(target, widest);
        });
        for (auto& line : lines)
            line.targets = printable(line.targets);
        return lines;
    }

    std::string verdict(const TargetReport& target, const Tally& widest) const {
        if (not target.unreachable.empty())
            return paint_(Shade::unsure, "unreachable");
        const auto words =
            not_verified(target).empty() ? "" : paint_(Shade::unsure, " · not verified");
        return counts(tally(target), widest) + words;
    }

    static Tally widest_of(const RunReport& run) {
        Tally widest;
        for (const auto& target : run.targets) {
            const auto count = tally(target);
            widest = {
                std::max(widest.passed, count.passed),
                std::max(widest.failed, count.failed),
                std::max(widest.errored, count.errored),
                std::max(widest.skipped, count.skipped)};
        }
        return widest;
    }

    /// Numbers right-aligned to those of `widest`.
    std::string counts(const Tally& count, const Tally& widest) const {
        const auto one = [this](std::size_t number, std::size_t most, Outcome outcome) {
            const auto text =
                fmt::format("{:>{}} {}", number, fmt::formatted_size("{}", most), name(outcome));
            return paint_(number > 0 ? shade(outcome) : Shade::plain, text);
        };
        return one(count.passed, widest.passed, Outcome::passed) + ", "
               + one(count.failed, widest.failed, Outcome::failed) + ", "
               + one(count.errored, widest.errored, Outcome::errored) + ", "
               + one(count.skipped, widest.skipped, Outcome::skipped)
               + (count.waived == 0
                      ? ""
                      : paint_(Shade::aside, fmt::format(", {} waived", count.waived)));
    }

    /// "4 targets, 1 unreachable, 1 not verified".
    std::string fleet(const RunReport& run) const {
        std::size_t unreachable = 0;
        std::size_t unverified = 0;
        for (const auto& target : run.targets) {
            unreachable += target.unreachable.empty() ? 0 : 1;
            unverified += target.unreachable.empty() and not not_verified(target).empty() ? 1 : 0;
        }
        auto text = plural(run.targets.size(), "target");
        if (unreachable > 0)
            text += paint_(Shade::unsure, fmt::format(", {} unreachable", unreachable));
        if (unverified > 0)
            text += paint_(Shade::unsure, fmt::format(", {} not verified", unverified));
        return text;
    }

    static std::string exchanges(const RunReport& run) {
        std::size_t all = 0;
        for (const auto& target : run.targets)
            all += target.exchanges;
        return plural(all, "exchange");
    }

    std::ostream& to_;
    ReporterOptions options_;
    Paint paint_;
    RowNumbers numbers_;
    Listing listing_;
    std::size_t targets_ = 0;
};

}  // namespace

ReporterEntry console_reporter() {
    return {
        "console",
        "for people: every row below its heading, failures explained at the end",
        [](std::ostream& to, const ReporterOptions& options) -> std::unique_ptr<Reporter> {
            return std::make_unique<Console>(to, options);
        }};
}

}  // namespace muster
