// Markdown, for the summary of a CI job (`muster run -r markdown >>"$GITHUB_STEP_SUMMARY"`) or a merge request: how many
// rows of each target hold, and what does not, equal failures told once.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/folded.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t longest_text = 1000;

/// Text behind other text in which nothing is markup (CommonMark 2.4; `<` and `&` as HTML has them, `|` ends a cell,
/// `@` calls people at GitHub).
std::string plain(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]|~@";
    std::string result;
    for (const char sign : printable(text, longest_text)) {
        if (sign == '<')
            result += "&lt;";
        else if (sign == '&')
            result += "&amp;";
        else if (markup.find(sign) != std::string_view::npos)
            result += std::string("\\") + sign;
        else
            result += sign;
    }
    return result;
}

std::string headings_of(const FoldedRow& row) {
    auto words = row.result->headings;
    words.insert(words.begin(), row.spec->title);
    return join(words, " › ");
}

class Markdown : public Reporter {
public:
    explicit Markdown(std::ostream& to) : to_(to) {}

    void run_done(const RunReport& run) override {
        to_ << "## Muster: " << verdict(run) << "\n";
        if (run.interrupted)
            to_ << "\nInterrupted: this is what was known by then.\n";
        table(run);
        rows(run, Told::failed, "Failed");
        rows(run, Told::errored, "Errored: could not be told");
        targets(unreachable_targets(run), "Unreachable");
        targets(unverified_targets(run), "Not verified");
        specs(unverified_specs(run));
        rows(run, Told::waived, "Waived");
    }

private:
    static std::string verdict(const RunReport& run) {
        const auto count = tally(run);
        std::vector<std::string> words;
        const auto add = [&](std::size_t number, std::string_view word) {
            if (number > 0)
                words.push_back(fmt::format("{} {}", number, word));
        };
        add(count.failed, "failed");
        add(count.errored, "errored");
        add(static_cast<std::size_t>(std::ranges::count_if(
                run.targets,
                [](const TargetReport& target) { return not target.unreachable.empty(); }
            )),
            "unreachable");
        if (words.empty())
            words.emplace_back(
                exit_status(run) == 0 ? "nothing failed" : "not everything was verified"
            );
        add(count.waived, "waived");
        return join(words, ", ");
    }

    /// Targets with equal counts share a line.
    void table(const RunReport& run) {
        if (run.targets.empty())
            return;
        to_ << "\n| target | passed | failed | errored | skipped | waived |\n"
            << "| :-- | --: | --: | --: | --: | --: |\n";
        for (const auto& [targets, counts] : folded_targets(run, counts_of))
            to_ << fmt::format("| {} {}\n", plain(targets), counts);
    }

    static std::string counts_of(const TargetReport& target) {
        const auto count = tally(target);
        return fmt::format(
            "{} | {} | {} | {} | {} | {} |",
            conforms(target) ? "✓" : "✗",
            count.passed,
            count.failed,
            count.errored,
            count.skipped,
            count.waived
        );
    }

    void rows(const RunReport& run, Told told, std::string_view title) {
        const auto all = folded_rows(run, told);
        if (all.empty())
            return;
        to_ << fmt::format("\n### {}\n\n", title);
        for (const auto& row : all) {
            to_ << fmt::format(
                "- **{}** {}: {} ({})\n",
                plain(place(row.result->where)),
                plain(headings_of(row)),
                plain(sentence(*row.result)),
                plain(row.targets)
            );
            detail("because", row.result->because);
            detail("hint", row.result->hint);
            detail("owner", row.spec->owner);
            detail("runbook", row.spec->runbook);
            if (row.result->waived)
                to_ << "  - " << plain(words_of(*row.result->waived)) << "\n";
        }
    }

    void detail(std::string_view name, std::string_view text) {
        if (not text.empty())
            to_ << fmt::format("  - {}: {}\n", name, plain(text));
    }

    void specs(const std::vector<FoldedSpec>& all) {
        if (all.empty())
            return;
        to_ << "\n### Specs that verify nothing\n\n";
        for (const auto& [spec, targets, why] : all)
            to_ << fmt::format(
                "- **{}** {}: {} ({})\n",
                plain(place(spec->where)),
                plain(spec->title),
                why,
                plain(targets)
            );
    }

    void targets(const std::vector<FoldedTargets>& all, std::string_view title) {
        if (all.empty())
            return;
        to_ << fmt::format("\n### {}\n\n", title);
        for (const auto& one : all)
            to_ << fmt::format("- **{}** {}\n", plain(one.targets), plain(one.said));
    }

    std::ostream& to_;
};

}  // namespace

ReporterEntry markdown_reporter() {
    return {
        "markdown",
        "Markdown, for the summary of a CI job",
        [](std::ostream& to, const ReporterOptions&) -> std::unique_ptr<Reporter> {
            return std::make_unique<Markdown>(to);
        }};
}

}  // namespace muster
