// Matchers by type: which words a type knows, and what stands behind each (RESOURCES 2.2).
#include "framework/base/error.hpp"
#include "framework/base/json/path.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/base/xml/xpath.hpp"
#include "framework/model/semver_range.hpp"
#include "framework/spec/written.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

bool knows(const MatcherWord& word, Type type) {
    return std::ranges::find(word.types, type) != word.types.end();
}

std::vector<std::string> words_for(Type type) {
    std::vector<std::string> words;
    for (const auto& word : matcher_words())
        if (knows(word, type))
            words.emplace_back(word.name);
    return words;
}

const MatcherWord& word_for(const std::string& name, Type type) {
    const auto* word = find_matcher_word(name);
    const auto known = words_for(type);
    if (word == nullptr)
        throw Broken(fmt::format("no matcher \"{}\"{}", name, did_you_mean(name, known)));
    if (not knows(*word, type))
        throw Broken(
            fmt::format("a {} has no \"{}\"", muster::name(type), name),
            {},
            "it has " + join(known, ", ")
        );
    return *word;
}

void require_operands(const WrittenMatcher& matcher, std::size_t least, std::size_t most) {
    const auto count = matcher.operands.size();
    if (count < least or count > most)
        throw Broken(fmt::format(
            "{} takes {} {}, not {}",
            matcher.word,
            least == most ? fmt::to_string(least) : "at least one",
            most == 1 ? "operand" : "operands",
            count
        ));
}

ExpectedType item_type(const ExpectedType& type) {
    if (type.type == Type::list)
        return {type.item.type, {}, type.item.term, {}};
    return {Type::text, {}, {}, {}};
}

/// Lists among the operands stand for their items: `contains(from_file("a"), "b")`.
std::vector<Written> flattened(const std::vector<Written>& operands) {
    std::vector<Written> items;
    for (const auto& operand : operands) {
        const auto* json = std::get_if<Json>(&operand.content);
        if (const auto* list = std::get_if<WrittenList>(&operand.content)) {
            const auto inner = flattened(list->items);
            items.insert(items.end(), inner.begin(), inner.end());
        } else if (json != nullptr and json->as<Json::Array>() != nullptr) {
            for (const auto& item : *json->as<Json::Array>())
                items.push_back(Written{item});
        } else {
            items.push_back(operand);
        }
    }
    return items;
}

bool is_matcher(const Written& written) {
    return std::holds_alternative<WrittenMatcher>(written.content);
}

/// What data says at one place is a Scalar; where a word is of lists alone, it is a list of them.
ExpectedType type_of_data(const Written& written) {
    const ExpectedType scalar{Type::scalar, {}, {}, {}};
    const ExpectedType list{Type::list, {.type = Type::scalar, .ordered = true}, {}, {}};
    const auto* matcher = std::get_if<WrittenMatcher>(&written.content);
    const auto* word = matcher == nullptr ? nullptr : find_matcher_word(matcher->word);
    if (word == nullptr)
        return scalar;
    const bool counts =
        (word->name == "at_least" or word->name == "at_most") and matcher->operands.size() == 2;
    const bool of_items =
        word->name == "contains" and std::ranges::any_of(matcher->operands, is_matcher);
    return counts or of_items or not knows(*word, Type::scalar) ? list : scalar;
}

/// The same for matchers that are joined, each by its own word.
Matcher read_matcher_of_data(const Written& written, Instant now) {
    const auto* matcher = std::get_if<WrittenMatcher>(&written.content);
    const bool joins =
        matcher != nullptr
        and (matcher->word == "and" or matcher->word == "or" or matcher->word == "not");
    if (not joins)
        return read_matcher(written, type_of_data(written), now);
    Matcher joined{matcher->word, {}, {}};
    for (const auto& operand : matcher->operands)
        joined.parts.push_back(read_matcher_of_data(operand, now));
    return joined;
}

class Reading {
public:
    Reading(const WrittenMatcher& written, const ExpectedType& type, Instant now)
        : written_(written), type_(type), now_(now) {}

    Matcher done() {
        const auto& word = word_for(written_.word, type_.type);
        matcher_.word = word.name;
        const bool counts_items =
            type_.type == Type::list and (word.name == "at_least" or word.name == "at_most");
        check_order(word);
        read_operands(counts_items ? "number part" : word.operands);
        check_text(word);
        return std::move(matcher_);
    }

private:
    void read_operands(std::string_view shape) {
        if (shape.empty())
            require_operands(written_, 0, 0);
        else if (shape == "value" or shape == "text" or shape == "regex" or shape == "duration")
            read_values(1, shape);
        else if (shape == "value value")
            read_values(2, shape);
        else if (shape == "values")
            read_values(any_, shape);
        else if (shape == "part")
            read_part(written_.word == "not" ? type_ : part_type());
        else if (shape == "number part")
            read_count_and_part();
        else if (shape == "path part" or shape == "xpath part")
            read_place_and_part();
        else
            read_parts();
    }

