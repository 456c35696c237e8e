#include "framework/author/write/items.hpp"

#include "framework/author/keys.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

ItemWord word_of(const WrittenRow& row) {
    const auto& said = row.expression;
    if (said.form == Expression::Form::match)
        return {said.fact, said.matcher, false, row.variable};
    MUSTER_ASSERT(said.form == Expression::Form::negation);
    MUSTER_ASSERT(said.parts.at(0).form == Expression::Form::match);
    return {said.parts[0].fact, said.parts[0].matcher, true, row.variable};
}

Subject without_view(Subject subject) {
    subject.view.clear();
    return subject;
}

bool is_same_thing(const Subject& one, const Subject& other) {
    return key_of(without_view(one)) == key_of(without_view(other));
}

/// What is said of it, whatever it is called.
std::string said(const Item& item) {
    std::string text;
    for (const auto& word : item.words) {
        auto fact = word.fact;
        fact.subject.names.clear();
        text += key_of(fact) + (word.negated ? " not " : " ") + key_of(word.matcher) + word.variable
                + "\n";
    }
    return text;
}

/// By what a word is known in an item: a matcher behind it is no part of its name.
std::string word_name(Fact fact) {
    if (ends_with_matcher(fact))
        fact.parameters.pop_back();
    return describe_attribute(fact);
}

bool has_word(const Item& item, const ItemWord& word) {
    return std::ranges::any_of(item.words, [&](const ItemWord& one) {
        return word_name(one.fact) == word_name(word.fact);
    });
}

}  // namespace

std::string comment_lines(
    std::string_view comment, std::string_view mark, const std::string& margin
) {
    constexpr std::size_t most_columns = 100;
    std::string text;
    for (const auto line : lines_of(comment)) {
        if (line.empty() or line.starts_with(' ')) {  // as it is: it may be there to be copied
            text += fmt::format("{}{}{}{}\n", margin, mark, line.empty() ? "" : " ", line);
            continue;
        }
        auto written = margin + std::string(mark);
        for (const auto word : split(line, ' ')) {
            if (written.size() + 1 + word.size() > most_columns) {
                text += written + "\n";
                written = margin + std::string(mark);
            }
            written += fmt::format(" {}", word);
        }
        text += written + "\n";
    }
    return text;
}

std::vector<Item> items_of(const std::vector<WrittenRow>& rows) {
    std::vector<Item> items;
    for (const auto& row : rows) {
        auto word = word_of(row);
        const bool goes_on = not items.empty()
                             and is_same_thing(items.back().subjects[0], word.fact.subject)
                             and not has_word(items.back(), word);
        if (goes_on)
            items.back().words.push_back(std::move(word));
        else
            items.push_back({{without_view(word.fact.subject)}, {std::move(word)}});
    }
    std::vector<Item> joined;
    for (auto& item : items) {
        const bool can_join = item.subjects[0].names.size() == 1;
        if (can_join and not joined.empty() and joined.back().subjects[0].names.size() == 1
            and said(joined.back()) == said(item))
            joined.back().subjects.push_back(std::move(item.subjects[0]));
        else
            joined.push_back(std::move(item));
    }
    return joined;
}

}  // namespace muster
