#include "framework/fleet/serve/page/parts.hpp"

#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::size_t most_links = 4;

Markup time_tag(Instant at, const std::string& words) {
    const auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(at));
    return tag("time", {{"datetime", text}, {"title", text}}, words);
}

Markup chip(std::string_view kind, const std::string& word, const std::string& why) {
    MarkupAttributes attributes = {{"class", fmt::format("chip {}", kind)}};
    if (not why.empty())
        attributes.emplace_back("title", why);
    return tag("span", attributes, word) + " ";
}

/// Rows of a list of terms; what is empty is left out.
class Terms {
public:
    void add(std::string_view term, const std::string& text) {
        if (not text.empty())
            add(term, Markup(text));
    }
    void add(std::string_view term, const Markup& markup) {
        rows_ += tag("dt", term) + tag("dd", markup);
    }
    Markup list() const { return tag("dl", {{"class", "terms"}}, rows_); }

private:
    Markup rows_;
};

}  // namespace

Markup standing_badge(Standing standing) {
    return standing_badge(standing, standing_word(standing));
}

Markup standing_badge(Standing standing, std::string_view word) {
    return tag(
        "span",
        {{"class", fmt::format("badge {}", name(standing))}},
        tag("span", {{"class", "mark"}, {"aria-hidden", "true"}}, standing_mark(standing)) + " "
            + word
    );
}

Markup state_badge(const State& state) {
    const auto standing = shown_standing(state);
    if (is_waived(state))
        return standing_badge(Standing::skipped, "waived");
    if (is_first_sign(state))
        return standing_badge(state.standing, "first sign");
    if (state.of.is_target() and standing == Standing::errored)
        return standing_badge(standing, "unreachable");
    if (state.of.is_target() and standing == Standing::conforms)
        return standing_badge(standing, "reached");
    return standing_badge(standing);
}

Markup moment_ago(Instant at, Instant now) {
    if (at == Instant{})
        return "never";
    if (at > now)
        return time_tag(at, "in " + to_words(at - now));
    const auto age = now - at;
    return time_tag(at, age < std::chrono::seconds(1) ? "just now" : to_words(age) + " ago");
}

Markup moment_for(Instant since, Instant now) {
    if (since == Instant{})
        return {};
    return time_tag(since, "for " + to_words(std::max(Nanoseconds{0}, now - since)));
}

Markup target_anchor(std::string_view name) {
    return tag("a", {{"href", target_url(name)}}, name);
}

Markup target_anchors(const std::vector<std::string>& names) {
    Markup anchors;
    for (const auto& name : names)
        anchors += (anchors.is_empty() ? Markup() : Markup(", ")) + target_anchor(name);
    if (names.size() <= most_links)
        return tag("span", {{"class", "names"}}, anchors);
    const auto folded = folded_names(names);
    return tag(
        "details",
        {{"class", "names"}, {"data-key", "names " + folded}},
        tag("summary", folded) + tag("div", anchors)
    );
}

Markup timeline(const State& state) {
    constexpr int width = 4;
    const int results = std::min(state.results, 21);
    std::string well;
    std::string bad;
    int problems = 0;
    for (int i = 0; i < results; ++i) {
        const int age = results - 1 - i;
        const bool is_bad = (state.recent >> static_cast<unsigned>(age) & 1U) != 0;
        problems += is_bad ? 1 : 0;
        if (is_bad)
            bad += fmt::format("M{} 1h3v13h-3z", i * width);
        else
            well += fmt::format("M{} 9h3v5h-3z", i * width);
    }
    const auto words =
        results == 0    ? std::string("no result yet")
        : problems == 0 ? fmt::format("the last {} results: no problem", results)
                        : fmt::format("the last {} results: {} with a problem", results, problems);
    Markup bars = tag("title", words);
    if (not well.empty())
        bars += tag("path", {{"class", "well"}, {"d", well}}, {});
    if (not bad.empty())
        bars += tag("path", {{"class", "bad"}, {"d", bad}}, {});
    return tag(
        "svg",
        {{"class", "timeline"},
         {"role", "img"},
         {"aria-label", words},
         {"viewBox", "0 0 84 15"},
         {"width", "84"},
         {"height", "15"}},
        bars
    );
}

Markup chips(const Overview& overview, const WatchedTarget& target, const State& state) {
    Markup all;
    if (is_first_sign(state))
        all += chip(
            "soft",
            fmt::format("attempt {} of {}", state.attempt, overview.attempts),
            "a problem is settled when it came so many times in a row"
        );
    else if (state.is_soft() and state.settled != Standing::pending)
        all += chip(
            "soft",
            fmt::format("now {}", standing_word(state.standing)),
            "by the last result; not settled yet"
        );
    if (state.flapping)
        all += chip("flapping", "≈ flapping", "it goes to and fro");
    const auto& result = state.observation.result;
    if (state.of.is_expectation() and result.impact != Impact::medium
        and is_problem(state.standing))
        all += chip("impact", fmt::format("impact {}", name(result.impact)), "");
    if (is_problem(shown_standing(state)))
        if (const auto quiet = quiet_of(overview, target, state))
            all += chip("quiet", quiet->word, quiet->why);
    return all;
}

Markup explanation(const WatchedTarget& target, const State& state) {
    const auto& result = state.observation.result;
    Terms terms;
    terms.add("expected", result.expected);
    terms.add("is", result.actual);
    terms.add("because", result.because);
    for (const auto& [question, answer] : result.evidence)
        terms.add("asked", answer.empty() ? question : fmt::format("{} → {}", question, answer));
    terms.add("hint", result.hint);
    if (result.waived)
        terms.add("waived", words_of(*result.waived));
    terms.add("owner", state.observation.owner);
    if (not state.observation.runbook.empty())
        terms.add("runbook", web_link(state.observation.runbook));
    terms.add("spec", place(result.where));
    if (state.of.is_expectation()) {
        const TargetReport named{.name = target.target.name, .named_as = target.target.name};
        terms.add("again", tag("code", run_again(result, named, {})));
    }
    return terms.list();
}

Markup web_link(const std::string& url) {
    const auto lower = lower_case(url);
    if (lower.starts_with("https://") or lower.starts_with("http://"))
        return tag("a", {{"href", url}, {"rel", "noreferrer"}}, url);
    return url;
}

std::string words_to_find(const WatchedTarget& target, const State& state) {
    const auto& result = state.observation.result;
    return lower_case(fmt::format(
        "{} {} {} {} {} {} {} {}",
        target.target.name,
        join(target.target.roles, " "),
        state.observation.spec,
        state.of.id,
        result.statement,
        result.actual,
        result.message,
        standing_word(shown_standing(state))
    ));
}

}  // namespace muster
