#include "framework/author/lint/checks.hpp"
#include "framework/host/gatherer.hpp"

#include <fmt/format.h>

#include <map>

namespace muster {

namespace {

/// A target that denies every question: what is told all the same is told of every target of its platform.
class Mute : public Backend {
public:
    std::vector<Answer> exchange(std::span<const Question> batch, Deadline) override {
        return std::vector<Answer>(batch.size(), CannotTell{Kind::denied, "nothing is asked"});
    }
    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return false; }
};

/// Why a fact is not told, if that is no matter of the target.
std::string reason_of(const Found& found) {
    if (const auto* why = std::get_if<NotAsked>(&found))
        return why->reason;
    const auto* why = std::get_if<CannotTell>(&found);
    return why != nullptr and why->kind == Kind::unsupported ? why->message : std::string();
}

/// What members of a fleet are asked depends on what each of them is.
bool is_asked_of_members(const Fact& fact, const Vocabulary& vocabulary) {
    const auto* resource = vocabulary.find(fact.subject.resource);
    return not fact.subject.from.empty() or (resource != nullptr and resource->entry.of_fleet);
}

}  // namespace

void check_answers(
    const Plan& plan, const Vocabulary& vocabulary, const Platform& platform, LintFindings& findings
) {
    std::vector<Fact> facts;
    std::vector<const Row*> rows;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            if (row.broken.empty() and row.skip_reason.empty())
                for_each_fact(row.expression, [&](const Fact& fact) {
                    if (is_asked_of_members(fact, vocabulary))
                        return;
                    facts.push_back(fact);
                    rows.push_back(&row);
                });
    Mute mute;
    Gatherer gatherer(vocabulary, mute, platform);
    const auto found = gatherer.gather(facts, Deadline(std::chrono::seconds(10)));
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto why = reason_of(found[i].found);
        if (not why.empty())
            findings.push_back(
                {"no-answer",
                 rows[i]->where,
                 fmt::format("{} can never be told", describe(facts[i])),
                 why}
            );
    }
}

}  // namespace muster
