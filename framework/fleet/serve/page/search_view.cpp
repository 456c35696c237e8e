#include "framework/base/text.hpp"
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

constexpr std::size_t most_found = 100;  ///< of targets, and of expectations
constexpr std::size_t most_letters = 200;

using Words = std::vector<std::string_view>;

bool has_all(const std::string& text, const Words& words) {
    return std::ranges::all_of(words, [&](std::string_view word) {
        return text.find(word) != std::string::npos;
    });
}

Markup found_target(const WatchedTarget& target) {
    const auto count = count_of(target);
    return tag(
        "li",
        {{"class", "problem"}},
        tag("div",
            {{"class", "line"}},
            (is_unreachable(target) ? state_badge(target.reach) : standing_badge(count.worst()))
                + " "
                + tag(
                    "a",
                    {{"class", "item"}, {"href", target_url(target.target.name)}},
                    target.target.name
                )
                + " " + tag("span", {{"class", "share"}}, count.words()))
            + tag(
                "div",
                {{"class", "meta"}},
                fmt::format(
                    "{} · {}{}",
                    join(target.target.roles, ", "),
                    platform_words(target.target.platform),
                    target.target.retired ? " · left the inventory" : ""
                )
            )
    );
}

std::vector<const WatchedTarget*> targets_with(const Overview& overview, const Words& words) {
    std::vector<const WatchedTarget*> found;
    for (const auto& target : overview.targets) {
        const auto& facts = target.target;
        const auto text = lower_case(fmt::format(
            "{} {} {} {} {} {}",
            facts.name,
            facts.url,
            join(facts.roles, " "),
            platform_words(facts.platform),
            facts.platform.kernel,
            facts.platform.codename
        ));
        if (has_all(text, words))
            found.push_back(&target);
    }
    return found;
}

/// An expectation that has the words on some targets.
struct Found {
    const State* state = nullptr;
    StandingCount count;
    std::vector<std::string> targets;
};

std::vector<Found> expectations_with(const Overview& overview, const Words& words) {
    std::vector<Found> found;
    std::map<std::string_view, std::size_t> places;
    for (const auto& target : overview.targets)
        for (const auto& state : target.states) {
            if (not has_all(words_to_find(target, state), words))
                continue;
            const auto [place, is_new] = places.emplace(state.of.id, found.size());
            if (is_new)
                found.push_back({&state, {}, {}});
            auto& one = found[place->second];
            one.count.add(state);
            one.targets.push_back(target.target.name);
        }
    return found;
}

Markup found_expectation(const Found& found) {
    const auto& state = *found.state;
    const auto& statement = state.observation.result.statement;
    return tag(
        "li",
        {{"class", "problem"}},
        tag("div",
            {{"class", "line"}},
            standing_badge(found.count.worst()) + " "
                + tag(
                    "a",
                    {{"class", "item"}, {"href", expectation_url(state.of.id)}},
                    statement.empty() ? state.of.id : statement
                )
                + " " + tag("span", {{"class", "share"}}, found.count.words()))
            + tag(
                "div",
                {{"class", "meta"}},
                target_anchors(found.targets) + " "
                    + tag("span", {{"class", "dim"}}, state.observation.spec)
            )
    );
}

template<class Item, class Write>
Markup section(std::string_view title, const std::vector<Item>& items, const Write& write) {
    if (items.empty())
        return {};
    Markup list;
    for (std::size_t i = 0; i < std::min(items.size(), most_found); ++i)
        list += write(items[i]);
    auto all = tag("h2", fmt::format("{}: {}", title, items.size()))
               + tag("ul", {{"class", "problems"}}, list);
    if (items.size() > most_found)
        all += tag(
            "p", {{"class", "dim"}}, fmt::format("the first {} of them; say more words", most_found)
        );
    return all;
}

}  // namespace

View search_view(const Overview& overview, const std::string& text) {
    const auto lower = lower_case(std::string_view(text).substr(0, most_letters));
    const auto words = words_of(lower);
    View view{.title = "search", .place = "", .main = tag("h1", "Search"), .search = text};
    if (words.empty()) {
        view.main +=
            tag("p",
                "Words of a target, its roles or platform, of a spec, an expectation or a value.");
        return view;
    }
    view.title = "search: " + text;
    const auto targets = targets_with(overview, words);
    const auto expectations = expectations_with(overview, words);
    if (targets.empty() and expectations.empty())
        view.main += tag("p", "Nothing has all of these words: " + text);
    view.main +=
        section("Targets", targets, [](const auto* target) { return found_target(*target); })
        + section("Expectations", expectations, found_expectation);
    return view;
}

}  // namespace muster
