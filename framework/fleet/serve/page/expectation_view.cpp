#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/event_list.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/page/views.hpp"
#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

constexpr std::size_t newest_events = 20;

/// Targets on which it came out alike.
struct Alike {
    const WatchedTarget* first = nullptr;
    const State* state = nullptr;
    std::vector<std::string> targets;
    Instant since{};
};

std::string value_of(const State& state) {
    const auto& result = state.observation.result;
    return result.actual.empty() ? result.message : result.actual;
}

std::vector<Alike> values_of(const Overview& overview, const std::string& id) {
    std::vector<Alike> all;
    std::map<std::tuple<Standing, bool, std::string>, std::size_t> places;
    for (const auto& target : overview.targets)
        for (const auto& state : target.states) {
            if (state.of.id != id)
                continue;
            const auto [place, is_new] = places.emplace(
                std::tuple(shown_standing(state), is_first_sign(state), value_of(state)), all.size()
            );
            if (is_new)
                all.push_back({&target, &state, {}, state.since});
            auto& alike = all[place->second];
            alike.targets.push_back(target.target.name);
            alike.since = std::min(alike.since, state.since);
        }
    std::ranges::stable_sort(all, {}, [](const Alike& one) {
        const auto* const place =
            std::ranges::find(standings_worst_first, shown_standing(*one.state));
        return std::pair(place - standings_worst_first.begin(), -std::ssize(one.targets));
    });
    return all;
}

Markup value_item(const Overview& overview, const Alike& alike, bool may_change) {
    const auto& state = *alike.state;
    const auto line =
        tag("div",
            {{"class", "line"}},
            state_badge(state) + " " + tag("b", {{"class", "value grow"}}, value_of(state)) + " "
                + tag(
                    "span",
                    {{"class", "share"}},
                    fmt::format(
                        "{} target{}", alike.targets.size(), alike.targets.size() == 1 ? "" : "s"
                    )
                )
                + " " + timeline(state));
    auto why = tag("summary", "how we know, on " + alike.first->target.name)
               + explanation(*alike.first, state);
    if (may_change and is_problem(state.standing))
        why +=
            tag("p",
                {{"class", "acts"}},
                tag("a",
                    {{"class", "act"},
                     {"href", url_of("/silences", {{"kind", "silence"}, {"id", state.of.id}})}},
                    "silence it everywhere"));
    return tag(
        "li",
        {{"class", fmt::format("problem {}", name(shown_standing(state)))},
         {"data-find",
          words_to_find(*alike.first, state) + " " + lower_case(join(alike.targets, " "))}},
        line
            + tag(
                "div",
                {{"class", "meta"}},
                target_anchors(alike.targets) + " " + chips(overview, *alike.first, state)
                    + moment_for(alike.since, overview.now)
            )
            + tag("details", {{"class", "why"}, {"data-key", "value " + value_of(state)}}, why)
    );
}

}  // namespace

View expectation_view(const Overview& overview, const std::string& id, bool may_change) {
    const auto values = values_of(overview, id);
    if (values.empty())
        return missing_view("No target has the expectation " + id + ".");
    StandingCount count;
    for (const auto& target : overview.targets)
        for (const auto& state : target.states)
            if (state.of.id == id)
                count.add(state);
    const auto& first = values.front().state->observation;
    const auto& statement = first.result.statement.empty() ? id : first.result.statement;
    Markup items;
    for (const auto& alike : values)
        items += value_item(overview, alike, may_change);
    const EventFilter filter{.kind = "", .target = "", .id = id};
    const auto main =
        tag("section",
            {{"class", fmt::format("headline {}", name(count.worst()))}},
            tag("h1",
                tag("span",
                    {{"class", "mark"}, {"aria-hidden", "true"}},
                    standing_mark(count.worst()))
                    + " " + statement)
                + tag("p", {{"class", "sum"}}, count.words())
                + tag("p", {{"class", "dim"}}, first.spec + " · " + id))
        + tag(
            "h2",
            fmt::format(
                "{} on {} target{}",
                values.size() == 1 ? "one answer" : fmt::format("{} answers", values.size()),
                count.all(),
                count.all() == 1 ? "" : "s"
            )
        )
        + tag("ul", {{"class", "problems"}}, items) + tag("h2", "What happened")
        + event_list(overview, filter, newest_events);
    return {.title = statement + ": " + count.words(), .place = "", .main = main};
}

}  // namespace muster
