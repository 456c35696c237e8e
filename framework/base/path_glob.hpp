#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A glob of whole paths: `* ? […]` and a backslash within a name as in sh in the C locale, and `**` as a name
/// of its own for any number of folders, none too. At the end `**` stands for everything below.
class PathGlob {
public:
    /// Whether `*` and `**` stand for names that begin with a dot, too.
    enum class Hidden { found, only_by_a_dot };

    PathGlob(std::string_view pattern, Hidden hidden);

    bool matches(std::string_view path) const;
    /// Whether something below this folder can match.
    bool may_match_below(std::string_view folder) const;

    /// The folder in front of the first sign of a pattern, or of the last name: "/etc" of "/etc/*.conf".
    const std::string& base() const { return base_; }
    bool has_double_star() const;

private:
    std::vector<bool> reached_by(std::string_view path) const;
    void skip_double_stars(std::vector<bool>& places) const;
    bool fits(const std::string& component, const std::string& name) const;

    std::vector<std::string> components_;
    Hidden hidden_;
    std::string base_;
};

/// The text as a glob that matches nothing else.
std::string glob_escaped(std::string_view text);

}  // namespace muster
