#pragma once

// What is expected of a value, as plain data. One implementation judges it for every front end
// (match.hpp); the table of words is also what schemas, lint and "did you mean" are made from.

#include "framework/model/value.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A word with what it takes: `at_least 1.22`, `contains "a" "b"`, `every starts_with "x"`,
/// `and m m`, `not m`. Plain items of a list are `equals` parts.
struct Matcher {
    std::string word;
    std::vector<Value> values = {};
    std::vector<Matcher> parts = {};
};

/// What a word may be used on, and how it is written.
struct MatcherWord {
    std::string_view name;
    std::string_view symbol;    ///< ">=" or nothing
    std::vector<Type> types;    ///< the attribute types that know the word
    std::string_view operands;  ///< "value", "values", "part", "number part", "path part", "text" …
    std::string_view meaning;
};

/// RESOURCES 2.2, whole. `and`, `or` and `not` join matchers and stand in it, too.
std::span<const MatcherWord> matcher_words();

/// The row of a word or symbol; nullptr when there is none.
const MatcherWord* find_matcher_word(std::string_view name_or_symbol);

Matcher equals(Value value);
Matcher negated(Matcher matcher);

/// "at least 1.22", "to contain "x"" – what follows "expected"; `negated`: "not to contain "x"".
std::string expected_words(const Matcher& matcher, bool negated = false);

/// The words without values, for a row's stable id: "contains", "not every starts_with".
std::string words_without_values(const Matcher& matcher);

}  // namespace muster
