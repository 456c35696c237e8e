#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A pattern of sh, prepared for shells that would see more in it than `* ? […]` and a backslash: mksh
/// knows `+(…)`, zsh `(#…)`, and none of them says when a folder on the way may not be read. What else
/// could mean something is put as `[+]` or `?`, which may find too much: see matches_pattern.
struct ShellPattern {
    /// A pattern of folders on the way, and whether the next component is looked up in their lists.
    struct Way {
        std::string prefix;  ///< relative to the base
        bool is_listed = false;
    };

    std::string base;     ///< the folder in front of the first sign of a pattern, with its slash
    std::string pattern;  ///< the rest
    std::vector<Way> ways;
    bool is_plain = false;  ///< no pattern at all: `base` is the whole path
};

ShellPattern shell_pattern(std::string_view pattern);

/// Whether sh would find `path` by `pattern`: whatever else a shell found is left out. `.` and `..` are
/// found by their names only.
bool matches_pattern(const std::string& pattern, const std::string& path);

/// For tools and tests of a shell, which take a name with `-` in front for an option: never empty.
std::string as_argument(const std::string& path);

}  // namespace muster
