#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/event_list.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/page/views.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

constexpr std::size_t newest_events = 20;

/// Rows of a target that one spec has.
struct SpecRows {
    std::string title;
    std::vector<const State*> open;  ///< that need a look
    std::vector<const State*> well;
    StandingCount count;
};

bool needs_look(const State& state) {
    return is_problem(shown_standing(state)) or is_problem(state.standing) or state.flapping
           or shown_standing(state) == Standing::pending;
}

std::vector<SpecRows> specs_of(const WatchedTarget& target) {
    std::vector<SpecRows> specs;
    std::map<std::string, std::size_t> places;
    for (const auto& state : target.states) {
        const auto& title = state.observation.spec;
        const auto [place, is_new] = places.emplace(title, specs.size());
        if (is_new)
            specs.push_back({title, {}, {}, {}});
        auto& spec = specs[place->second];
        spec.count.add(state);
        (needs_look(state) ? spec.open : spec.well).push_back(&state);
    }
    std::ranges::stable_sort(specs, {}, [](const SpecRows& spec) { return spec.open.empty(); });
    return specs;
}

Markup fact(std::string_view term, const Markup& value) {
    if (value.is_empty())
        return {};
    return tag("div", tag("dt", term) + tag("dd", value));
}

Markup facts(const Overview& overview, const WatchedTarget& watched) {
    const auto& target = watched.target;
    const auto& reach = watched.reach;
    auto list = fact("address", target.url) + fact("roles", join(target.roles, ", "))
                + fact("platform", platform_words(target.platform))
                + fact("kernel", target.platform.kernel)
                + fact("behind", target.behind.empty() ? Markup() : target_anchor(target.behind))
                + fact("host key", target.identity)
                + fact("last round", moment_ago(target.last_round, overview.now));
    if (target.last_round != Instant{})
        list += fact("it took", decimal_seconds(target.took) + " s")
                + fact("exchanges", fmt::format("{}", target.exchanges))
                + fact("late by", to_words(target.late));
    list += fact("watched since", moment_ago(target.first_seen, overview.now));
    if (not is_fleet(watched))
        list += fact(
            "reached",
            timeline(reach) + " " + state_badge(reach) + " " + moment_for(reach.since, overview.now)
        );
    return tag("dl", {{"class", "facts"}}, list);
}

Markup notices(const Overview& overview, const WatchedTarget& watched) {
    Markup all;
    const auto say = [&](std::string_view kind, const Markup& words) {
        all += tag("p", {{"class", fmt::format("notice {}", kind)}}, words);
    };
    if (watched.target.retired)
        say("skipped", "It left the inventory: what is below is what was known then.");
    if (is_problem(watched.reach.standing)) {
        say("errored", "cannot be reached: " + watched.reach.observation.result.message);
        if (not watched.reach.observation.result.hint.empty())
            say("skipped", "hint: " + watched.reach.observation.result.hint);
    }
    if (watched.in_maintenance)
        say("skipped", "A maintenance window is open: nobody is told of its problems.");
    else if (const auto quiet = quiet_of(overview, watched, watched.reach))
        say("skipped", quiet->word + " " + quiet->why);
    for (const auto& notice : watched.target.notices)
        say("skipped", notice);
    return all;
}

Markup change_links(const WatchedTarget& target, const State& state, bool may_change) {
    if (not may_change or not is_problem(state.standing))
        return {};
    const auto link = [&](const char* kind, const char* words) {
        return tag(
            "a",
            {{"class", "act"},
             {"href",
              url_of(
                  "/silences", {{"kind", kind}, {"target", target.target.name}, {"id", state.of.id}}
              )}},
            words
        );
    };
    return tag(
        "p", {{"class", "acts"}}, link("ack", "acknowledge") + " " + link("silence", "silence")
    );
}

std::string headed(const Result& result) {
    return result.headings.empty() ? "" : join(result.headings, " › ") + " › ";
}

/// What is told of a row that is not well.
Markup told_of(const Overview& overview, const WatchedTarget& target, const State& state) {
    const auto& message = state.observation.result.message;
    Markup told;
    if (not message.empty())
        told += tag("p", {{"class", "what"}}, message);
    return told
           + tag(
               "div",
               {{"class", "meta"}},
               chips(overview, target, state) + moment_for(state.since, overview.now)
           );
}

