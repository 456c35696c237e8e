#include "framework/fleet/serve/page/matrix.hpp"

#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

/// A target by its specs.
struct Line {
    const WatchedTarget* target = nullptr;
    std::map<std::string, StandingCount> cells;  ///< by the spec's title
    std::size_t troubles = 0;
};

/// Targets of one role.
struct RoleGroup {
    std::string role;
    std::vector<std::string> specs;  ///< in the order in which they come
    std::vector<Line> bad;           ///< the worst first
    std::vector<Line> good;

    std::size_t size() const { return bad.size() + good.size(); }
};

Line line_of(const WatchedTarget& target) {
    Line line{&target, {}, is_unreachable(target) ? 1'000'000U : 0U};
    for (const auto& state : target.states)
        line.cells[state.observation.spec].add(state);
    for (const auto& [spec, count] : line.cells)
        line.troubles += count.problems() + count.first_signs + count.flapping;
    if (target.reach.standing == Standing::pending and not is_fleet(target))
        ++line.troubles;  // never asked is not well
    return line;
}

std::string role_of(const WatchedTarget& target) {
    if (is_fleet(target))
        return "fleet-wide";
    return target.target.roles.empty() ? "no role" : target.target.roles.front();
}

std::vector<RoleGroup> groups_of(const Overview& overview) {
    std::vector<RoleGroup> groups;
    std::map<std::string, std::size_t> places;
    for (const auto& target : overview.targets) {
        if (target.target.retired)
            continue;
        const auto role = role_of(target);
        const auto [place, is_new] = places.emplace(role, groups.size());
        if (is_new)
            groups.push_back({role, {}, {}, {}});
        auto& group = groups[place->second];
        for (const auto& state : target.states)
            if (std::ranges::count(group.specs, state.observation.spec) == 0)
                group.specs.push_back(state.observation.spec);
        auto line = line_of(target);
        (line.troubles > 0 ? group.bad : group.good).push_back(std::move(line));
    }
    for (auto& group : groups)
        std::ranges::stable_sort(group.bad, std::greater{}, &Line::troubles);
    std::ranges::stable_sort(groups, std::greater{}, [](const RoleGroup& group) {
        return group.bad.size();
    });
    return groups;
}

/// What is told in a cell: what is wrong, else how much conforms.
Markup cell_words(const StandingCount& count) {
    const auto worst = count.worst();
    if (is_problem(worst) or worst == Standing::pending)
        return tag(
            "span",
            {{"class", std::string(name(worst))}},
            fmt::format("{} {}", standing_mark(worst), count.of(worst))
        );
    if (count.first_signs > 0)
        return tag("span", {{"class", "soft"}}, fmt::format("~ {}", count.first_signs));
    if (count.flapping > 0)
        return tag("span", {{"class", "flapping"}}, fmt::format("≈ {}", count.flapping));
    if (count.of(Standing::conforms) == 0 and count.waived > 0)
        return tag("span", {{"class", "skipped"}}, fmt::format("waived {}", count.waived));
    return tag(
        "span",
        {{"class", std::string(name(worst))}},
        fmt::format("{} {}", standing_mark(worst), count.of(worst))
    );
}

std::string cell_title(const std::string& spec, const StandingCount& count) {
    auto title = spec + ": " + count.words();
    if (count.first_signs > 0)
        title += fmt::format("; {} with a first sign of a problem", count.first_signs);
    if (count.flapping > 0)
        title += fmt::format("; {} flapping", count.flapping);
    return title;
}

Markup cell(const Line& line, const std::string& spec) {
    const auto found = line.cells.find(spec);
    if (found == line.cells.end())
        return tag("td", {{"class", "empty"}, {"data-spec", spec}}, "·");
    return tag(
        "td",
        {{"data-spec", spec}, {"title", cell_title(spec, found->second)}},
        tag("a",
            {{"href", target_url(line.target->target.name) + "#" + url_encoded(spec)}},
            cell_words(found->second))
    );
}

Markup bad_row(const RoleGroup& group, const Line& line) {
    const auto& name = line.target->target.name;
    auto head = tag("a", {{"href", target_url(name)}, {"class", "item"}}, name);
    if (is_unreachable(*line.target) or line.target->reach.standing == Standing::pending)
        head += Markup(" ") + state_badge(line.target->reach);
    Markup cells;
    for (const auto& spec : group.specs)
        cells += cell(line, spec);
    return tag(
        "tr",
        {{"class", is_unreachable(*line.target) ? "old" : "bad"},
         {"data-find", lower_case(name + " " + join(line.target->target.roles, " "))}},
        tag("th", {{"scope", "row"}}, head) + cells
    );
}

/// Of all that are well: "✓ 24", "✓ 22–24" where they have not equally many.
Markup good_cell(const RoleGroup& group, const std::string& spec) {
    StandingCount all;
    std::size_t least = SIZE_MAX;
    std::size_t most = 0;
    for (const auto& line : group.good) {
        const auto found = line.cells.find(spec);
        if (found == line.cells.end())
            continue;
        const auto number = found->second.of(Standing::conforms);
        least = std::min(least, number);
        most = std::max(most, number);
        for (std::size_t i = 0; i < all.numbers.size(); ++i)
            all.numbers.at(i) += found->second.numbers.at(i);
        all.waived += found->second.waived;
    }
    if (all.all() == 0)
        return tag("td", {{"class", "empty"}, {"data-spec", spec}}, "·");
    const auto words = most == 0 ? cell_words(all)
                                 : tag(
                                     "span",
                                     {{"class", "conforms"}},
                                     least == most ? fmt::format("✓ {}", most)
                                                   : fmt::format("✓ {}–{}", least, most)
                                 );
    return tag(
        "td", {{"data-spec", spec}, {"title", cell_title(spec, all) + ", on all of them"}}, words
    );
}

Markup good_row(const RoleGroup& group) {
    std::vector<std::string> names;
    for (const auto& line : group.good)
        names.push_back(line.target->target.name);
    Markup cells;
    for (const auto& spec : group.specs)
        cells += good_cell(group, spec);
    return tag(
        "tr",
        {{"class", "well"}, {"data-find", lower_case(join(names, " ") + " " + group.role)}},
        tag("th", {{"scope", "row"}}, target_anchors(names)) + cells
    );
}

Markup role_table(const RoleGroup& group) {
    Markup titles = tag("th", {{"scope", "col"}}, "target");
    for (const auto& spec : group.specs)
        titles += tag("th", {{"scope", "col"}}, spec);
    Markup rows;
    for (const auto& line : group.bad)
        rows += bad_row(group, line);
    if (not group.good.empty())
        rows += good_row(group);
    const auto words = group.bad.empty()
                           ? fmt::format("all {} well", group.size())
                           : fmt::format("{} of {} need a look", group.bad.size(), group.size());
    const auto* const kind = group.bad.empty() ? "conforms" : "failed";
    return tag(
        "section",
        {{"class", "role"}},
        tag("h3",
            tag("span", group.role) + " "
                + tag("span", {{"class", fmt::format("share {}", kind)}}, words))
            + tag(
                "div",
                {{"class", "wide"},
                 {"tabindex", "0"},
                 {"role", "region"},
                 {"aria-label", group.role + ": targets and specs"}},
                tag("table",
                    {{"class", "matrix"}},
                    tag("thead", tag("tr", titles)) + tag("tbody", rows))
            )
    );
}

}  // namespace

Markup fleet_matrix(const Overview& overview) {
    Markup tables;
    for (const auto& group : groups_of(overview))
        tables += role_table(group);
    return tag("div", {{"class", "roles"}}, tables);
}

}  // namespace muster
