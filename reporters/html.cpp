// HTML: one page that needs nothing from elsewhere. It is read without a script; with one it is searched and narrowed down
// (reporters/html/page.hpp). Whatever comes from targets and specs is text: it is escaped here, and the page's policy runs
// no script but its own.

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/html/page.hpp"
#include "reporters/support/folded.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

constexpr std::size_t longest_text = 4000;

/// Text and attribute values: nothing in it is markup.
std::string plain(std::string_view text) {
    std::string result;
    for (const char sign : printable(text, longest_text)) {
        switch (sign) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\'': result += "&#39;"; break;
        default: result += sign;
        }
    }
    return result;
}

std::string_view word_of(const Result& result) {
    return result.waived ? "waived" : name(result.outcome);
}

std::string_view mark_of(std::string_view word) {
    if (word == "passed")
        return "✓";
    if (word == "failed")
        return "✗";
    return word == "errored" ? "!" : "–";
}

/// The worst that there is, as a reader looks for it.
std::string_view worst_of(const Tally& count) {
    if (count.failed > 0)
        return "failed";
    if (count.errored > 0)
        return "errored";
    if (count.waived > 0)
        return "waived";
    return count.passed > 0 ? "passed" : "skipped";
}

std::string title_of(const RunReport& run) {
    const auto count = tally(run);
    if (count.failed > 0)
        return fmt::format("{} failed", count.failed);
    if (count.errored > 0)
        return fmt::format("{} could not be told", count.errored);
    return exit_status(run) == 0 ? "all conform" : "not everything was verified";
}

class Html : public Reporter {
public:
    Html(std::ostream& to, const ReporterOptions& options) : to_(to), options_(options) {}

    void run_done(const RunReport& run) override {
        head(run);
        counts(run);
        form(run);
        matrix(run);
        problems(run, Told::failed, "Failed");
        problems(run, Told::errored, "Could not be told");
        said("Unreachable", unreachable_targets(run));
        said("Not verified", unverified_targets(run));
        problems(run, Told::waived, "Waived");
        to_ << "<h2>Targets</h2>\n";
        for (std::size_t i = 0; i < run.targets.size(); ++i)
            target(run.targets[i], i);
        to_ << "<script>" << html_script << "</script>\n</body>\n</html>\n";
    }

private:
    void head(const RunReport& run) {
        const auto digest = [](std::string_view text) {
            Digester digester(DigestAlgorithm::sha256);
            digester.add(text);
            return to_base64(digester.bytes());
        };
        to_ << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            << fmt::format(
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "script-src 'sha256-{}'; "
                   "style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n",
                   digest(html_script),
                   digest(html_style)
               )
            << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            << fmt::format("<title>Muster: {}</title>\n", plain(title_of(run))) << "<style>"
            << html_style << "</style>\n</head>\n<body>\n"
            << fmt::format("<h1 class=\"{}\">{}</h1>\n", worst_of(tally(run)), plain(title_of(run)))
            << fmt::format(
                   "<p class=\"dim\">{} · {} s · Muster {}{}</p>\n",
                   plain(to_iso8601(run.started)),
                   decimal_seconds(run.duration, 2),
                   plain(run.version),
                   run.interrupted ? " · interrupted: this is what was known by then" : ""
               );
    }

    void counts(const RunReport& run) {
        const auto count = tally(run);
        to_ << "<ul class=\"counts\">\n";
        const auto add = [&](std::size_t number, std::string_view word) {
            if (number > 0 or word == "passed" or word == "failed")
                to_ << fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", word, number, word);
        };
        add(count.passed, "passed");
        add(count.failed, "failed");
        add(count.errored, "errored");
        add(count.skipped, "skipped");
        add(count.waived, "waived");
        to_ << fmt::format("<li><b>{}</b>targets</li>\n</ul>\n", run.targets.size());
    }

