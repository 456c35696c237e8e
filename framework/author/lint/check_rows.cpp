#include "framework/author/lint/checks.hpp"

#include <fmt/format.h>

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
        std::vector<Claims> parts;
        for (const auto& part : any.parts)
            parts.push_back(claims_of(part));
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::size_t j = i + 1; j < parts.size(); ++j)
                if (are_opposites(parts[i], parts[j]))
                    findings_.push_back(
                        {"cannot-fail",
                         row_.where,
                         fmt::format("{}: one of them holds of everything", describe(any))}
                    );
    }

    static bool are_opposites(const Claims& one, const Claims& other) {
        if (one.all.size() != 1 or other.all.size() != 1 or not one.whole or not other.whole)
            return false;
        auto turned = other.all[0];
        turned.negated = not turned.negated;
        return describe(*one.all[0].fact) == describe(*turned.fact) and same(one.all[0], turned);
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
