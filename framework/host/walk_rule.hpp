#pragma once

// Which entries a Walk is about, as far as a path and what lstat(2) says decide it. Whoever walks asks this,
// so that all backends find the same.

#include "framework/base/path_glob.hpp"
#include "framework/host/question.hpp"

#include <string_view>
#include <vector>

namespace muster {

class WalkRule {
public:
    /// `walk` outlives the rule.
    explicit WalkRule(const Walk& walk);

    /// Whether anything in this folder can be meant; the walk's own folder is one, too.
    bool enters(std::string_view folder) const;
    /// Whether an entry below the walk's folder is meant, by its path.
    bool is_within(std::string_view path) const;
    /// Whether it is, by its status: all of the question but owners without a name and where links lead.
    bool fits(const FileStatus& status) const;

    /// Whether a path is the walk's folder or below it.
    bool is_of_folder(std::string_view path) const;

private:
    std::size_t depth_of(std::string_view path) const;
    bool is_excluded(std::string_view path) const;

    const Walk& walk_;
    std::string prefix_;  ///< the folder with its slash
    std::vector<PathGlob> excluded_;
    std::vector<PathGlob> pattern_;  ///< none or one
};

}  // namespace muster
