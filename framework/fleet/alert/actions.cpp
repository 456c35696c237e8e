#include "framework/fleet/alert/actions.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/command.hpp"
#include "framework/fleet/alert/silencing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Kind = ActionDecision::Kind;

constexpr std::size_t longest = 1000;

bool is_meant(const ActionRule& rule, const State& state) {
    return is_problem(state.settled) and names_expectation(rule.on, state);
}

bool was_held_back(const Event& event) {
    return event.was == name(Kind::held_back);
}

/// One rule at one moment.
class Decider {
public:
    Decider(
        const ActionRule& rule,
        std::span<const ActedOn> targets,
        std::span<const Event> past,
        const Circumstances& around,
        Instant now
    )
        : rule_(rule), around_(around), now_(now) {
        for (const auto& event : past)
            if (event.kind == Event::Kind::action and event.who == rule.name)
                past_.push_back(&event);
        for (const auto& one : targets)
            if (std::ranges::count(one.target.roles, rule.role) > 0 and not one.target.retired)
                role_.push_back(&one);
        troubled_ = count(role_, [&](const ActedOn* one) { return is_troubled(*one); });
        acted_ = count(past_, [&](const Event* event) {
            return not was_held_back(*event) and event->at > now - rule.per;
        });
    }

    std::vector<ActionDecision> take() {
        for (const auto* one : role_)
            for (const auto& state : one->states)
                if (is_meant(rule_, state))
                    decide(*one, state);
        return std::move(decisions_);
    }

private:
    template<class Items, class Is>
    static std::size_t count(const Items& items, const Is& is) {
        return static_cast<std::size_t>(std::ranges::count_if(items, is));
    }

    void decide(const ActedOn& one, const State& state) {
        const auto* last = last_about(state);
        if (last != nullptr and not was_held_back(*last))
            return;
        auto why = why_held_back(one, state);
        if (last != nullptr and last->is == why)
            return;
        auto kind = Kind::held_back;
        if (why.empty()) {
            kind = rule_.dry_run ? Kind::dry_run : Kind::run;
            ++acted_;
        }
        decisions_.push_back({kind, state.of, std::move(why)});
    }

    /// What was decided last of this very problem.
    const Event* last_about(const State& state) const {
        const auto found = std::find_if(past_.rbegin(), past_.rend(), [&](const Event* event) {
            return event->of == state.of and event->at >= state.since;
        });
        return found == past_.rend() ? nullptr : *found;
    }

    std::string why_held_back(const ActedOn& one, const State& state) const {
        if (auto why = why_untold(one.target, state, around_, now_); not why.empty())
            return why;
        if (state.flapping)
            return "it goes to and fro";
        if (state.is_soft())
            return "its last result says otherwise";
        if (not rule_.after.empty() and not conforms_after(one))
            return fmt::format("\"{}\" does not conform", escaped(rule_.after));
        if (is_shared())
            return fmt::format(
                "{} of {} of {} have a problem: nothing is run from {} % on",
                troubled_,
                role_.size(),
                escaped(rule_.role),
                rule_.unless_percent
            );
        if (acted_ >= rule_.at_most)
            return fmt::format("at most {} in {}", rule_.at_most, to_words(rule_.per));
        return "";
    }

    bool conforms_after(const ActedOn& one) const {
        return std::ranges::any_of(one.states, [&](const State& other) {
            return names_expectation(rule_.after, other) and other.standing == Standing::conforms;
        });
    }

    bool is_shared() const {
        const auto percent = static_cast<std::size_t>(std::max(rule_.unless_percent, 0));
        return troubled_ > 1 and troubled_ * 100 >= percent * role_.size();
    }

    bool is_troubled(const ActedOn& one) const {
        const auto is_one = [&](const State& state) { return is_meant(rule_, state); };
        return around_.sight.is_lost(one.target.name) or std::ranges::any_of(one.states, is_one);
    }

    const ActionRule& rule_;
    const Circumstances& around_;
    Instant now_;
    std::vector<const Event*> past_;
    std::vector<const ActedOn*> role_;
    std::size_t troubled_ = 0;
    std::size_t acted_ = 0;
    std::vector<ActionDecision> decisions_;
};

std::string words_of_rule(const ActionRule& rule) {
    std::vector<std::string> words;
    for (const auto& word : rule.command)
        words.push_back(shell_quoted(word));
    return printable(join(words, " "), longest);
}

}  // namespace

std::string_view name(ActionDecision::Kind kind) {
    switch (kind) {
    case Kind::run: return "run";
    case Kind::dry_run: return "dry run";
    case Kind::held_back: break;
    }
    return "held back";
}

std::vector<ActionDecision> decide_actions(
    const ActionRule& rule,
    std::span<const ActedOn> targets,
    std::span<const Event> past,
    const Circumstances& around,
    Instant now
) {
    return Decider(rule, targets, past, around, now).take();
}

Event event_of_action(
    const ActionRule& rule, const ActionDecision& decision, const std::string& trouble, Instant now
) {
    Event event;
    event.at = now;
    event.of = decision.of;
    event.kind = Event::Kind::action;
    event.who = rule.name;
    event.was = name(decision.kind);
    event.is = decision.kind == Kind::held_back ? decision.why : words_of_rule(rule);
    if (not trouble.empty())
        event.is += ": " + trouble;
    return event;
}

std::string trouble_of_action(
    const ActionRule& rule, const TargetState& target, const State& problem
) {
    const auto value = [](const std::string& text) { return printable(text, longest); };
    return trouble_of_running(
        {.words = rule.command,
         .environment =
             {{"MUSTER_ACTION", value(rule.name)},
              {"MUSTER_TARGET", value(target.name)},
              {"MUSTER_URL", value(target.url)},
              {"MUSTER_ID", value(problem.of.id)},
              {"MUSTER_MESSAGE", value(problem.observation.result.message)}},
         .patience = rule.timeout}
    );
}

}  // namespace muster
