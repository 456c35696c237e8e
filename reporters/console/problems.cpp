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
    section(run, Told::failed, "Failed");
    section(run, Told::errored, "Errored");
    unverified(run);
}

void Problems::section(const RunReport& run, Told told, std::string_view title) {
    const auto rows = folded_rows(run, told);
    if (rows.empty())
        return;
    const auto count = tally(run);
    const auto found = told == Told::failed ? count.failed : count.errored;
    const auto outcome = told == Told::failed ? Outcome::failed : Outcome::errored;
    const auto number = rows.size() == found ? fmt::format("{}", found)
                                             : fmt::format("{}, {} different", found, rows.size());
    to_ << paint_(shade(outcome), fmt::format("{} ({})", title, number)) << "\n\n";
    for (const auto& row : rows)
        entry(row);
}

void Problems::entry(const FoldedRow& row) {
    const auto& [target, spec_of, result_of, targets] = row;
    const auto& spec = *spec_of;
    const auto& result = *result_of;
    const auto line = printable(headline(result, targets), longest_text);
    to_ << fmt::format("{:>3}. ", numbers_.of(spec, result))
        << paint_(Shade::dim, context(spec, result)) << '\n'
        << std::string(indent, ' ') << paint_(shade(result.outcome), line) << '\n';
    if (targets != target->name and result.about.empty())
        detail("as on", target->name);
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
        << printable(run_again(result, *target, options_), longest_text) << "\n\n";
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
    const auto add = [&](const std::string& targets, const std::string& said) {
        lines += "  " + printable(targets) + ": " + said + "\n";
    };
    for (const auto& [targets, why] : unreachable_targets(run))
        add(targets, "unreachable: " + printable(why));
    for (const auto& [targets, why] : unverified_targets(run))
        add(targets, printable(why));
    for (const auto& [spec, targets, why] : unverified_specs(run))
        add(targets,
            fmt::format(
                "{}: {}: {}",
                printable(place(spec->where)),
                printable(muster::quoted(spec->title)),
                why
            ));
    if (not lines.empty())
        to_ << paint_(Shade::unsure, "Not verified") << "\n\n" << lines << '\n';
}

}  // namespace muster
