#include "framework/model/match.hpp"

#include "framework/model/judges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using judges::Judged;
using Judge = Judged (*)(const Matcher&, const Value&, Instant);

struct JudgeRow {
    std::string_view word;
    Judge judge;
};

constexpr std::array judge_rows = {
    JudgeRow{"equals", judges::equals},
    JudgeRow{"differs", judges::differs},
    JudgeRow{"in", judges::in},
    JudgeRow{"less_than", judges::less_than},
    JudgeRow{"at_most", judges::at_most},
    JudgeRow{"more_than", judges::more_than},
    JudgeRow{"at_least", judges::at_least},
    JudgeRow{"between", judges::between},
    JudgeRow{"within_versions", judges::within_versions},
    JudgeRow{"semver", judges::semver},
    JudgeRow{"older_than", judges::older_than},
    JudgeRow{"newer_than", judges::newer_than},
    JudgeRow{"is_empty", judges::is_empty},
    JudgeRow{"has_length", judges::has_length},
    JudgeRow{"contains", judges::contains},
    JudgeRow{"starts_with", judges::starts_with},
    JudgeRow{"ends_with", judges::ends_with},
    JudgeRow{"matches", judges::matches},
    JudgeRow{"is_subset_of", judges::is_subset_of},
    JudgeRow{"contains_in_order", judges::contains_in_order},
    JudgeRow{"contains_run", judges::contains_run},
    JudgeRow{"consists_of", judges::consists_of},
    JudgeRow{"every", judges::every},
    JudgeRow{"some", judges::some},
    JudgeRow{"none", judges::none},
    JudgeRow{"exactly", judges::exactly},
    JudgeRow{"json", judges::json},
    JudgeRow{"yaml", judges::yaml},
    JudgeRow{"xpath", judges::xpath},
};

Judge judge_of(const std::string& word) {
    const auto* found = std::ranges::find(judge_rows, word, &JudgeRow::word);
    if (found == judge_rows.end())
        throw Broken(fmt::format("no matcher \"{}\"", word));
    return found->judge;
}

/// A value that is not there: only `is_set` of a thing that is there can be judged.
Match match_nothing(const Matcher& matcher, const Nothing& nothing, bool negated) {
    Match match{Truth::absent, expected_words(matcher, negated), to_shown(Value(nothing)), ""};
    match.message = nothing.text.empty() ? match.actual : nothing.text;
    if (matcher.word == "is_set" and nothing.why == Nothing::Why::not_set)
        match.truth = judges::truth_of(negated);
    return match;
}

/// Whether an author wrote down the very value: `== 127`, `!= 127`, `in(126, 127)`.
bool names(const Matcher& matcher, const Value& value) {
    const bool equality =
        matcher.word == "equals" or matcher.word == "differs" or matcher.word == "in";
    const auto same = [&](const Value& named) { return equal_values(named, value); };
    return equality and std::ranges::any_of(matcher.values, same);
}

Match match_leaf(const Matcher& matcher, const Value& value, Instant now, bool negated);

/// Where a matcher's verdict over whole numbers may change: at the bounds, and around every number that it
/// names.
std::vector<std::int64_t> turning_points(const Matcher& matcher, const Range& range) {
    std::vector<std::int64_t> points = {range.low, range.high};
    for (const auto& named : matcher.values) {
        const auto* number = named.as<Number>();
        if (number == nullptr)
            continue;
        const auto near = std::visit(
            [](auto amount) { return static_cast<std::int64_t>(amount); }, number->amount
        );
        for (const auto point : {near - 1, near, near + 1})
            if (point > range.low and point < range.high)
                points.push_back(point);
    }
    return points;
}

/// A count of which the bounds are known: judged where every number in between is judged alike.
Match match_range(const Matcher& matcher, const Range& range, Instant now, bool negated) {
    const auto points = turning_points(matcher, range);
    auto whole = match_leaf(matcher, Value(points.front()), now, negated);
    const bool alike = std::ranges::all_of(points, [&](std::int64_t point) {
        return match_leaf(matcher, Value(point), now, negated).truth == whole.truth;
    });
    whole.actual = to_shown(Value(range));
    if (alike) {
        whole.message = fmt::format("expected {}, is {}", whole.expected, whole.actual);
    } else {
        const auto* form = range.not_asked ? "is {}; {}" : "is {}; cannot tell: {}";
        whole.message = fmt::format(fmt::runtime(form), whole.actual, range.reason);
        whole.truth = range.not_asked ? Truth::skipped : Truth::unknown;
    }
    return whole;
}

Match match_leaf(const Matcher& matcher, const Value& value, Instant now, bool negated) {
    if (const auto* range = value.as<Range>())
        return match_range(matcher, *range, now, negated);
    if (const auto* nothing = value.as<Nothing>())
        return match_nothing(matcher, *nothing, negated);
    if (not value.doubt.empty() and not names(matcher, value))
        return {Truth::unknown, expected_words(matcher, negated), to_shown(value), value.doubt};
    if (matcher.word == "is_set")
        return {
            judges::truth_of(not negated),
            expected_words(matcher, negated),
            to_shown(value),
            fmt::format("expected no value, is {}", to_shown(value))};
    auto judged = judge_of(matcher.word)(matcher, value, now);
    Match match{judged.truth, expected_words(matcher, negated), std::move(judged.actual), ""};
    if (match.actual.empty())
        match.actual = to_shown(value);
    if (negated)
        match.truth = opposite(match.truth);
    // A text made for "does not hold" says nothing about "holds, and should not".
    const bool opposite_words = negated and judged.truth != Truth::absent;
    match.message = opposite_words ? judged.opposite_message : judged.message;
    if (not value.shown_as.empty()) {  // what a judge says of a secret may show some of it
        match.actual = to_shown(value);
        match.message.clear();
    }
    if (match.message.empty())
        match.message = fmt::format("expected {}, is {}", match.expected, match.actual);
    return match;
}

