#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `text` in lines of at most `columns` columns: broken at blanks, between wide characters, which
/// stand without blanks, and within a word only where it is longer than a line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace muster
