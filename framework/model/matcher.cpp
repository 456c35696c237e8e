#include "framework/model/matcher.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::string shown_values(const std::vector<Value>& values, std::string_view between = ", ") {
    std::string text;
    for (const auto& value : values)
        text += (&value == values.data() ? "" : std::string(between)) + to_shown(value);
    return text;
}

std::string part_words(const std::vector<Matcher>& parts, std::string_view between) {
    std::string text;
    for (const auto& part : parts)
        text += (&part == parts.data() ? "" : std::string(between)) + expected_words(part);
    return text;
}

/// Values and parts, whichever the word was given: `contains("a", matches("b"))`.
std::string operands(const Matcher& matcher) {
    auto text = shown_values(matcher.values);
    if (not matcher.parts.empty())
        text += (text.empty() ? "" : " ") + part_words(matcher.parts, ", ");
    return text;
}

/// A span of time, kept in seconds.
std::string age(const Matcher& matcher) {
    const auto* seconds = matcher.values.at(0).as<Number>();
    if (seconds == nullptr)
        return operands(matcher);
    const auto count = [](auto amount) { return std::chrono::duration<double>(amount); };
    return to_words(std::chrono::round<Nanoseconds>(std::visit(count, seconds->amount)));
}

std::string verb(std::string_view text, bool negated) {
    return (negated ? "not to " : "to ") + std::string(text);
}

/// Modes have no order of their own: `not (mode <= 0640)` is no "more than".
std::string bound(
    const Matcher& matcher, bool negated, std::string_view is, std::string_view isnt
) {
    const bool of_mode =
        not matcher.values.empty() and matcher.values.front().as<Mode>() != nullptr;
    if (negated and of_mode)
        return fmt::format("not {} {}", is, operands(matcher));
    return fmt::format("{} {}", negated ? isnt : is, operands(matcher));
}

/// `at server.listen: 443`.
std::string at_path(const Matcher& matcher, bool negated) {
    return fmt::format(
        "at {}: {}",
        escaped(to_plain(matcher.values.at(0))),
        expected_words(matcher.parts.at(0), negated)
    );
}

/// Of a flag there is only one thing that it is not.
std::string equality(const Matcher& matcher, bool equal) {
    const auto* flag = matcher.values.size() == 1 ? matcher.values[0].as<bool>() : nullptr;
    if (flag != nullptr)
        return to_shown(Value(*flag == equal));
    return (equal ? "" : "anything but ") + operands(matcher);
}

using Phrase = std::string (*)(const Matcher&, bool negated);

struct PhraseRow {
    std::string_view word;
    Phrase phrase;
};

