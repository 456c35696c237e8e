#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/matrix.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/page/views.hpp"
#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t most_groups = 200;  ///< of problems that are shown; the API has them all

std::string plural(std::size_t number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

std::size_t size_of(const std::vector<ProblemGroup>& groups) {
    std::size_t size = 0;
    for (const auto& group : groups)
        size += group.targets.size();
    return size;
}

/// What is seen of the fleet at a glance.
struct Glance {
    StandingCount count;
    std::size_t targets = 0;
    std::size_t never_asked = 0;

    explicit Glance(const Overview& overview) {
        for (const auto& target : overview.targets) {
            if (target.target.retired)
                continue;
            targets += is_fleet(target) ? 0U : 1U;
            never_asked +=
                not is_fleet(target) and target.reach.standing == Standing::pending ? 1U : 0U;
            for (const auto& state : target.states)
                count.add(state);
        }
    }
};

/// Green is said only where something was verified and nothing is left open.
struct Headline {
    Standing standing = Standing::conforms;
    std::string words;
};

Headline headline_of(const Overview& overview, const ProblemLists& problems, const Glance& glance) {
    if (is_problem(overview.monitor.standing))
        return {Standing::errored, "The monitor sees nobody"};
    if (not problems.told.empty())
        return {Standing::failed, plural(problems.told.size(), "problem")};
    if (glance.targets == 0)
        return {Standing::pending, "Nothing is watched"};
    if (glance.count.of(Standing::conforms) == 0)
        return {Standing::pending, "Nothing is verified yet"};
    if (glance.never_asked > 0)
        return {Standing::pending, plural(glance.never_asked, "target") + " not asked yet"};
    if (not problems.quiet.empty())
        return {Standing::conforms, "All is well but for what is known"};
    return {Standing::conforms, "All is well"};
}

void add_number(
    Markup& list, std::size_t number, std::string_view word, Standing standing, bool always = false
) {
    if (number > 0 or always)
        list +=
            tag("li",
                {{"class", std::string(name(standing))}},
                tag("b", fmt::format("{}", number)) + " " + word);
}

/// Of settled problems somebody is told of, how many there are of a kind.
struct ToldCount {
    StandingCount expectations;
    std::size_t unreachable = 0;

    explicit ToldCount(const std::vector<ProblemGroup>& groups) {
        for (const auto& group : groups)
            if (group.state->of.is_expectation())
                expectations.numbers.at(static_cast<std::size_t>(shown_standing(*group.state))) +=
                    group.targets.size();
            else
                unreachable += group.targets.size();
    }
};

Markup numbers(const ProblemLists& problems, const Glance& glance) {
    Markup list;
    const ToldCount told(problems.told);
    for (const auto standing : {Standing::failed, Standing::errored, Standing::stale})
        add_number(list, told.expectations.of(standing), standing_word(standing), standing);
    add_number(list, told.unreachable, "unreachable", Standing::errored);
    add_number(list, size_of(problems.first_signs), "first signs", Standing::pending);
    add_number(list, size_of(problems.quiet), "quiet", Standing::skipped);
    const auto& count = glance.count;
    add_number(list, count.of(Standing::pending), "pending", Standing::pending);
    add_number(list, count.of(Standing::skipped), "skipped", Standing::skipped);
    constexpr bool always = true;
    add_number(list, count.of(Standing::conforms), "conform", Standing::conforms, always);
    add_number(list, glance.targets, "targets", Standing::skipped, always);
    return tag("ul", {{"class", "numbers"}}, list);
}

Markup troubles(const Overview& overview) {
    Markup list;
    if (is_problem(overview.monitor.standing))
        list += tag("li", overview.monitor.observation.result.message);
    for (const auto& trouble : overview.health.troubles)
        list += tag("li", trouble);
    if (list.is_empty())
        return {};
    return tag(
        "section",
        {{"class", "troubles"}, {"aria-label", "trouble of the loop itself"}},
        tag("h2", "Trouble of the loop itself") + tag("ul", list)
    );
}

std::string key_of(const ProblemGroup& group) {
    return fmt::format("{} {}", group.state->of.id, group.names().front());
}

Markup problem_title(const ProblemGroup& group) {
    const auto& state = *group.state;
    const auto names = group.names();
    if (not state.of.is_expectation())
        return tag(
            "a",
            {{"class", "item"}, {"href", target_url(names.front())}},
            fmt::format("{} cannot be reached", folded_names(names))
        );
    const auto& statement = state.observation.result.statement;
    return tag(
        "a",
        {{"class", "item"}, {"href", expectation_url(state.of.id)}},
        statement.empty() ? state.of.id : statement
    );
}

std::string find_words(const ProblemGroup& group) {
    return words_to_find(*group.targets.front(), *group.state) + " "
           + lower_case(join(group.names(), " "));
}

Markup problem(const Overview& overview, const ProblemGroup& group) {
    const auto& state = *group.state;
    const auto& first = *group.targets.front();
    const auto line =
        tag("div",
            {{"class", "line"}},
            state_badge(state) + " " + problem_title(group) + " "
                + tag("span", {{"class", "share"}}, share_of(overview, group)));
    Markup details;
    if (state.of.is_expectation())
        details =
            tag("details",
                {{"class", "why"}, {"data-key", "why " + key_of(group)}},
                tag("summary",
                    group.targets.size() > 1 ? "how we know, on " + first.target.name
                                             : std::string("how we know"))
                    + explanation(first, state));
    return tag(
        "li",
        {{"class", fmt::format("problem {}", name(shown_standing(state)))},
         {"data-find", find_words(group)}},
        line + tag("p", {{"class", "what"}}, state.observation.result.message)
            + tag(
                "div",
                {{"class", "meta"}},
                target_anchors(group.names()) + " " + moment_for(group.since, overview.now) + " "
                    + chips(overview, first, state)
                    + tag("span", {{"class", "dim"}}, state.observation.spec)
            )
            + details
    );
}

Markup problem_list(const Overview& overview, const std::vector<ProblemGroup>& groups) {
    Markup list;
    for (std::size_t i = 0; i < std::min(groups.size(), most_groups); ++i)
        list += problem(overview, groups[i]);
    auto all = tag("ul", {{"class", "problems"}}, list);
    if (groups.size() > most_groups)
        all +=
            tag("p",
                Markup(fmt::format("and {} more: ", groups.size() - most_groups))
                    + tag("a", {{"href", "/api/v1/problems"}}, "all of them as JSON"));
    return all;
}

Markup folded_list(
    const Overview& overview, const std::vector<ProblemGroup>& groups, const std::string& words
) {
    if (groups.empty())
        return {};
    return tag(
        "details",
        {{"class", "more"}, {"data-key", words}},
        tag("summary", fmt::format("{}: {}", words, groups.size())) + problem_list(overview, groups)
    );
}

}  // namespace

