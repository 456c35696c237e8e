#pragma once

// Folders and globs; CannotTell is thrown as in files.hpp.

#include "framework/backend/files/file_tree.hpp"

namespace muster {

/// Sorted bytewise. What is no folder has no list: not there. Throws CannotTell{too_large} beyond
/// `limits.entries`.
std::optional<Names> names_in(FileTree& tree, const std::string& folder, const Limits& limits);

/// The paths that `pattern` finds, sorted bytewise: `* ? […]` and a backslash that takes a sign's
/// meaning away, as in sh in the C locale; never `.` or `..`. A link that leads nowhere is found.
/// A folder that may not be read is CannotTell, never "nothing matches".
Names matches_of(
    FileTree& tree, const std::string& pattern, const Limits& limits, Deadline deadline
);

/// Names and bytes of the regular files among the matches, links followed. All together may hold
/// `limits.content` bytes; a file that alone cannot be read has its own CannotTell.
std::vector<NamedContent> contents_of(
    FileTree& tree, const std::string& pattern, const Limits& limits, Deadline deadline
);

}  // namespace muster