const std::vector<PhraseRow>& phrases() {
    static const std::vector<PhraseRow> rows = {
        {"equals", [](const Matcher& m, bool n) { return equality(m, not n); }},
        {"differs", [](const Matcher& m, bool n) { return equality(m, n); }},
        {"less_than",
         [](const Matcher& m, bool n) { return (n ? "at least " : "less than ") + operands(m); }},
        {"at_most", [](const Matcher& m, bool n) { return bound(m, n, "at most", "more than"); }},
        {"more_than",
         [](const Matcher& m, bool n) { return (n ? "at most " : "more than ") + operands(m); }},
        {"at_least", [](const Matcher& m, bool n) { return bound(m, n, "at least", "less than"); }},
        {"between",
         [](const Matcher& m, bool n) {
             return (n ? "nothing between " : "between ") + shown_values(m.values, " and ");
         }},
        {"in", [](const Matcher& m, bool n) { return (n ? "none of " : "one of ") + operands(m); }},
        {"is_set", [](const Matcher&, bool n) { return std::string(n ? "no value" : "a value"); }},
        {"is_empty",
         [](const Matcher&, bool n) { return std::string(n ? "something" : "nothing"); }},
        {"has_length",
         [](const Matcher& m, bool n) { return (n ? "not length " : "length ") + operands(m); }},
        {"contains", [](const Matcher& m, bool n) { return verb("contain ", n) + operands(m); }},
        {"starts_with",
         [](const Matcher& m, bool n) { return verb("start with ", n) + operands(m); }},
        {"ends_with", [](const Matcher& m, bool n) { return verb("end with ", n) + operands(m); }},
        {"matches",
         [](const Matcher& m, bool n) {
             return (n ? "no match for /" : "a match for /") + to_plain(m.values.at(0)) + "/";
         }},
        {"is_subset_of",
         [](const Matcher& m, bool n) {
             return (n ? "something beyond " : "nothing beyond ") + operands(m);
         }},
        {"contains_in_order",
         [](const Matcher& m, bool n) { return verb("contain in order ", n) + operands(m); }},
        {"contains_run",
         [](const Matcher& m, bool n) { return verb("contain the run ", n) + operands(m); }},
        {"consists_of",
         [](const Matcher& m, bool n) { return verb("consist of ", n) + operands(m); }},
        {"every",
         [](const Matcher& m, bool n) {
             return (n ? "not every item " : "every item ") + operands(m);
         }},
        {"some",
         [](const Matcher& m, bool n) { return (n ? "no item " : "some item ") + operands(m); }},
        {"none",
         [](const Matcher& m, bool n) { return (n ? "some item " : "no item ") + operands(m); }},
        {"exactly",
         [](const Matcher& m, bool n) { return (n ? "not exactly " : "exactly ") + operands(m); }},
        {"within_versions",
         [](const Matcher& m, bool n) { return (n ? "not " : "") + to_plain(m.values.at(0)); }},
        {"semver",
         [](const Matcher& m, bool n) {
             return (n ? "not semver " : "semver ") + to_plain(m.values.at(0));
         }},
        {"older_than",
         [](const Matcher& m, bool n) { return (n ? "not older than " : "older than ") + age(m); }},
        {"newer_than",
         [](const Matcher& m, bool n) { return (n ? "not newer than " : "newer than ") + age(m); }},
        {"json", at_path},
        {"yaml", at_path},
        {"xpath", at_path},
        {"and",
         [](const Matcher& m, bool n) {
             return (n ? "not (" : "") + part_words(m.parts, " and ") + (n ? ")" : "");
         }},
        {"or",
         [](const Matcher& m, bool n) {
             return (n ? "neither " : "") + part_words(m.parts, n ? " nor " : " or ");
         }},
    };
    return rows;
}

const std::vector<Type>& all_types() {
    static const std::vector<Type> types = {
        Type::flag,
        Type::text,
        Type::number,
        Type::scalar,
        Type::mode,
        Type::list,
        Type::version,
        Type::time,
        Type::map,
        Type::term};
    return types;
}

