#include "framework/author/lint/claims.hpp"

#include "framework/author/keys.hpp"
#include "framework/model/match.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace muster {

namespace {

// --- taking apart

bool has_order(const Matcher& matcher) {
    return not matcher.values.empty() and matcher.parts.empty()
           and matcher.values[0].as<Mode>() == nullptr;
}

/// `not at least 5` is `less than 5`; modes have no such opposite.
std::optional<std::string> opposite_bound(const Matcher& matcher) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> pairs = {{
        {"at_least", "less_than"},
        {"less_than", "at_least"},
        {"at_most", "more_than"},
        {"more_than", "at_most"},
    }};
    if (has_order(matcher))
        for (const auto& [word, opposite] : pairs)
            if (matcher.word == word)
                return std::string(opposite);
    return std::nullopt;
}

class Taking {
public:
    explicit Taking(Claims& taken) : taken_(taken) {}

    void take(const Expression& expression) {
        using Form = Expression::Form;
        if (expression.form == Form::match)
            take(expression.fact, expression.matcher, false);
        else if (expression.form == Form::negation and expression.parts[0].form == Form::match)
            take(expression.parts[0].fact, expression.parts[0].matcher, true);
        else if (expression.form == Form::all)
            for (const auto& part : expression.parts)
                take(part);
        else
            taken_.whole = false;
    }

private:
    void take(const Fact& fact, const Matcher& matcher, bool negated) {
        if (matcher.word == "not")
            take(fact, matcher.parts[0], not negated);
        else if (matcher.word == (negated ? "or" : "and"))
            for (const auto& part : matcher.parts)
                take(fact, part, negated);
        else if (matcher.word == "and" or matcher.word == "or")
            taken_.whole = false;
        else if (matcher.word == "between" and not negated)
            take_between(fact, matcher);
        else if (const auto word = negated ? opposite_bound(matcher) : std::nullopt)
            add({fact, {*word, matcher.values, {}}}, matcher);
        else
            add({fact, matcher, negated}, matcher);
    }

    void take_between(const Fact& fact, const Matcher& matcher) {
        add({fact, {"at_least", {matcher.values[0]}, {}}}, matcher);
        add({fact, {"at_most", {matcher.values[1]}, {}}}, matcher);
    }

    void add(Claim claim, const Matcher& source) {
        claim.source = &source;
        taken_.all.push_back(std::move(claim));
    }

    Claims& taken_;
};

// --- judging

Truth truth_of(const Claim& claim, const Value& value, const LintGround& ground) {
    try {
        const auto truth = match(claim.matcher, value, ground.now).truth;
        return claim.negated ? opposite(truth) : truth;
    } catch (const Broken&) {
        return Truth::unknown;  // versions of another manager, and the like: nothing is said of it
    }
}

bool holds(const Claim& claim, const Value& value, const LintGround& ground) {
    return truth_of(claim, value, ground) == Truth::yes;
}

/// Nothing of this kind satisfies it; an ignorance of ours is not meant.
bool fails(const Claim& claim, const Value& value, const LintGround& ground) {
    const auto truth = truth_of(claim, value, ground);
    return truth == Truth::no or truth == Truth::absent;
}

/// An expected value as the target would say it.
Value as_found(const Value& expected, Type type, Type item, VersionOrder order) {
    if (const auto* list = expected.as<List>()) {
        List found{{}, list->ordered};
        for (const auto& one : list->items)
            found.items.push_back(as_found(one, item, item, order));
        return found;
    }
    if (const auto* version = expected.as<Version>())
        return Version{version->text, order};
    if (type == Type::scalar)
        return Scalar{to_plain(expected)};
    return expected;
}

/// Whether what equals the value says the same text: not what a kernel says with any number of blanks, and no version
/// of a manager for which what one side lacks does not count, or of another one than the platform's.
bool is_only_itself(const Claim& claim, Type type, const LintGround& ground) {
    if (type == Type::scalar)
        return std::ranges::all_of(claim.matcher.values, [](const Value& value) {
            return value.as<Number>() != nullptr;
        });
    return type != Type::version
           or (version_order(ground.platform) == VersionOrder::dpkg
               and claim.fact->subject.qualifiers.empty());
}

/// The only values that satisfy a claim, where they can be counted.
std::vector<Value> candidates(const Claim& claim, const LintGround& ground) {
    const auto* attribute = attribute_of(*claim.fact, ground.lexicon);
    if (attribute == nullptr)
        return {};
    const auto type = claim.fact->derivations.empty() ? attribute->type : Type::scalar;
    const auto* flag = claim.matcher.values.empty() ? nullptr : claim.matcher.values[0].as<bool>();
    if (claim.matcher.word == "equals" and flag != nullptr)
        return {Value(*flag != claim.negated)};
    const bool names_values = claim.matcher.word == "equals" or claim.matcher.word == "in";
    if (claim.negated or not names_values or not is_only_itself(claim, type, ground))
        return {};
    std::vector<Value> found;
    for (const auto& value : claim.matcher.values)
        found.push_back(as_found(value, type, attribute->item.type, version_order(ground.platform))
        );
    return found;
}

enum class Bound { none, lower, upper };

Bound bound_of(const Claim& claim) {
    const auto& matcher = claim.matcher;
    if (claim.negated or matcher.values.size() != 1 or not matcher.parts.empty())
        return Bound::none;
    if (matcher.word == "at_least" or matcher.word == "more_than")
        return Bound::lower;
    if (matcher.word == "at_most" or matcher.word == "less_than")
        return Bound::upper;
    return Bound::none;
}

