#pragma once

// The form of an ssh_config(5) file: lines of a keyword and words. What they mean is ssh_config.hpp's.

#include "framework/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct SshConfigLine {
    std::string keyword;             ///< in lower case
    std::vector<std::string> words;  ///< quotes taken off; at least one
    Location where;
};

/// Lines with something on them. `Keyword word`, `Keyword = word`, quotes of both kinds, backslashes
/// before quotes and blanks, comments. Throws Broken with file and line: a keyword without a word, a
/// quote that is not closed.
std::vector<SshConfigLine> parse_ssh_config(std::string_view text, const std::string& file);

/// The files that a word of Include names: below the home for `~/`, below `folder` where it is relative.
std::vector<std::string> files_included(
    const std::string& word, const std::string& home, const std::string& folder
);
inline constexpr int deepest_ssh_include = 16;  // as in OpenSSH
inline constexpr std::size_t most_ssh_includes = 1000;
inline constexpr std::size_t largest_ssh_config = 4UL << 20;

/// `*` and `?` as in ssh_config(5), letter by letter. Takes linear time for each star.
bool matches_ssh_pattern(std::string_view pattern, std::string_view text);

}  // namespace muster