std::vector<MatcherWord> make_words() {
    using enum Type;
    const std::vector<Type> ordered = {number, scalar, version, time, mode};
    const std::vector<Type> strictly = {number, scalar, version, time};
    const std::vector<Type> worded = {text, scalar, term};
    return {
        {"equals", "==", all_types(), "value", "equal by the attribute's type"},
        {"differs", "!=", all_types(), "value", "there is a value and it is not equal"},
        {"less_than", "<", strictly, "value", "less; of times: before"},
        {"at_most",
         "<=",
         {number, scalar, version, time, mode, list},
         "value",
         "at most; of modes: no bit outside; with a number and a matcher: so many items fit"},
        {"more_than", ">", strictly, "value", "more; of times: after"},
        {"at_least",
         ">=",
         {number, scalar, version, time, mode, list},
         "value",
         "at least; of modes: all these bits; with a number and a matcher: so many items fit"},
        {"between", "", strictly, "value value", "from the first to the second, both included"},
        {"in",
         "",
         {flag, text, number, scalar, mode, version, time, term},
         "values",
         "equal to one of these"},
        {"is_set", "", all_types(), "", "there is a value"},
        {"is_empty", "", {text, list, map, scalar}, "", "of length 0"},
        {"has_length", "", {text, list, map}, "part", "bytes, items or members"},
        {"contains",
         "",
         {text, list, map, scalar},
         "parts",
         "each is in it: bytes of a text, items of a list, keys of a map"},
        {"starts_with", "", worded, "text", "bytewise"},
        {"ends_with", "", worded, "text", "bytewise"},
        {"matches",
         "",
         {text, scalar, term, version},
         "regex",
         "RE2 search, unanchored, ^ and $ at line ends"},
        // Between two facts the word itself stands, as a symbol would.
        {"is_subset_of", "is_subset_of", {list}, "parts", "nothing beyond these"},
        {"contains_in_order", "", {list}, "parts", "as a subsequence"},
        {"contains_run", "", {list}, "parts", "one after the other, without a gap"},
        {"consists_of",
         "",
         {list},
         "parts",
         "one matcher per item and one item per matcher, in any order"},
        {"every", "", {list}, "part", "all items fit; over nothing there is no value"},
        {"some", "", {list}, "part", "an item fits"},
        {"none", "", {list}, "part", "no item fits"},
        {"exactly", "", {list}, "number part", "so many items fit"},
        {"within_versions",
         "",
         {version},
         "text",
         "a range in the package manager's order: \">= 1.22, < 2\""},
        {"semver", "", {text, version, scalar}, "text", "a SemVer 2 range: \"^1.2 || ~2.0.1\""},
        {"older_than", "", {time}, "duration", "before now less this; by the controller's clock"},
        {"newer_than", "", {time}, "duration", "after now less this; by the controller's clock"},
        {"json",
         "",
         {text},
         "path part",
         "the text is JSON, and the value there fits: `servers[0].name`, `[-1]`, `[*]` (a list), "
         "`[\"a.b\"]`, `/a/pointer`"},
        {"yaml", "", {text}, "path part", "the same of YAML, by its core schema"},
        {"xpath",
         "",
         {text},
         "xpath part",
         "the text is XML, and what the XPath 1.0 expression finds fits: the text of the first "
         "node; words of lists are held against all nodes"},
        {"and", "", all_types(), "parts", "all of these hold"},
        {"or", "", all_types(), "parts", "one of these holds"},
        {"not", "", all_types(), "part", "the opposite; never satisfied by absence or ignorance"},
    };
}

}  // namespace

std::span<const MatcherWord> matcher_words() {
    static const std::vector<MatcherWord> words = make_words();
    return words;
}

const MatcherWord* find_matcher_word(std::string_view name_or_symbol) {
    const auto words = matcher_words();
    const auto found = std::ranges::find_if(words, [&](const MatcherWord& word) {
        return word.name == name_or_symbol
               or (not word.symbol.empty() and word.symbol == name_or_symbol);
    });
    return found == words.end() ? nullptr : &*found;
}

Matcher equals(Value value) {
    return {"equals", {std::move(value)}, {}};
}

Matcher negated(Matcher matcher) {
    return {"not", {}, {std::move(matcher)}};
}

std::string expected_words(const Matcher& matcher, bool negated) {
    if (matcher.word == "not")
        return expected_words(matcher.parts.at(0), not negated);
    const auto& rows = phrases();
    const auto found = std::ranges::find(rows, matcher.word, &PhraseRow::word);
    return found == rows.end() ? matcher.word : found->phrase(matcher, negated);
}

std::string words_without_values(const Matcher& matcher) {
    auto text = matcher.word;
    // Plain items of a list are written as `equals` parts: how many there are is a value.
    const bool plain = std::ranges::all_of(matcher.parts, [](const Matcher& part) {
        return part.word == "equals";
    });
    if (plain)
        return text;
    for (const auto& part : matcher.parts)
        text += " " + words_without_values(part);
    return text;
}

}  // namespace muster
