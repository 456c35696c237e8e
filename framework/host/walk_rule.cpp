#include "framework/host/walk_rule.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace muster {

namespace {

constexpr unsigned setuid_bit = 04000;
constexpr unsigned setgid_bit = 02000;
constexpr unsigned sticky_bit = 01000;
constexpr unsigned others_may_write = 00002;

bool is_world_writable(const FileStatus& status) {
    const bool is_open_folder =
        status.type == FileType::directory and (status.permissions & sticky_bit) == 0;
    return (status.permissions & others_may_write) != 0
           and (status.type == FileType::regular or is_open_folder);
}

bool is_regular_with(unsigned bit, const FileStatus& status) {
    return status.type == FileType::regular and (status.permissions & bit) != 0;
}

bool belongs_to(FileSet set, const FileStatus& status) {
    switch (set) {
    case FileSet::world_writable: return is_world_writable(status);
    case FileSet::setuid: return is_regular_with(setuid_bit, status);
    case FileSet::setgid: return is_regular_with(setgid_bit, status);
    case FileSet::dangling_links: return status.type == FileType::symlink;
    default: return true;
    }
}

}  // namespace

WalkRule::WalkRule(const Walk& walk) : walk_(walk), prefix_(walk.folder) {
    if (not prefix_.ends_with('/'))
        prefix_ += '/';
    for (const auto& path : walk.excluding)
        excluded_.emplace_back(path, PathGlob::Hidden::found);
    if (not walk.pattern.empty())
        pattern_.emplace_back(walk.pattern, PathGlob::Hidden::only_by_a_dot);
}

bool WalkRule::is_of_folder(std::string_view path) const {
    return path == walk_.folder or path.starts_with(prefix_);
}

std::size_t WalkRule::depth_of(std::string_view path) const {
    if (path.size() <= prefix_.size())
        return 0;
    const auto below = path.substr(prefix_.size());
    return 1 + static_cast<std::size_t>(std::ranges::count(below, '/'));
}

/// A folder that is left out takes along what is below it.
bool WalkRule::is_excluded(std::string_view path) const {
    if (excluded_.empty())
        return false;
    for (auto end = prefix_.size() - 1; end < path.size();) {
        end = std::min(path.find('/', end + 1), path.size());
        const auto way = path.substr(0, end);
        if (std::ranges::any_of(excluded_, [&](const PathGlob& glob) { return glob.matches(way); }))
            return true;
    }
    return false;
}

bool WalkRule::enters(std::string_view folder) const {
    if (walk_.depth and depth_of(folder) >= *walk_.depth)
        return false;
    if (not pattern_.empty() and not pattern_.front().may_match_below(folder))
        return false;
    return not is_excluded(folder);
}

bool WalkRule::is_within(std::string_view path) const {
    const auto depth = depth_of(path);
    if (depth == 0 or (walk_.depth and depth > *walk_.depth) or not path.starts_with(prefix_))
        return false;
    const std::string name(path.substr(path.rfind('/') + 1));
    if (not walk_.named.empty() and ::fnmatch(walk_.named.c_str(), name.c_str(), 0) != 0)
        return false;
    if (not pattern_.empty() and not pattern_.front().matches(path))
        return false;
    return not is_excluded(path);
}

bool WalkRule::fits(const FileStatus& status) const {
    if (walk_.type and status.type != *walk_.type)
        return false;
    if (walk_.larger_than and status.size <= *walk_.larger_than)
        return false;
    return belongs_to(walk_.set, status);
}

}  // namespace muster
