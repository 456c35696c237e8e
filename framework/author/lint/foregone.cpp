#include "framework/author/lint/foregone.hpp"

#include "framework/base/regex/regex.hpp"
#include "framework/model/match.hpp"

#include <algorithm>

namespace muster {

namespace {

/// A pattern that is found in the empty text, in every sign alone and in a long line is found in every text, as far as
/// can be told from outside.
bool finds_all(const std::string& pattern) {
    const Regex regex(pattern);
    constexpr char first = ' ';
    constexpr char last = '~';
    constexpr std::size_t long_line = 5000;
    for (char sign = first; sign <= last; ++sign)
        if (not regex.found_in(std::string(1, sign)))
            return false;
    return regex.found_in("") and regex.found_in("\xe3\x81\x82")
           and regex.found_in(std::string(long_line, 'x')) and regex.found_in("\x01\n\tx y\n");
}

bool never_negative(const AttributeEntry& attribute) {
    const auto* number = attribute.when_absent ? attribute.when_absent->as<Number>() : nullptr;
    return attribute.type == Type::number
           and (attribute.unit == "bytes" or attribute.unit == "percent" or (number != nullptr and *number == Number{0}));
}

/// Of bounds on what begins at 0: a number, how many items fit, the bits of a mode.
Foregone foregone_bound(const Matcher& matcher, const Value& least) {
    const bool is_lower = matcher.word == "at_least" or matcher.word == "more_than";
    const bool is_upper = matcher.word == "at_most" or matcher.word == "less_than";
    if (not is_lower and not is_upper)
        return Foregone::open;
    const auto truth = match(matcher, least, {}).truth;
    if (is_lower)
        return truth == Truth::yes ? Foregone::passes : Foregone::open;
    return truth == Truth::no ? Foregone::fails : Foregone::open;
}

Foregone turned(Foregone one) {
    if (one == Foregone::open)
        return one;
    return one == Foregone::passes ? Foregone::fails : Foregone::passes;
}

Foregone joined(const Matcher& matcher, const Fact& fact, const LintGround& ground) {
    const auto decisive = matcher.word == "and" ? Foregone::fails : Foregone::passes;
    bool all_other = true;
    for (const auto& part : matcher.parts) {
        const auto one = foregone(part, fact, ground);
        if (one == decisive)
            return decisive;
        all_other = all_other and one == turned(decisive);
    }
    return all_other and not matcher.parts.empty() ? turned(decisive) : Foregone::open;
}

Foregone foregone_text(const Matcher& matcher) {
    if (matcher.word == "matches")
        return finds_all(to_plain(matcher.values[0])) ? Foregone::passes : Foregone::open;
    const auto texts = wanted_texts(matcher);
    const bool all_empty = not texts.empty() and std::ranges::all_of(texts, [](const auto& one) {
        return one.empty();
    });
    const bool begins =
        matcher.word == "contains" or matcher.word == "starts_with" or matcher.word == "ends_with";
    return begins and all_empty ? Foregone::passes : Foregone::open;
}

}  // namespace

Foregone foregone(const Matcher& matcher, const Fact& fact, const LintGround& ground) {
    if (matcher.word == "not")
        return turned(foregone(matcher.parts[0], fact, ground));
    if (matcher.word == "and" or matcher.word == "or")
        return joined(matcher, fact, ground);
    const auto* attribute = attribute_of(fact, ground.lexicon);
    if (attribute == nullptr)
        return Foregone::open;
    if (matcher.word == "between")
        return exclude_each_other(
                   {fact, {"at_least", {matcher.values[0]}, {}}, false},
                   {fact, {"at_most", {matcher.values[1]}, {}}, false},
                   ground
               )
                   ? Foregone::fails
                   : Foregone::open;
    const auto type = fact.derivations.empty() ? attribute->type : Type::scalar;
    const bool bounds = not matcher.values.empty() and matcher.parts.empty();
    if (type == Type::list and not matcher.parts.empty() and matcher.values.size() == 1)
        return foregone_bound({matcher.word, matcher.values, {}}, Number{0});
    if (type == Type::mode and bounds)
        return foregone_bound(matcher, Mode{0});
    if (bounds and fact.derivations.empty() and never_negative(*attribute))
        return foregone_bound(matcher, Number{0});
    return type == Type::text or type == Type::scalar ? foregone_text(matcher) : Foregone::open;
}

}  // namespace muster