    /// Shown by the script, without which it would do nothing.
    void form(const RunReport& run) {
        std::set<std::string> roles;
        for (const auto& target : run.targets)
            roles.insert(target.roles.begin(), target.roles.end());
        to_ << "<form hidden>\n<input type=\"search\" name=\"words\" placeholder=\"search\" "
               "aria-label=\"search\">\n";
        for (const auto* word : {"failed", "errored", "waived", "skipped", "passed"})
            to_ << fmt::format(
                "<label class=\"{0}\"><input type=\"checkbox\" name=\"outcome\" value=\"{0}\" "
                "checked> {0}</label>\n",
                word
            );
        std::vector<std::string> targets;
        for (const auto& target : run.targets)
            targets.push_back(target.name);
        select("role", "all roles", {roles.begin(), roles.end()});
        select("target", "all targets", targets);
        to_ << "<input type=\"reset\" value=\"reset\"> <output></output>\n</form>\n";
    }

    void select(
        std::string_view name, std::string_view all, const std::vector<std::string>& choices
    ) {
        to_ << fmt::format(
            "<select name=\"{0}\" aria-label=\"{0}\"><option value=\"\">{1}</option>", name, all
        );
        for (const auto& choice : choices)
            to_ << fmt::format("<option>{}</option>", plain(choice));
        to_ << "</select>\n";
    }

    /// Targets by specs; of one target or one spec there is nothing to compare.
    void matrix(const RunReport& run) {
        std::vector<std::string> titles;
        for (const auto& target : run.targets)
            for (const auto& spec : target.specs)
                if (std::ranges::count(titles, spec.title) == 0)
                    titles.push_back(spec.title);
        if (run.targets.size() < 2 or titles.empty())
            return;
        to_ << "<h2>Targets and specs</h2>\n<div "
               "class=\"wide\"><table>\n<thead><tr><th>target</th>";
        for (const auto& title : titles)
            to_ << fmt::format("<th>{}</th>", plain(title));
        to_ << "</tr></thead>\n<tbody>\n";
        for (std::size_t i = 0; i < run.targets.size(); ++i) {
            to_ << fmt::format(
                "<tr><th><a href=\"#t{}\">{}</a></th>", i, plain(run.targets[i].name)
            );
            for (const auto& title : titles)
                cell(run.targets[i], title);
            to_ << "</tr>\n";
        }
        to_ << "</tbody></table></div>\n";
    }

    void cell(const TargetReport& target, const std::string& title) {
        Tally count;
        for (const auto& spec : target.specs)
            if (spec.title == title)
                count += tally(spec);
        if (count.all() == 0) {
            to_ << "<td class=\"cell dim\">" << (target.unreachable.empty() ? "" : "unreachable")
                << "</td>";
            return;
        }
        const auto word = worst_of(count);
        const auto number = word == "failed"    ? count.failed
                            : word == "errored" ? count.errored
                            : word == "waived"  ? count.waived
                                                : count.all();
        to_ << fmt::format(
            "<td class=\"cell {0}\" title=\"{1} passed, {2} failed, {3} errored, {4} skipped\">{5} "
            "{6}</td>",
            word,
            count.passed,
            count.failed,
            count.errored,
            count.skipped,
            mark_of(word),
            number
        );
    }

    /// Equal ones once, with the targets that they are on.
    void problems(const RunReport& run, Told told, std::string_view title) {
        const auto all = folded_rows(run, told);
        if (all.empty())
            return;
        to_ << fmt::format("<h2>{}</h2>\n<ul class=\"rows\">\n", title);
        for (const auto& row : all) {
            to_ << fmt::format(
                "<li><span class=\"mark {0}\">{1}</span><span>{2}</span> <b>{3}</b> <span "
                "class=\"dim\">{4} › {5}</span>",
                word_of(*row.result),
                mark_of(word_of(*row.result)),
                plain(sentence(*row.result)),
                plain(row.targets),
                plain(place(row.result->where)),
                plain(row.spec->title)
            );
            const bool is_first_of_several = row.targets != row.target->name;
            details(
                *row.result,
                *row.spec,
                *row.target,
                is_first_of_several ? row.target->name : std::string()
            );
            to_ << "</li>\n";
        }
        to_ << "</ul>\n";
    }

    void said(std::string_view title, const std::vector<FoldedTargets>& all) {
        if (all.empty())
            return;
        to_ << fmt::format("<h2>{}</h2>\n<ul class=\"rows\">\n", title);
        for (const auto& one : all)
            to_ << fmt::format(
                "<li><span class=\"mark errored\">!</span><b>{}</b> {}</li>\n",
                plain(one.targets),
                plain(one.said)
            );
        to_ << "</ul>\n";
    }

