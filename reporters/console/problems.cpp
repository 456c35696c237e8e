#include "reporters/console/problems.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "reporters/console/wrap.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t indent = 5;  // below "  1. "
constexpr std::size_t label_columns = 10;
constexpr std::size_t longest_text = 2000;
constexpr std::size_t most_evidence = 8;

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string context(const SpecReport& spec, const Result& result) {
    auto words = result.headings;
    words.insert(words.begin(), spec.title);
    return printable(join(words, " › "));
}

}  // namespace

void Problems::all(const RunReport& run) {
    section(run, Outcome::failed, "Failed");
    section(run, Outcome::errored, "Errored");
    unverified(run);
}

void Problems::section(const RunReport& run, Outcome outcome, std::string_view title) {
    const auto count = tally(run);
    const auto found = outcome == Outcome::failed ? count.failed : count.errored;
    if (found == 0)
        return;
    to_ << paint_(shade(outcome), fmt::format("{} ({})", title, found)) << "\n\n";
    std::size_t number = 0;
    for (const auto& target : run.targets) {
        for (const auto& spec : target.specs) {
            for (const auto& result : spec.results) {
                if (result.waived)
                    continue;
                number +=
                    result.outcome == Outcome::failed or result.outcome == Outcome::errored ? 1 : 0;
                if (result.outcome == outcome)
                    entry(target, spec, result, number);
            }
        }
    }
}

void Problems::entry(
    const TargetReport& target, const SpecReport& spec, const Result& result, std::size_t number
) {
    const auto line = printable(headline(result, target), longest_text);
    to_ << fmt::format("{:>3}. ", number) << paint_(Shade::dim, context(spec, result)) << '\n'
        << std::string(indent, ' ') << paint_(shade(result.outcome), line) << '\n';
    values(result, indent + display_width(line));
    detail("because", result.because);
    if (result.impact != Impact::medium)
        detail("impact", name(result.impact));
    if (result.attempts > 1)
        detail("tried", fmt::format("{} times in {}", result.attempts, to_words(result.duration)));
    const auto shown = std::min(result.evidence.size(), most_evidence);
    for (std::size_t i = 0; i < shown; ++i) {
        detail(
            i == 0 ? "asked" : "", result.evidence[i].question + " → " + result.evidence[i].answer
        );
    }
    if (shown < result.evidence.size())
        detail("", fmt::format("and {} questions more", result.evidence.size() - shown));
    detail("hint", result.hint);
    detail("owner", spec.owner);
    detail("runbook", spec.runbook);
    // Never wrapped: it is there to be copied.
    to_ << std::string(indent + 2, ' ') << paint_(Shade::dim, padded("again", label_columns))
        << printable(run_again(result, target, options_), longest_text) << "\n\n";
}

// What stands in the headline and fits on the screen is not said twice; long values stand one below
// the other, where the eye finds the difference.
void Problems::values(const Result& result, std::size_t headline_columns) {
    const bool told = headline_columns <= options_.columns and has(result.message, result.expected)
                      and has(result.message, result.actual);
    if (told)
        return;
    detail("expected", result.expected);
    detail("is", result.actual);
}

void Problems::detail(std::string_view label, std::string_view text) {
    if (text.empty())
        return;
    constexpr std::size_t used = indent + 2 + label_columns;
    constexpr std::size_t narrowest = 20;
    const auto left = std::max(options_.columns, used + narrowest) - used;
    auto start = paint_(Shade::dim, padded(label, label_columns));
    for (const auto& line : wrapped(printable(text, longest_text), left)) {
        to_ << std::string(indent + 2, ' ') << start << line << '\n';
        start = std::string(label_columns, ' ');
    }
}

void Problems::unverified(const RunReport& run) {
    std::string lines;
    for (const auto& target : run.targets) {
        const auto who = "  " + printable(target.name) + ": ";
        if (const auto why = not_verified(target); not why.empty()) {
            lines +=
                who + (target.unreachable.empty() ? "" : "unreachable: ") + printable(why) + "\n";
        }
        for (const auto& spec : target.specs) {
            if (const auto why = not_verified(spec); not why.empty()) {
                lines += fmt::format(
                    "{}{}: {}: {}\n",
                    who,
                    printable(place(spec.where)),
                    printable(muster::quoted(spec.title)),
                    why
                );
            }
        }
    }
    if (not lines.empty())
        to_ << paint_(Shade::unsure, "Not verified") << "\n\n" << lines << '\n';
}

}  // namespace muster
