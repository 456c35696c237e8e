#pragma once

#include "framework/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The names that a text with ranges stands for, in order: `web[01-20].example.net`, `db[a-c]`, `rack[1:9:2]`; several
/// ranges in a name multiply, the last one turns fastest. A text without brackets is itself. Numbers keep the width of
/// the first where it begins with 0. Throws Broken for brackets that hold no range, a range that runs backwards and
/// more than 100 000 names.
std::vector<std::string> names_in_range(std::string_view text, const Location& where);

}  // namespace muster
