#pragma once

// One character at a time: what escaping, alignment and the formats of reports look at.

#include <cstddef>
#include <string_view>

namespace muster {

struct Utf8Character {
    char32_t code = 0;
    std::size_t length = 0;  ///< in bytes; 0: the first byte belongs to no well-formed character
};

/// The character that `text`, which is not empty, begins with.
Utf8Character first_character(std::string_view text);

/// What may move the cursor, hide or reorder text on a terminal or a page though it is no ASCII
/// control: C1 controls, bidirectional and other invisible format characters, line separators.
bool deceives(char32_t code);

}  // namespace muster
