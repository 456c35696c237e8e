#pragma once

// Rows as items: what stands of one thing together, and one sentence about several things.

#include "framework/author/write/written_spec.hpp"

#include <string>
#include <vector>

namespace muster {

/// One attribute of a thing, and what is expected of it.
struct ItemWord {
    Fact fact;
    Matcher matcher;
    bool negated = false;
    std::string variable = {};
};

/// Things of one resource, narrowed alike, of each of which the same is expected.
struct Item {
    std::vector<Subject> subjects;
    std::vector<ItemWord> words;
};

/// Rows one after the other that are about one thing become one item, and items that say the same of several things
/// one about all of them. The order stays.
std::vector<Item> items_of(const std::vector<WrittenRow>& rows);

/// Whether its last parameter is a matcher, behind which nothing stands: `every: {owner: root}`.
bool ends_with_matcher(const Fact& fact);

/// The lines of a comment behind a mark: "# ", "// ".
std::string comment_lines(
    std::string_view comment, std::string_view mark, const std::string& margin
);

// The two languages.
std::string to_yaml(const WrittenSpec& spec, const Lexicon& lexicon);
std::vector<std::string> to_yaml_items(const std::vector<WrittenRow>& rows, const Lexicon& lexicon);
std::string to_cpp(const WrittenSpec& spec);
std::vector<std::string> to_cpp_statements(const std::vector<WrittenRow>& rows);

}  // namespace muster
