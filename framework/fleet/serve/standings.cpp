#include "framework/fleet/serve/standings.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace muster {

std::string_view standing_word(Standing standing) {
    return standing == Standing::errored ? "cannot tell" : name(standing);
}

std::string_view standing_mark(Standing standing) {
    switch (standing) {
    case Standing::conforms: return "✓";
    case Standing::failed: return "✗";
    case Standing::errored: return "!";
    case Standing::stale: return "?";
    case Standing::pending: return "…";
    case Standing::skipped: break;
    }
    return "–";
}

Standing shown_standing(const State& state) {
    return state.settled == Standing::pending ? state.standing : state.settled;
}

bool is_first_sign(const State& state) {
    return is_problem(state.standing) and not is_problem(shown_standing(state));
}

bool is_waived(const State& state) {
    return shown_standing(state) == Standing::failed
           and state.observation.result.waived.has_value();
}

bool is_unreachable(const WatchedTarget& target) {
    return is_problem(shown_standing(target.reach));
}

bool is_fleet(const WatchedTarget& target) {
    return target.target.name == fleet_name;
}

void StandingCount::add(const State& state) {
    if (is_waived(state))
        ++waived;
    else
        ++numbers.at(static_cast<std::size_t>(shown_standing(state)));
    first_signs += is_first_sign(state) ? 1U : 0U;
    flapping += state.flapping ? 1U : 0U;
}

std::size_t StandingCount::problems() const {
    return of(Standing::failed) + of(Standing::errored) + of(Standing::stale);
}

std::size_t StandingCount::all() const {
    return std::accumulate(numbers.begin(), numbers.end(), waived);
}

Standing StandingCount::worst() const {
    const auto* const found = std::ranges::find_if(standings_worst_first, [&](Standing standing) {
        return of(standing) > 0;
    });
    return found == standings_worst_first.end() ? Standing::skipped : *found;
}

std::string StandingCount::words() const {
    std::vector<std::string> words;
    for (const auto standing : standings_worst_first) {
        if (of(standing) == 0)
            continue;
        const bool many = standing == Standing::conforms and of(standing) > 1;
        words.push_back(
            fmt::format("{} {}", of(standing), many ? "conform" : standing_word(standing))
        );
    }
    if (waived > 0)
        words.push_back(fmt::format("{} waived", waived));
    return words.empty() ? "nothing is expected" : join(words, ", ");
}

StandingCount count_of(const WatchedTarget& target) {
    StandingCount count;
    for (const auto& state : target.states)
        count.add(state);
    return count;
}

const WatchedTarget* target_called(const Overview& overview, std::string_view name) {
    for (const auto& target : overview.targets)
        if (target.target.name == name)
            return &target;
    return nullptr;
}

}  // namespace muster
