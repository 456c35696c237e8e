#pragma once

#include "framework/model/fact.hpp"
#include "framework/model/matcher.hpp"

#include <string>
#include <vector>

namespace muster {

/// What is expected: one fact and a matcher, two facts compared, or such expectations joined.
struct Expression {
    enum class Form {
        match,     ///< `fact` fits `matcher`
        compare,   ///< `fact` stands in the relation `matcher.word` to `other`
        negation,  ///< not `parts[0]`
        all,       ///< every one of `parts`
        any,       ///< at least one of `parts`
        fact,  ///< `fact` itself, of which nothing is expected: what a relation lists or compares
    };

    Form form = Form::match;
    Fact fact = {};
    Matcher matcher = {};
    Fact other = {};
    std::vector<Expression> parts = {};
};

/// One line: `file "/x" owner equals "root" and file "/x" mode equals 0644`.
std::string describe(const Expression& expression);

/// Calls `visit` with every fact of the expression, in order.
template<class Visitor>
void for_each_fact(const Expression& expression, const Visitor& visit) {
    if (expression.form == Expression::Form::match or expression.form == Expression::Form::compare
        or expression.form == Expression::Form::fact)
        visit(expression.fact);
    if (expression.form == Expression::Form::compare)
        visit(expression.other);
    for (const auto& part : expression.parts)
        for_each_fact(part, visit);
}

/// Calls `visit` with what a fact of `hosts(…)` asks of each member.
template<class Visitor>
void for_each_asked(const Fact& fact, const Visitor& visit) {
    const auto look_at = [&](const std::vector<Argument>& arguments) {
        for (const auto& argument : arguments)
            if (const auto* asked = std::get_if<OfEach>(&argument))
                visit(asked->expression());
    };
    for (const auto& qualifier : fact.subject.qualifiers)
        look_at(qualifier.arguments);
    look_at(fact.parameters);
}

/// The expression with every fact changed by `change`; what is asked of each member stays.
template<class Change>
Expression with_facts(Expression expression, const Change& change) {
    change(expression.fact);
    change(expression.other);
    for (auto& part : expression.parts)
        part = with_facts(std::move(part), change);
    return expression;
}

}  // namespace muster