    void read_values(std::size_t count, std::string_view shape) {
        require_operands(written_, count == any_ ? 1 : count, count);
        const auto type = value_type(shape);
        for (const auto& operand : count == any_ ? flattened(written_.operands) : written_.operands)
            matcher_.values.push_back(read_value(operand, type, now_));
    }

    ExpectedType value_type(std::string_view shape) const {
        if (shape == "text" or shape == "regex")
            return {Type::text, {}, {}, {}};
        if (shape == "duration")
            return {Type::number, {}, {}, "seconds"};
        // A Scalar has an order only as a number.
        const bool orders =
            matcher_.word != "equals" and matcher_.word != "differs" and matcher_.word != "in";
        if (type_.type == Type::scalar and orders)
            return {Type::number, {}, {}, {}};
        return type_;
    }

    ExpectedType part_type() const {
        if (written_.word == "has_length")
            return {Type::number, {}, {}, {}};
        return item_type(type_);
    }

    void read_part(const ExpectedType& type) {
        require_operands(written_, 1, 1);
        matcher_.parts.push_back(read_matcher(written_.operands[0], type, now_));
    }

    void read_count_and_part() {
        require_operands(written_, 2, 2);
        matcher_.values.push_back(read_value(written_.operands[0], {Type::number, {}, {}, {}}, now_)
        );
        matcher_.parts.push_back(read_matcher(written_.operands[1], item_type(type_), now_));
    }

    void read_place_and_part() {
        require_operands(written_, 2, 2);
        const ExpectedType text{Type::text, {}, {}, {}};
        matcher_.values.push_back(read_value(written_.operands[0], text, now_));
        matcher_.parts.push_back(read_matcher_of_data(written_.operands[1], now_));
    }

    void read_parts() {
        const bool joins = matcher_.word == "and" or matcher_.word == "or";
        const auto type = joins ? type_ : item_type(type_);
        // An empty list is a list: nothing beyond nothing. No operand at all is a slip.
        require_operands(written_, 1, any_);
        const bool bytes = matcher_.word == "contains" and type_.type != Type::list;
        for (const auto& operand : flattened(written_.operands)) {
            if (bytes and is_matcher(operand))
                throw Broken(
                    fmt::format("what a {} contains is a text", muster::name(type_.type)),
                    {},
                    "write fits(contains(\"a\") and matches(\"b\"))"
                );
            matcher_.parts.push_back(read_matcher(operand, type, now_));
        }
        if (matcher_.parts.empty() and matcher_.word.starts_with("contains"))
            throw Broken(matcher_.word + " of nothing holds of everything");
    }

    /// What stands behind what has no meaning in a set.
    void check_order(const MatcherWord& word) const {
        const bool needs_order = word.name == "contains_in_order" or word.name == "contains_run";
        if (needs_order and not type_.item.ordered)
            throw Broken(
                fmt::format("this list is a set, which has no order for \"{}\"", word.name),
                {},
                "contains(…) asks for items in any order"
            );
    }

    void check_text(const MatcherWord& word) const {
        if (word.operands == "regex")
            (void)Regex(to_plain(matcher_.values[0]));  // compiled for its errors alone
        if (word.operands == "path part")
            (void)DataPath::parse(to_plain(matcher_.values[0]));  // likewise
        if (word.operands == "xpath part")
            check_xpath(to_plain(matcher_.values[0]));
        if (word.name != "semver")
            return;
        const auto text = to_plain(matcher_.values[0]);
        const auto range = SemverRange::parse(text);
        if (const auto* fault = std::get_if<RangeFault>(&range))
            throw Broken(fmt::format("\"{}\", column {}: {}", text, fault->column, fault->reason));
    }

    static constexpr std::size_t any_ = static_cast<std::size_t>(-1);
    const WrittenMatcher& written_;
    const ExpectedType& type_;
    Instant now_;
    Matcher matcher_;
};

}  // namespace

Matcher read_matcher(const Written& written, const ExpectedType& type, Instant now) {
    if (const auto* matcher = std::get_if<WrittenMatcher>(&written.content))
        return Reading(*matcher, type, now).done();
    return equals(read_value(written, type, now));
}

}  // namespace muster
