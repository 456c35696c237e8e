#include "framework/author/keys.hpp"

#include <fmt/format.h>

namespace muster {

std::string key_of(const Subject& subject) {
    return key_of(Fact{subject, ""});
}

std::string key_of(const Matcher& matcher) {
    auto text = matcher.word + "(";
    for (const auto& value : matcher.values) {
        const auto plain = to_plain(value);
        text += fmt::format("{}:{},", plain.size(), plain);
    }
    for (const auto& part : matcher.parts)
        text += key_of(part) + ",";
    return text + ")";
}

std::string key_with_derivations(const Fact& fact) {
    auto key = key_of(fact);
    for (const auto& [word, argument] : fact.derivations)
        key += fmt::format("d{}:{}", word, argument);
    return key;
}

std::string key_of(const Expression& expression) {
    const bool negated = expression.form == Expression::Form::negation;
    const auto& match = negated ? expression.parts.at(0) : expression;
    return key_with_derivations(match.fact) + (negated ? " not " : " ") + key_of(match.matcher);
}

}  // namespace muster
