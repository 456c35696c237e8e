// TAP (Test Anything Protocol), for `prove` and CI systems: a test a target, its rows a subtest.
//
// Version 13 stands on top because Debian's prove refuses 14; subtests and escapes are those of 14,
// which a reader of 13 takes for comments. The plan of a subtest stands in front of it; the plan of
// the run at its end, since an interrupted run does not get to all of its targets.

#include "framework/base/display.hpp"
#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// One line in which nothing begins a directive (TAP 14, "Escaping").
std::string description(std::string_view text) {
    std::string escaped;
    for (const char letter : printable(text)) {
        if (letter == '#' or letter == '\\')
            escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

/// A YAML scalar in double quotes, which JSON's strings are.
std::string scalar(std::string_view text) {
    return visible_json(to_text(Json(printable(text))));
}

/// A YAML block of diagnostics below a test line.
class Diagnostics {
public:
    explicit Diagnostics(std::string indent) : indent_(std::move(indent)) {
        text_ = indent_ + "---\n";
    }
    void add(std::string_view name, std::string_view value) {
        if (not value.empty())
            text_ += fmt::format("{}{}: {}\n", indent_, name, scalar(value));
    }
    void add(std::string_view name, const std::vector<Evidence>& evidence) {
        if (not evidence.empty())
            text_ += fmt::format("{}{}:\n", indent_, name);
        for (const auto& [question, answer] : evidence)
            text_ += fmt::format("{}  - {}\n", indent_, scalar(question + ": " + answer));
    }
    std::string text() const { return text_ + indent_ + "...\n"; }

private:
    std::string indent_;
    std::string text_;
};

class Tap : public Reporter {
public:
    Tap(std::ostream& to, const ReporterOptions& options) : to_(to), options_(options) {}

    void run_started(std::size_t) override { to_ << "TAP version 13\n"; }

    void target_done(const TargetReport& target) override {
        if (not target.specs.empty())
            subtest(target);
        to_ << fmt::format(
            "{} {} - {}\n", conforms(target) ? "ok" : "not ok", ++targets_, description(target.name)
        );
        if (not conforms(target))
            to_ << verdict(target);
        to_.flush();
    }

    void run_done(const RunReport& run) override {
        if (run.interrupted) {
            to_ << "Bail out! interrupted\n";
            return;
        }
        if (targets_ == 0)
            to_ << "not ok " << ++targets_ << " - no target\n";
        to_ << fmt::format("1..{}\n", targets_);
    }

private:
    static std::string verdict(const TargetReport& target) {
        const auto count = tally(target);
        Diagnostics diagnostics("  ");
        diagnostics.add("url", target.url);
        diagnostics.add("unreachable", target.unreachable);
        if (target.unreachable.empty())
            diagnostics.add("not_verified", not_verified(target));
        diagnostics.add(
            "summary",
            fmt::format(
                "{} passed, {} failed, {} errored, {} skipped{}",
                count.passed,
                count.failed,
                count.errored,
                count.skipped,
                count.waived == 0 ? "" : fmt::format(", {} waived", count.waived)
            )
        );
        return diagnostics.text();
    }

    void subtest(const TargetReport& target) {
        std::size_t rows = 0;
        for (const auto& spec : target.specs)
            rows += std::max<std::size_t>(1, spec.results.size());
        to_ << fmt::format("# Subtest: {}\n    1..{}\n", description(target.name), rows);
        std::size_t number = 0;
        for (const auto& spec : target.specs) {
            if (const auto why = not_verified(spec); not why.empty())
                empty_spec(spec, why, ++number);
            for (const auto& result : spec.results)
                row(target, spec, result, ++number);
        }
    }

    void empty_spec(const SpecReport& spec, const std::string& why, std::size_t number) {
        Diagnostics diagnostics("      ");
        diagnostics.add("outcome", "not verified");
        diagnostics.add("message", why);
        diagnostics.add("at", place(spec.where));
        to_ << fmt::format("    not ok {} - {}\n", number, description(spec.title))
            << diagnostics.text();
    }

    void row(
        const TargetReport& target, const SpecReport& spec, const Result& result, std::size_t number
    ) {
        auto words = result.headings;
        words.insert(words.begin(), spec.title);
        words.push_back(result.statement);
        const bool broken = result.outcome == Outcome::failed or result.outcome == Outcome::errored;
        to_ << fmt::format(
            "    {} {} - {}", broken ? "not ok" : "ok", number, description(join(words, ": "))
        );
        if (result.outcome == Outcome::skipped)
            to_ << " # SKIP " << description(result.message);
        if (result.waived)
            to_ << " # TODO " << description(words_of(*result.waived));
        to_ << '\n';
        if (broken)
            to_ << diagnostics_of(target, result);
    }

    std::string diagnostics_of(const TargetReport& target, const Result& result) const {
        Diagnostics diagnostics("      ");
        diagnostics.add("outcome", name(result.outcome));
        diagnostics.add("message", headline(result, target));
        diagnostics.add("expected", result.expected);
        diagnostics.add("actual", result.actual);
        diagnostics.add("at", place(result.where));
        diagnostics.add("id", result.given_id.empty() ? result.id : result.given_id);
        diagnostics.add("impact", name(result.impact));
        diagnostics.add("because", result.because);
        diagnostics.add("evidence", result.evidence);
        diagnostics.add("hint", result.hint);
        diagnostics.add("again", run_again(result, target, options_));
        return diagnostics.text();
    }

    std::ostream& to_;
    ReporterOptions options_;
    std::size_t targets_ = 0;
};

}  // namespace

ReporterEntry tap_reporter() {
    return {
        "tap",
        "TAP 13 with subtests, for prove and CI systems",
        [](std::ostream& to, const ReporterOptions& options) -> std::unique_ptr<Reporter> {
            return std::make_unique<Tap>(to, options);
        }};
}

}  // namespace muster