View fleet_view(const Overview& overview) {
    const auto problems = problems_of(overview);
    const Glance glance(overview);
    const auto headline = headline_of(overview, problems, glance);
    auto main = tag("section",
                    {{"class", fmt::format("headline {}", name(headline.standing))}},
                    tag("h1",
                        tag("span",
                            {{"class", "mark"}, {"aria-hidden", "true"}},
                            standing_mark(headline.standing))
                            + " " + headline.words)
                        + numbers(problems, glance)
                        + tag(
                            "p",
                            {{"class", "dim"}},
                            Markup("the last round ended ")
                                + moment_ago(overview.health.last_round, overview.now)
                        ))
                + troubles(overview);
    if (not problems.told.empty())
        main += tag("h2", "Problems") + problem_list(overview, problems.told);
    main += folded_list(overview, problems.first_signs, "First signs, not settled yet")
            + folded_list(overview, problems.quiet, "Quiet: nobody is told of these")
            + tag("h2", "Targets") + fleet_matrix(overview);
    return {.title = headline.words, .place = "/", .main = main};
}

View missing_view(const std::string& what) {
    return {
        .status = 404,
        .title = "not here",
        .main =
            tag("section",
                {{"class", "headline skipped"}},
                tag("h1", "Not here") + tag("p", what)
                    + tag(
                        "p",
                        tag("a", {{"class", "item"}, {"href", "/"}}, "the fleet") + " · "
                            + tag("a", {{"href", "/search"}}, "search")
                    ))};
}

}  // namespace muster