bool is_strict(const Claim& claim) {
    return claim.matcher.word == "more_than" or claim.matcher.word == "less_than";
}

/// The number, version or time that a bound names, as the target would say it.
std::optional<Value> limit_of(const Claim& claim, const LintGround& ground) {
    const auto* attribute = attribute_of(*claim.fact, ground.lexicon);
    if (attribute == nullptr or bound_of(claim) == Bound::none)
        return std::nullopt;
    return as_found(
        claim.matcher.values[0],
        attribute->type,
        attribute->item.type,
        version_order(ground.platform)
    );
}

bool leaves_no_room(const Claim& lower, const Claim& upper, const LintGround& ground) {
    const auto limit = limit_of(lower, ground);
    if (not limit)
        return false;
    if (fails(upper, *limit, ground))
        return true;
    const Claim exactly{*lower.fact, equals(upper.matcher.values[0]), false};
    return is_strict(lower) and holds(exactly, *limit, ground);
}

bool text_follows(const Matcher& matcher, const Matcher& given) {
    const auto wanted = wanted_texts(matcher);
    const auto there = wanted_texts(given);
    constexpr std::size_t most = 50;
    if (wanted.empty() or wanted.size() > most or there.size() > most)
        return false;
    const auto is_there = [&](const std::string& text) {
        return std::ranges::any_of(there, [&](const std::string& one) {
            if (matcher.word == "contains")
                return one.find(text) != std::string::npos;
            return matcher.word == given.word
                   and (matcher.word == "starts_with" ? one.starts_with(text) : one.ends_with(text));
        });
    };
    const auto of_texts = [](const Matcher& one) {
        return one.word == "contains" or one.word == "starts_with" or one.word == "ends_with";
    };
    return of_texts(matcher) and of_texts(given) and std::ranges::all_of(wanted, is_there);
}

/// Every item that the one asks for is asked for by the other.
bool items_follow(const Matcher& matcher, const Matcher& given) {
    if (matcher.word != "contains" or given.word != "contains")
        return false;
    std::set<std::string> there;
    for (const auto& part : given.parts)
        there.insert(key_of(part));
    return std::ranges::all_of(matcher.parts, [&](const Matcher& part) {
        return there.contains(key_of(part));
    });
}

bool is_list(const Fact& fact, const LintGround& ground) {
    const auto* attribute = attribute_of(fact, ground.lexicon);
    return attribute != nullptr and attribute->type == Type::list;
}

}  // namespace

Claim::Claim(const Fact& of, Matcher fits, bool is_negated)
    : fact(&of), matcher(std::move(fits)), negated(is_negated), key(key_of(matcher)) {}

Claims claims_of(const Expression& expression) {
    Claims taken;
    Taking(taken).take(expression);
    return taken;
}

bool same(const Claim& one, const Claim& other) {
    return one.negated == other.negated and one.key == other.key;
}

std::vector<std::string> wanted_texts(const Matcher& matcher) {
    std::vector<std::string> texts;
    for (const auto& part : matcher.parts)
        if (part.word == "equals" and part.values[0].as<std::string>() != nullptr)
            texts.push_back(*part.values[0].as<std::string>());
    for (const auto& value : matcher.values)
        if (const auto* text = value.as<std::string>())
            texts.push_back(*text);
    return texts;
}

bool are_opposites(const Claim& one, const Claim& other) {
    return one.negated != other.negated and one.key == other.key;
}

bool exclude_each_other(const Claim& one, const Claim& other, const LintGround& ground) {
    if (are_opposites(one, other))
        return true;
    const auto all_fail = [&](const Claim& counted, const Claim& judged) {
        const auto values = candidates(counted, ground);
        return not values.empty() and std::ranges::all_of(values, [&](const Value& value) {
            return fails(judged, value, ground);
        });
    };
    if (all_fail(one, other) or all_fail(other, one))
        return true;
    const auto bound = bound_of(one);
    const auto other_bound = bound_of(other);
    if (bound == Bound::lower and other_bound == Bound::upper)
        return leaves_no_room(one, other, ground);
    return bound == Bound::upper and other_bound == Bound::lower
           and leaves_no_room(other, one, ground);
}

bool follows(const Claim& claim, const Claim& given, const LintGround& ground) {
    if (same(claim, given))
        return true;
    if (given.matcher.word == "is_set" and given.negated)
        return false;
    if (claim.matcher.word == "is_set" and not claim.negated)
        return true;
    const auto values = candidates(given, ground);
    if (not values.empty())
        return std::ranges::all_of(values, [&](const Value& value) {
            return holds(claim, value, ground);
        });
    if (bound_of(claim) != Bound::none and bound_of(claim) == bound_of(given))
        return holds(claim, *limit_of(given, ground), ground);
    if (claim.negated or given.negated)
        return false;
    return is_list(*claim.fact, ground) ? items_follow(claim.matcher, given.matcher)
                                        : text_follows(claim.matcher, given.matcher);
}

const AttributeEntry* attribute_of(const Fact& fact, const Lexicon& lexicon) {
    const auto* resource = lexicon.find(fact.subject.resource);
    return resource == nullptr ? nullptr
                               : find_attribute(*resource, fact.subject.view, fact.attribute);
}

}  // namespace muster
