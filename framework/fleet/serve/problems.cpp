#include "framework/fleet/serve/problems.hpp"

#include "framework/fleet/alert/silencing.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace muster {

namespace {

std::string words_of_silence(const Silence& silence) {
    return fmt::format(
        "{}: {}{}",
        silence.until == Instant{} ? "as long as it lasts" : "until " + to_iso8601(silence.until),
        silence.reason.empty() ? "no reason given" : silence.reason,
        silence.who.empty() ? "" : " (" + silence.who + ")"
    );
}

/// The first target on the way to this one that cannot be reached, or null. A circle is gone round in vain.
const WatchedTarget* lost_on_the_way(const Overview& overview, const WatchedTarget& target) {
    constexpr int longest_way = 16;
    const auto* at = &target;
    for (int steps = 0; steps < longest_way and not at->target.behind.empty(); ++steps) {
        at = target_called(overview, at->target.behind);
        if (at == nullptr or at == &target)
            return nullptr;
        if (is_unreachable(*at))
            return at;
    }
    return nullptr;
}

using GroupKey = std::tuple<std::string, Standing, std::string, std::string>;

class ProblemGrouping {
public:
    void add(const WatchedTarget& target, const State& state, std::optional<Quiet> quiet) {
        GroupKey key{
            state.of.id,
            state.standing,
            state.observation.result.message,
            quiet ? quiet->word + quiet->why : ""};
        const auto [place, is_new] = places_.emplace(std::move(key), groups_.size());
        if (is_new)
            groups_.push_back({{}, &state, state.since, std::move(quiet)});
        auto& group = groups_[place->second];
        group.targets.push_back(&target);
        group.since = std::min(group.since, state.since);
    }

    /// Targets that cannot be reached, then by impact, then what is on more targets.
    std::vector<ProblemGroup> sorted() && {
        std::ranges::stable_sort(groups_, {}, [](const ProblemGroup& group) {
            const auto& state = *group.state;
            return std::tuple(
                state.of.is_expectation(),
                -static_cast<int>(state.observation.result.impact),
                -static_cast<std::ptrdiff_t>(group.targets.size())
            );
        });
        return std::move(groups_);
    }

private:
    std::vector<ProblemGroup> groups_;
    std::map<GroupKey, std::size_t> places_;
};

}  // namespace

std::optional<Quiet> quiet_of(
    const Overview& overview, const WatchedTarget& target, const State& state
) {
    if (is_waived(state))
        return Quiet{"waived", words_of(*state.observation.result.waived)};
    for (const auto& silence : overview.silences)
        if (is_silenced_by(silence, target.target, state, overview.now))
            return Quiet{
                silence.kind == Silence::Kind::ack ? "acknowledged" : "silenced",
                words_of_silence(silence)};
    if (target.in_maintenance)
        return Quiet{"maintenance", "a maintenance window is open"};
    if (const auto* lost = state.of.is_target() ? lost_on_the_way(overview, target) : nullptr)
        return Quiet{"behind", lost->target.name + " is on its way and cannot be reached"};
    return std::nullopt;
}

std::vector<std::string> ProblemGroup::names() const {
    std::vector<std::string> names;
    names.reserve(targets.size());
    for (const auto* target : targets)
        names.push_back(target->target.name);
    return names;
}

ProblemLists problems_of(const Overview& overview) {
    ProblemGrouping told;
    ProblemGrouping first_signs;
    ProblemGrouping quiet;
    const auto sort_in = [&](const WatchedTarget& target, const State& state) {
        if (is_problem(shown_standing(state))) {
            auto why = quiet_of(overview, target, state);
            (why ? quiet : told).add(target, state, std::move(why));
        } else if (is_first_sign(state) or state.flapping) {
            first_signs.add(target, state, std::nullopt);
        }
    };
    for (const auto& target : overview.targets) {
        if (target.target.retired)
            continue;
        sort_in(target, target.reach);
        if (not is_unreachable(target))
            for (const auto& state : target.states)
                sort_in(target, state);
    }
    return {std::move(told).sorted(), std::move(first_signs).sorted(), std::move(quiet).sorted()};
}

std::string share_of(const Overview& overview, const ProblemGroup& group) {
    std::map<std::string, std::size_t> members;  // of each role that all targets of the group have
    for (const auto& role : group.targets.front()->target.roles)
        if (std::ranges::all_of(group.targets, [&](const WatchedTarget* target) {
                return std::ranges::count(target->target.roles, role) > 0;
            }))
            members[role] = 0;
    std::size_t all = 0;
    for (const auto& target : overview.targets) {
        if (target.target.retired or is_fleet(target))
            continue;
        ++all;
        for (const auto& role : std::set(target.target.roles.begin(), target.target.roles.end()))
            if (const auto member = members.find(role); member != members.end())
                ++member->second;
    }
    if (members.empty())
        return fmt::format("{} of {} targets", group.targets.size(), all);
    const auto smallest =
        std::ranges::min_element(members, {}, &std::pair<const std::string, std::size_t>::second);
    return fmt::format("{}: {} of {}", smallest->first, group.targets.size(), smallest->second);
}

}  // namespace muster
