#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/folded_names.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/known_values.hpp"
#include "framework/cli/watch_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace muster {

namespace {

/// When somebody looks for what caused a problem, this is how far before it they look.
constexpr auto marks_before = std::chrono::hours(24);
constexpr std::size_t most_marks = 5;

bool names_id(const std::string& pattern, const std::string& id) {
    return pattern == id or glob_matches(pattern, id, GlobOf::texts);
}

/// One expectation, and the targets where it is a problem, the one where it began first.
struct Blamed {
    std::string id;
    std::vector<State> states;
};

std::vector<Blamed> problems_named(
    const std::string& pattern, const Arguments& arguments, const Store& store
) {
    std::map<std::string, Blamed> by_id;
    const auto target = arguments.has("--target") ? arguments.text("--target") : "";
    for (auto& state : store.states()) {
        const bool wanted = names_id(pattern, state.of.id) and state.of.is_expectation()
                            and (target.empty() or state.of.target == target);
        if (not wanted or not is_problem(state.settled))
            continue;
        auto& blamed = by_id[state.of.id];
        blamed.id = state.of.id;
        blamed.states.push_back(std::move(state));
    }
    std::vector<Blamed> all;
    for (auto& [id, blamed] : by_id) {
        std::ranges::stable_sort(blamed.states, {}, &State::since);
        all.push_back(std::move(blamed));
    }
    return all;
}

/// The last value of a target before the problem, and the first with it: what else was another at the same time?
void print_changes(const State& state, const Store& store, std::ostream& out) {
    const auto before = store.facts_at(state.of.target, state.since - std::chrono::milliseconds(1));
    const auto with = store.facts_at(state.of.target, state.since);
    if (not before or not with) {
        out << "  what changed is not known: the target was not seen before\n";
        return;
    }
    auto one = known_values(*before);
    auto other = known_values(*with);
    one.erase(state.of.id);
    other.erase(state.of.id);
    out << fmt::format("  what else changed on {} in that round:\n", printable(state.of.target));
    if (print_differences(one, other, "    ", out) == 0)
        out << "    nothing that is watched\n";
}

void print_marks(const State& state, const Store& store, std::ostream& out) {
    HistoryQuery query;
    query.since = state.since - marks_before;
    query.until = state.since;
    query.kinds = {
        Event::Kind::mark, Event::Kind::rebuilt, Event::Kind::followed, Event::Kind::action};
    auto marks = store.history(query);
    std::erase_if(marks, [&](const Event& mark) {
        return not mark.of.target.empty() and mark.of.target != state.of.target;
    });
    if (marks.size() > most_marks)
        marks.erase(marks.begin(), marks.end() - static_cast<std::ptrdiff_t>(most_marks));
    for (const auto& mark : marks)
        out << fmt::format(
            "  {} before: {} {}\n",
            to_words(state.since - mark.at),
            name(mark.kind),
            printable(
                mark.kind == Event::Kind::followed ? mark.was + " became " + mark.is : mark.is
            )
        );
}

void print(const Blamed& blamed, const Store& store, std::ostream& out) {
    const auto& first = blamed.states.front();
    std::vector<std::string> targets;
    for (const auto& state : blamed.states)
        targets.push_back(state.of.target);
    out << printable(blamed.id) << "\n"
        << fmt::format(
               "  {} on {} since {}{}\n",
               name(first.settled),
               printable(folded_names(targets)),
               shown_time(first.since),
               targets.size() > 1 ? ", first on " + printable(first.of.target) : ""
           );
    const auto& result = first.observation.result;
    out << fmt::format("  {}: {}\n", printable(result.statement), printable(result.message));
    print_marks(first, store, out);
    print_changes(first, store, out);
}

}  // namespace

int command_blame(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto store = store_of(arguments);
    const auto& pattern = arguments.operands.front();
    const auto blamed = problems_named(pattern, arguments, *store);
    if (blamed.empty()) {
        std::set<std::string> ids;
        for (const auto& state : store->states())
            if (state.of.is_expectation())
                ids.insert(state.of.id);
        if (std::ranges::none_of(ids, [&](const auto& id) { return names_id(pattern, id); }))
            throw Broken(fmt::format(
                "{}: nothing that is watched has this id{}",
                escaped(pattern),
                did_you_mean(pattern, std::vector<std::string>(ids.begin(), ids.end()))
            ));
        invocation.out << printable(pattern) << " is no problem now; muster history '*' "
                       << shell_quoted(pattern) << " shows when it was\n";
        return 0;
    }
    for (const auto& one : blamed)
        print(one, *store, invocation.out);
    return 1;
}

}  // namespace muster