    void target(const TargetReport& target, std::size_t number) {
        const auto count = tally(target);
        to_ << fmt::format(
            "<details class=\"target\" id=\"t{}\" data-name=\"{}\" "
            "data-roles=\"{}\"{}>\n<summary><b class=\"{}\">{}</b> "
            "<span class=\"dim\">{} passed, {} failed, {} errored, {} skipped · "
            "{}</span></summary>\n",
            number,
            plain(target.name),
            plain_lines(target.roles),
            conforms(target) ? "" : " open",
            target.unreachable.empty() ? worst_of(count) : "errored",
            plain(target.name),
            count.passed,
            count.failed,
            count.errored,
            count.skipped,
            plain(platform_words(target.platform))
        );
        if (not target.unreachable.empty())
            to_ << fmt::format(
                "<p class=\"errored\">unreachable: {}</p>\n", plain(target.unreachable)
            );
        for (const auto& notice : target.notices)
            to_ << fmt::format("<p class=\"dim\">{}</p>\n", plain(notice));
        for (const auto& one : target.specs)
            spec(target, one);
        to_ << "</details>\n";
    }

    /// A role a line, each escaped for itself: a newline is what parts them.
    static std::string plain_lines(const std::vector<std::string>& words) {
        std::vector<std::string> lines;
        for (const auto& word : words)
            lines.push_back(plain(word));
        return join(lines, "\n");
    }

    /// What does not hold stands open, what does is folded away.
    void spec(const TargetReport& target, const SpecReport& spec) {
        to_ << fmt::format("<section>\n<h3>{}</h3>\n", plain(spec.title));
        if (const auto why = not_verified(spec); not why.empty())
            to_ << fmt::format("<p class=\"errored\">{}</p>\n", plain(why));
        const auto is_passing = [](const Result& result) {
            return result.outcome == Outcome::passed;
        };
        rows(target, spec, [&](const Result& result) { return not is_passing(result); });
        const auto passing = std::ranges::count_if(spec.results, is_passing);
        if (passing > 0) {
            to_ << fmt::format(
                "<details class=\"passing\"><summary>{} passed</summary>\n", passing
            );
            rows(target, spec, is_passing);
            to_ << "</details>\n";
        }
        to_ << "</section>\n";
    }

    template<class Wanted>
    void rows(const TargetReport& target, const SpecReport& spec, const Wanted& wanted) {
        to_ << "<ul class=\"rows\">\n";
        for (const auto& result : spec.results) {
            if (not wanted(result))
                continue;
            const auto word = word_of(result);
            to_ << fmt::format(
                "<li class=\"row\" data-outcome=\"{0}\"><span class=\"mark {0}\">{1}</span>{2}{3} "
                "<span "
                "class=\"dim\">{4}</span>",
                word,
                mark_of(word),
                result.headings.empty() ? "" : plain(join(result.headings, " › ")) + " › ",
                plain(sentence(result)),
                plain(place(result.where))
            );
            if (result.outcome != Outcome::passed)
                details(result, spec, target);
            to_ << "</li>\n";
        }
        to_ << "</ul>\n";
    }

    /// `as_on`: the one of several targets whose answers these are.
    void details(
        const Result& result,
        const SpecReport& spec,
        const TargetReport& target,
        const std::string& as_on = ""
    ) {
        std::string list;
        const auto add = [&](std::string_view name, const std::string& text) {
            if (not text.empty())
                list += fmt::format("<dt>{}</dt><dd>{}</dd>", name, plain(text));
        };
        add("as on", as_on);
        add("expected", result.expected);
        add("is", result.actual);
        add("because", result.because);
        for (const auto& [question, answer] : result.evidence)
            add("asked", question + " → " + answer);
        add("hint", result.hint);
        add("owner", spec.owner);
        add("runbook", spec.runbook);
        if (result.waived)
            add("waived", words_of(*result.waived));
        add("again", run_again(result, target, options_));
        to_ << "<dl>" << list << "</dl>";
    }

    std::ostream& to_;
    const ReporterOptions options_;
};

}  // namespace

ReporterEntry html_reporter() {
    return {
        "html",
        "one page to be read, searched and kept, without anything from elsewhere",
        [](std::ostream& to, const ReporterOptions& options) -> std::unique_ptr<Reporter> {
            return std::make_unique<Html>(to, options);
        }};
}

}  // namespace muster
