// equals, differs, in: equality by type (RESOURCES 1.2).
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/judges.hpp"
#include "framework/model/term.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster::judges {

namespace {

std::string shown_items(const std::vector<const Value*>& items) {
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + to_shown(*items[i]);
    if (items.size() > most)
        text += fmt::format(" and {} more", items.size() - most);
    return text;
}

/// The members of `left` that no member of `right` equals; expected values stand in `expected_first`
/// order so that an address without a prefix matches any.
template<class Same>
std::vector<const Value*> beyond(const List& left, const List& right, const Same& same) {
    std::vector<const Value*> lacking;
    for (const auto& item : left.items)
        if (std::ranges::none_of(right.items, [&](const Value& other) {
                return same(item, other);
            }))
            lacking.push_back(&item);
    return lacking;
}

std::string set_difference(const List& expected, const List& actual) {
    const auto missing = beyond(expected, actual, equal_values);
    const auto unexpected = beyond(actual, expected, [](const Value& is, const Value& wanted) {
        return equal_values(wanted, is);
    });
    std::string text;
    if (not missing.empty())
        text = "missing " + shown_items(missing);
    if (not unexpected.empty())
        text += (text.empty() ? "" : "; ") + std::string("unexpected ") + shown_items(unexpected);
    return text;
}

std::string sequence_difference(const List& expected, const List& actual) {
    const auto both = std::min(expected.items.size(), actual.items.size());
    for (std::size_t i = 0; i < both; ++i)
        if (not equal_values(expected.items[i], actual.items[i]))
            return fmt::format(
                "item {}: expected {}, is {}",
                i + 1,
                to_shown(expected.items[i]),
                to_shown(actual.items[i])
            );
    if (expected.items.size() == actual.items.size())
        return "";
    return fmt::format("expected {} items, is {}", expected.items.size(), actual.items.size());
}

Judged equal_lists(const List& expected, const Value& value) {
    const auto* actual = value.as<List>();
    if (actual == nullptr)
        return wrong_kind(value, "a list");
    const auto difference = actual->ordered ? sequence_difference(expected, *actual)
                                            : set_difference(expected, *actual);
    return {truth_of(difference.empty()), "", difference};
}

/// "expected …, is …" of two texts that differ, long ones around the first byte that does.
std::string first_difference(std::string_view expected, std::string_view actual) {
    const auto [left, right] = std::ranges::mismatch(expected, actual);
    const auto offset = static_cast<std::size_t>(left - expected.begin());
    return fmt::format(
        "expected {}, is {}", shown_around(expected, offset), shown_around(actual, offset)
    );
}

std::string text_difference(const std::string& expected, const std::string& actual) {
    if (expected == actual)
        return "";
    if (expected + "\n" == actual)
        return fmt::format("expected {}, is the same and a final newline", quoted(expected));
    if (expected == actual + "\n")
        return fmt::format("expected {}, is the same without the final newline", quoted(expected));
    const auto wanted = lines_of(expected);
    const auto found = lines_of(actual);
    if (wanted.size() < 2 and found.size() < 2)
        return first_difference(expected, actual);
    for (std::size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
        if (i >= wanted.size())
            return fmt::format("line {}: expected the end, is {}", i + 1, quoted(found[i]));
        if (i >= found.size())
            return fmt::format("line {}: expected {}, is the end", i + 1, quoted(wanted[i]));
        if (wanted[i] != found[i])
            return fmt::format("line {}: {}", i + 1, first_difference(wanted[i], found[i]));
    }
    return "";
}

Judged equal_texts(const std::string& expected, const Value& value) {
    if (const auto* scalar = value.as<Scalar>())
        return {truth_of(squeezed(scalar->text) == squeezed(expected)), ""};
    if (const auto* term = value.as<Term>())
        return {truth_of(same_term(term->kind, expected, term->text)), ""};
    if (const auto* actual = value.as<std::string>())
        return {truth_of(*actual == expected), "", text_difference(expected, *actual)};
    return wrong_kind(value, "a text");
}

/// A Scalar against a number: both decimal numbers, numerically. Text that is none is unequal, not
/// of the wrong kind: `value == 1` of "yes" fails, and so does its negation only if it were equal.
Judged equal_numbers(Number expected, const Value& value) {
    if (const auto* actual = value.as<Number>())
        return {truth_of(*actual == expected), ""};
    const auto* scalar = value.as<Scalar>();
    if (scalar == nullptr)
        return wrong_kind(value, "a number");
    const auto number = number_from(trimmed(scalar->text));
    return {truth_of(number and *number == expected), ""};
}

Judged equal_scalars(const Scalar& expected, const Value& value) {
    if (const auto* actual = value.as<Scalar>()) {
        const auto left = number_from(trimmed(expected.text));
        const auto right = number_from(trimmed(actual->text));
        if (left and right)
            return {truth_of(*left == *right), ""};
        return {truth_of(squeezed(expected.text) == squeezed(actual->text)), ""};
    }
    if (const auto number = number_from(trimmed(expected.text));
        number and value.as<Number>() != nullptr)
        return equal_numbers(*number, value);
    return equal_texts(expected.text, value);
}

Judged scalar_as_list(const List& expected, const Scalar& actual) {
    List found{{}, true};
    for (const auto word : words_of(actual.text))
        found.items.emplace_back(Scalar{std::string(word)});
    const auto difference = sequence_difference(expected, found);
    return {truth_of(difference.empty()), "", difference};
}

Judged equal_maps(const Map& expected, const Value& value) {
    const auto* actual = value.as<Map>();
    if (actual == nullptr)
        return wrong_kind(value, "a map");
    for (const auto& [key, wanted] : expected.members) {
        const auto found =
            std::ranges::find(actual->members, key, &decltype(Map::members)::value_type::first);
        if (found == actual->members.end())
            return {Truth::no, "", fmt::format("{} is missing", quoted(key))};
        if (not equal_values(wanted, found->second))
            return {
                Truth::no,
                "",
                fmt::format(
                    "{}: expected {}, is {}", quoted(key), to_shown(wanted), to_shown(found->second)
                )};
    }
    for (const auto& [key, is] : actual->members)
        if (std::ranges::find(expected.members, key, &decltype(Map::members)::value_type::first)
            == expected.members.end())
            return {Truth::no, "", fmt::format("unexpected {}", quoted(key))};
    return {Truth::yes, ""};
}

/// Same second, unless the expected time has a fraction.
bool same_time(Instant expected, Instant actual) {
    using std::chrono::floor;
    using std::chrono::seconds;
    const bool whole = floor<seconds>(expected) == expected;
    return whole ? floor<seconds>(actual) == expected : actual == expected;
}

Judged equal_by_type(const Value& expected, const Value& value) {
    if (const auto* text = expected.as<std::string>())
        return equal_texts(*text, value);
    if (const auto* number = expected.as<Number>())
        return equal_numbers(*number, value);
    if (const auto* scalar = expected.as<Scalar>())
        return equal_scalars(*scalar, value);
    if (const auto* term = expected.as<Term>())
        return equal_texts(term->text, value);
    if (const auto* map = expected.as<Map>())
        return equal_maps(*map, value);
    if (const auto* list = expected.as<List>()) {
        const auto* scalar = value.as<Scalar>();
        return scalar != nullptr ? scalar_as_list(*list, *scalar) : equal_lists(*list, value);
    }
    if (const auto* flag = expected.as<bool>()) {
        const auto* actual = value.as<bool>();
        return actual == nullptr ? wrong_kind(value, "a flag")
                                 : Judged{truth_of(*actual == *flag), ""};
    }
    if (const auto* time = expected.as<Instant>()) {
        const auto* actual = value.as<Instant>();
        return actual == nullptr ? wrong_kind(value, "a time")
                                 : Judged{truth_of(same_time(*time, *actual)), ""};
    }
    const auto compared = compare(value, expected);
    if (not compared.wrong_kind.empty())
        return wrong_kind(value, compared.wrong_kind);
    return {truth_of(compared.order == 0), ""};
}

}  // namespace

Judged wrong_kind(const Value& value, std::string_view wanted) {
    const auto shown = to_shown(value);
    return {Truth::absent, shown, fmt::format("is {}, not {}", shown, wanted)};
}

Judged equals(const Matcher& matcher, const Value& value, Instant) {
    return equal_by_type(matcher.values.at(0), value);
}

Judged differs(const Matcher& matcher, const Value& value, Instant) {
    auto judged = equal_by_type(matcher.values.at(0), value);
    if (judged.truth != Truth::absent)
        judged.message.clear();
    judged.truth = opposite(judged.truth);
    return judged;
}

Judged in(const Matcher& matcher, const Value& value, Instant) {
    Judged none{Truth::no, ""};
    for (const auto& one : matcher.values) {
        auto judged = equal_by_type(one, value);
        if (judged.truth == Truth::yes)
            return {Truth::yes, ""};
        if (judged.truth == Truth::absent)
            none = std::move(judged);
    }
    return none;
}

}  // namespace muster::judges
