#include "framework/author/write/written_spec.hpp"

#include "framework/author/write/items.hpp"
#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

bool can_be_written(const Value& value) {
    if (not value.shown_as.empty() or not value.doubt.empty())
        return false;
    if (const auto* list = value.as<List>())
        return std::ranges::all_of(list->items, [](const Value& one) {
            return can_be_written(one);
        });
    return not value.is_nothing() and value.as<Range>() == nullptr and value.as<Map>() == nullptr
           and is_utf8(to_plain(value));
}

bool can_be_written(const Matcher& matcher) {
    return std::ranges::all_of(matcher.values, [](const Value& one) { return can_be_written(one); })
           and std::ranges::all_of(matcher.parts, [](const Matcher& one) {
                   return can_be_written(one);
               });
}

bool ends_with_matcher(const Fact& fact) {
    return not fact.parameters.empty() and std::holds_alternative<Matcher>(fact.parameters.back());
}

bool can_be_written(const Fact& fact) {
    const auto is_text = [](const Argument& argument) {
        const auto* value = std::get_if<Value>(&argument);
        return value == nullptr ? can_be_written(std::get<Matcher>(argument))
                                : can_be_written(*value);
    };
    return fact.derivations.empty() and std::ranges::all_of(fact.parameters, is_text)
           and std::ranges::all_of(fact.subject.names, [](const Value& one) {
                   return can_be_written(one);
               });
}

}  // namespace

bool can_be_written(const Expression& expression) {
    using Form = Expression::Form;
    if (expression.form == Form::negation) {
        const auto& part = expression.parts.at(0);
        return part.form == Form::match and not ends_with_matcher(part.fact)
               and can_be_written(part);
    }
    // `every: {owner: root}` says that it is so.
    const bool is_said =
        not ends_with_matcher(expression.fact) or expected_words(expression.matcher) == "true";
    return expression.form == Form::match and is_said and can_be_written(expression.fact)
           and can_be_written(expression.matcher);
}

std::string to_text(const WrittenSpec& spec, SpecLanguage language, const Lexicon& lexicon) {
    return language == SpecLanguage::cpp ? to_cpp(spec) : to_yaml(spec, lexicon);
}

std::vector<std::string> to_statements(
    const std::vector<WrittenRow>& rows, SpecLanguage language, const Lexicon& lexicon
) {
    return language == SpecLanguage::cpp ? to_cpp_statements(rows) : to_yaml_items(rows, lexicon);
}

}  // namespace muster
