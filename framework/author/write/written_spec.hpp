#pragma once

// A spec as source text: the same rows in YAML and in C++, as an author would write them.

#include "framework/model/plan.hpp"
#include "framework/model/vocabulary.hpp"

#include <string>
#include <vector>

namespace muster {

/// A row: that a fact fits a matcher, or does not.
struct WrittenRow {
    Expression expression;
    std::string untold =
        {};  ///< not empty: no row, since the fact could not be told, for this reason
    std::string variable =
        {};  ///< not empty: the value that is expected stands in this variable of the target
};

/// Rows below one heading. A comment says why they are worth checking.
struct WrittenPart {
    std::string heading;
    std::string comment;
    std::vector<WrittenRow> rows;
};

struct WrittenSpec {
    std::string comment;  ///< at the head of the file; several lines
    std::string title;
    std::vector<WrittenPart> parts;
};

/// False for a value that is no UTF-8, a secret, what is joined of several facts.
bool can_be_written(const Expression& expression);

enum class SpecLanguage { yaml, cpp };

/// A whole file.
std::string to_text(const WrittenSpec& spec, SpecLanguage language, const Lexicon& lexicon);
/// Items, or statements, one for each that could be taken or left; without indentation.
std::vector<std::string> to_statements(
    const std::vector<WrittenRow>& rows, SpecLanguage language, const Lexicon& lexicon
);

}  // namespace muster