/// A row on one line: how it stands, what is expected, of one that is well its value, and its last results.
Markup row_line(const State& state) {
    const auto& result = state.observation.result;
    const auto& thing = result.statement.empty() ? state.of.id : result.statement;
    const auto title =
        tag("span", {{"class", "dim"}}, headed(result))
        + tag("a", {{"class", "item"}, {"href", expectation_url(state.of.id)}}, thing);
    auto line = state_badge(state) + " " + tag("span", {{"class", "grow"}}, title) + " ";
    if (not needs_look(state) and not result.actual.empty())
        line += tag("span", {{"class", "value dim"}}, result.actual) + " ";
    return tag("div", {{"class", "line"}}, line + timeline(state));
}

Markup row(
    const Overview& overview, const WatchedTarget& target, const State& state, bool may_change
) {
    auto inside = row_line(state);
    if (needs_look(state))
        inside += told_of(overview, target, state);
    inside +=
        tag("details",
            {{"class", "why"}, {"data-key", "why " + state.of.id}},
            tag("summary", "how we know") + explanation(target, state)
                + change_links(target, state, may_change));
    return tag(
        "li",
        {{"class", fmt::format("problem {}", name(shown_standing(state)))},
         {"data-find", words_to_find(target, state)}},
        inside
    );
}

Markup spec_section(
    const Overview& overview, const WatchedTarget& target, const SpecRows& spec, bool may_change
) {
    const auto list = [&](const std::vector<const State*>& states) {
        Markup rows;
        for (const auto* state : states)
            rows += row(overview, target, *state, may_change);
        return tag("ul", {{"class", "problems"}}, rows);
    };
    auto inside =
        tag("h2",
            {{"id", url_encoded(spec.title)}},
            Markup(spec.title) + " " + tag("span", {{"class", "share"}}, spec.count.words()));
    if (not spec.open.empty())
        inside += list(spec.open);
    if (not spec.well.empty()) {
        MarkupAttributes attributes = {{"class", "more"}, {"data-key", "well " + spec.title}};
        if (spec.open.empty())
            attributes.emplace_back("open", "open");
        const auto words = fmt::format(
            "{}row{}", spec.open.empty() ? "" : "more ", spec.well.size() == 1 ? "" : "s"
        );
        inside +=
            tag("details",
                attributes,
                tag("summary", fmt::format("{} {}", spec.well.size(), words)) + list(spec.well));
    }
    return tag("section", inside);
}

Markup title_line(const WatchedTarget& target, const StandingCount& count) {
    const bool gone = is_unreachable(target);
    const auto standing = gone ? Standing::errored : count.worst();
    return tag("h1",
               tag("span", {{"class", "mark"}, {"aria-hidden", "true"}}, standing_mark(standing))
                   + " " + target.target.name)
           + tag(
               "p", {{"class", "sum"}}, (gone ? "unreachable; known of it: " : "") + count.words()
           );
}

}  // namespace

View target_view(const Overview& overview, const std::string& name, bool may_change) {
    const auto* target = target_called(overview, name);
    if (target == nullptr)
        return missing_view("No target is called " + name + ".");
    const auto count = count_of(*target);
    const auto standing = is_unreachable(*target) ? Standing::errored : count.worst();
    auto main =
        tag("section",
            {{"class", fmt::format("headline {}", muster::name(standing))}},
            title_line(*target, count) + notices(overview, *target));
    main += facts(overview, *target);
    if (may_change)
        main +=
            tag("p",
                {{"class", "acts"}},
                tag("a",
                    {{"class", "act"},
                     {"href", url_of("/silences", {{"kind", "silence"}, {"target", name}})}},
                    "silence this target"));
    for (const auto& spec : specs_of(*target))
        main += spec_section(overview, *target, spec, may_change);
    const EventFilter filter{.kind = "", .target = name, .id = ""};
    main +=
        tag("h2", "What happened") + event_list(overview, filter, newest_events)
        + tag("p", tag("a", {{"href", url_of("/events", {{"target", name}})}}, "all its events"));
    return {.title = name + ": " + count.words(), .place = "", .main = main};
}

}  // namespace muster
