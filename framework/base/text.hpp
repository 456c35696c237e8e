#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Without blanks, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

/// The pieces between `separator`; an empty text gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The runs of characters between blanks, tabs and line ends.
std::vector<std::string_view> words_of(std::string_view text);

/// The lines without their `\n`; one final newline makes no line, `\r` is kept.
std::vector<std::string_view> lines_of(std::string_view text);

std::string join(std::span<const std::string> pieces, std::string_view between);

/// Runs of blanks (space, tab, line ends) made one space, ends cut.
std::string squeezed(std::string_view text);

std::string lower_case(std::string_view text);

bool is_one_of(std::string_view word, std::span<const std::string_view> words);

/// A whole number in base 10 that is nothing else: no blanks, no `+`, no overflow.
std::optional<std::int64_t> whole_number(std::string_view text);

/// Digits of base 8 and nothing else.
std::optional<unsigned> octal_number(std::string_view text);

/// Whether every byte belongs to well-formed UTF-8.
bool is_utf8(std::string_view bytes);

/// The word of `known` that is nearest to `word`, if it is near enough to be meant (Damerau-Levenshtein
/// distance of at most a third of its length).
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

/// `; did you mean "address"?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace muster
