#include "framework/author/keys.hpp"
#include "framework/author/lint/checks.hpp"
#include "framework/author/lint/foregone.hpp"

#include <fmt/format.h>

#include <map>

namespace muster {

namespace {

bool is_empty_list(const Matcher& matcher) {
    const auto* list = matcher.values.empty() ? nullptr : matcher.values[0].as<List>();
    if (matcher.word == "equals" or matcher.word == "differs")
        return list != nullptr and list->items.empty();
    return (matcher.word == "is_subset_of" or matcher.word == "consists_of")
           and matcher.parts.empty();
}

class RowCheck {
public:
    RowCheck(const Row& row, const LintGround& ground, LintFindings& findings)
        : row_(row), ground_(ground), findings_(findings) {}

    void check(const Expression& expression, bool negated) {
        using Form = Expression::Form;
        if (expression.form == Form::match)
            check_match(expression, negated);
        if (expression.form == Form::any and not negated)
            check_alternatives(expression);
        for (const auto& part : expression.parts)
            check(part, negated != (expression.form == Form::negation));
    }

private:
    void check_match(const Expression& expression, bool negated) {
        const auto& fact = expression.fact;
        const auto& matcher = expression.matcher;
        const auto words = [&] {
            return fmt::format("{} {}", describe(fact), expected_words(matcher, negated));
        };
        const auto result = foregone(matcher, fact, ground_);
        if (result != Foregone::open) {
            const bool passes = (result == Foregone::passes) != negated;
            findings_.push_back(
                {passes ? "cannot-fail" : "cannot-pass",
                 row_.where,
                 fmt::format("{} holds of {}", words(), passes ? "everything" : "nothing")}
            );
        }
        if (is_empty_list(matcher))
            findings_.push_back(
                {"empty-list",
                 row_.where,
                 fmt::format("{}: the list is empty", describe(fact)),
                 "is_empty says that nothing is meant"}
            );
    }

    /// `x or not x`.
    void check_alternatives(const Expression& any) {
        std::map<std::string, bool> negated;  // by fact and matcher
        for (const auto& part : any.parts) {
            const auto said = claims_of(part);
            if (said.all.size() != 1 or not said.whole)
                continue;
            const auto& claim = said.all[0];
            const auto key = key_with_derivations(*claim.fact) + claim.key;
            const auto [before, is_new] = negated.emplace(key, claim.negated);
            if (not is_new and before->second != claim.negated)
                findings_.push_back(
                    {"cannot-fail",
                     row_.where,
                     fmt::format("{}: one of them holds of everything", describe(any))}
                );
        }
    }

    const Row& row_;
    const LintGround& ground_;
    LintFindings& findings_;
};

}  // namespace

void check_rows(const Plan& plan, const LintGround& ground, LintFindings& findings) {
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            if (row.broken.empty() and row.judged)
                RowCheck(row, ground, findings).check(row.expression, false);
}

}  // namespace muster