Match match_signed(const Matcher& matcher, const Value& value, Instant now, bool negated);

/// `and` and `or` over one value; a negation is pushed to the leaves, which changes the two.
Match match_joined(const Matcher& matcher, const Value& value, Instant now, bool negated) {
    const bool all = (matcher.word == "and") != negated;
    Match whole;
    bool first = true;
    for (const auto& part : matcher.parts) {
        auto match = match_signed(part, value, now, negated);
        const auto truth = first ? match.truth
                           : all ? both(whole.truth, match.truth)
                                 : either(whole.truth, match.truth);
        // The text is that of the part that decided; of an `or` that fails, all parts'.
        if (first or (all and truth != whole.truth))
            whole = std::move(match);
        else if (not all and whole.message != match.message)
            whole.message += "; " + match.message;
        whole.truth = truth;
        first = false;
    }
    whole.expected = expected_words(matcher, negated);
    return whole;
}

Match match_signed(const Matcher& matcher, const Value& value, Instant now, bool negated) {
    if (matcher.word == "not")
        return match_signed(matcher.parts.at(0), value, now, not negated);
    if (matcher.word == "and" or matcher.word == "or")
        return match_joined(matcher, value, now, negated);
    return match_leaf(matcher, value, now, negated);
}

/// A relation to a second value, as an author would have written it: a list is beyond others by its items.
Matcher against(const std::string& relation, const Value& other) {
    const auto* list = other.as<List>();
    if (relation != "is_subset_of" or list == nullptr)
        return {relation, {other}, {}};
    Matcher matcher{relation, {}, {}};
    for (const auto& item : list->items)
        matcher.parts.push_back(equals(item));
    return matcher;
}

/// The numbers of a count at which its relation to another may change: its own bounds and those of the other.
std::vector<std::int64_t> numbers_of(const Value& count, const Value& other) {
    const auto bounds = [](const Value& one) -> std::pair<std::int64_t, std::int64_t> {
        if (const auto* range = one.as<Range>())
            return {range->low, range->high};
        const auto* number = one.as<Number>();
        const auto* whole =
            number == nullptr ? nullptr : std::get_if<std::int64_t>(&number->amount);
        return whole == nullptr ? std::pair(std::int64_t{0}, std::int64_t{0})
                                : std::pair(*whole, *whole);
    };
    const auto [low, high] = bounds(count);
    const auto [other_low, other_high] = bounds(other);
    std::vector<std::int64_t> numbers = {low, high};
    for (const auto number : {other_low, other_high})
        if (number > low and number < high)
            numbers.push_back(number);
    return numbers;
}

/// Two counts of which bounds may be all that is known: judged where all their numbers are judged alike.
Match match_counts(const std::string& relation, const Value& left, const Value& right) {
    std::optional<Match> first;
    bool alike = true;
    for (const auto one : numbers_of(left, right))
        for (const auto other : numbers_of(right, left)) {
            auto match = match_facts(relation, Value(one), Value(other));
            alike = alike and (not first or match.truth == first->truth);
            first = first ? first : std::move(match);
        }
    const auto* word = find_matcher_word(relation);
    first->expected =
        fmt::format("{} {}", word == nullptr ? relation : word->symbol, to_shown(right));
    first->actual = to_shown(left);
    if (alike)
        return *first;
    bool not_asked = true;
    for (const auto* side : {left.as<Range>(), right.as<Range>()}) {
        if (side == nullptr)
            continue;
        not_asked = not_asked and side->not_asked;
        first->message = side->reason;
    }
    first->truth = not_asked ? Truth::skipped : Truth::unknown;
    return *first;
}

}  // namespace

Match match(const Matcher& matcher, const Value& value, Instant now) {
    return match_signed(matcher, value, now, false);
}

Match match_facts(const std::string& relation, const Value& left, const Value& right) {
    const auto* word = find_matcher_word(relation);
    const auto symbol = word == nullptr ? relation : std::string(word->symbol);
    if (left.is_nothing() or right.is_nothing())
        return {Truth::absent, fmt::format("{} {}", symbol, to_shown(right)), to_shown(left), ""};
    if (const auto& doubt = left.doubt.empty() ? right.doubt : left.doubt; not doubt.empty())
        return {
            Truth::unknown, fmt::format("{} {}", symbol, to_shown(right)), to_shown(left), doubt};
    if (left.as<Range>() != nullptr or right.as<Range>() != nullptr)
        return match_counts(relation, left, right);
    auto result = match(against(relation, right), left, Instant{});
    result.expected = fmt::format("{} {}", symbol, to_shown(right));
    return result;
}

bool equal_values(const Value& expected, const Value& actual) {
    // Of two texts, as most items of lists are, nothing needs to be told.
    const auto* left = expected.as<std::string>();
    const auto* right = actual.as<std::string>();
    if (left != nullptr and right != nullptr)
        return *left == *right;
    return judges::equals(equals(expected), actual, Instant{}).truth == Truth::yes;
}

}  // namespace muster
