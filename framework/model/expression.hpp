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
    if (expression.form == Expression::Form::match or expression.form == Expression::Form::compare)
        visit(expression.fact);
    if (expression.form == Expression::Form::compare)
        visit(expression.other);
    for (const auto& part : expression.parts)
        for_each_fact(part, visit);
}

}  // namespace muster
