#include "framework/model/expression.hpp"

#include <array>

namespace muster {

namespace {

std::string joined(const Expression& expression, const std::string& word) {
    std::string text;
    for (const auto& part : expression.parts) {
        const bool nested =
            part.form == Expression::Form::all or part.form == Expression::Form::any;
        const auto inner = nested ? "(" + describe(part) + ")" : describe(part);
        text += (text.empty() ? "" : " " + word + " ") + inner;
    }
    return text;
}

std::string match_text(const Expression& expression, bool negated) {
    const auto& matcher = expression.matcher;
    const bool plain_flag = matcher.word == "equals" and matcher.values.size() == 1
                            and matcher.values.front().as<bool>() != nullptr;
    if (plain_flag) {
        const bool wanted = *matcher.values.front().as<bool>() != negated;
        return (wanted ? "" : "not ") + describe(expression.fact);
    }
    return describe(expression.fact) + ": " + expected_words(matcher, negated);
}

std::string compare_text(const Expression& expression, bool negated) {
    const auto* word = find_matcher_word(expression.matcher.word);
    const auto symbol = word == nullptr ? expression.matcher.word : std::string(word->symbol);
    return (negated ? "not " : "") + describe(expression.fact) + " " + symbol + " "
           + describe(expression.other);
}

}  // namespace

std::string describe(const Expression& expression) {
    switch (expression.form) {
    case Expression::Form::match: return match_text(expression, false);
    case Expression::Form::compare: return compare_text(expression, false);
    case Expression::Form::all: return joined(expression, "and");
    case Expression::Form::any: return joined(expression, "or");
    case Expression::Form::fact: return describe(expression.fact);
    case Expression::Form::negation: break;
    }
    const auto& inner = expression.parts.front();
    if (inner.form == Expression::Form::match)
        return match_text(inner, true);
    if (inner.form == Expression::Form::compare)
        return compare_text(inner, true);
    return "not (" + describe(inner) + ")";
}

}  // namespace muster
