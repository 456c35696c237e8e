#include "framework/author/write/written_spec.hpp"

#include "framework/author/write/items.hpp"
#include "framework/base/text.hpp"

#include <algorithm>
#include <set>

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
           and is_utf8(to_plain(value)) and to_plain(value).find('\0') == std::string::npos;
}

bool can_be_written(const Matcher& matcher) {
    return std::ranges::all_of(matcher.values, [](const Value& one) { return can_be_written(one); })
           and std::ranges::all_of(matcher.parts, [](const Matcher& one) {
                   return can_be_written(one);
               });
}

bool can_be_written(const Argument& argument) {
    if (const auto* value = std::get_if<Value>(&argument))
        return can_be_written(*value);
    const auto* matcher = std::get_if<Matcher>(&argument);
    return matcher != nullptr and can_be_written(*matcher);  // what FLEETs ask is never learnt
}

/// In a map from the first argument to the second a key stands once.
bool can_be_written(const std::vector<Qualifier>& qualifiers) {
    std::set<std::string> keys;
    return std::ranges::all_of(qualifiers, [&](const Qualifier& one) {
        const bool is_new =
            one.arguments.size() == 1
            or keys.insert(
                       one.name + " "
                       + (one.arguments.empty() ? std::string()
                                                : to_plain(std::get<Value>(one.arguments[0])))
            )
                   .second;
        return is_new and not one.is_secret and one.arguments.size() <= 2
               and std::ranges::all_of(one.arguments, [](const Argument& argument) {
                       return can_be_written(argument);
                   });
    });
}

bool can_be_written(const Fact& fact) {
    const auto& names = fact.subject.names;
    return fact.derivations.empty() and fact.subject.view_names.empty()
           and can_be_written(fact.subject.qualifiers)
           and std::ranges::all_of(
               fact.parameters, [](const Argument& one) { return can_be_written(one); }
           )
           and std::ranges::all_of(names, [](const Value& one) { return can_be_written(one); });
}

}  // namespace

bool ends_with_matcher(const Fact& fact) {
    return not fact.parameters.empty() and std::holds_alternative<Matcher>(fact.parameters.back());
}

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
