#pragma once

// Folders and globs by system calls; CannotTell is thrown as in files.hpp.

#include "framework/host/question.hpp"

#include <dirent.h>

#include <memory>

namespace muster::local {

struct CloseFolder {
    void operator()(DIR* folder) const { (void)::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// A folder by its name in the folder `from` (AT_FDCWD: a path); empty, with errno set, when it does not
/// open. What is no folder, a FIFO above all, is refused and not opened.
Folder open_folder(int from, const char* name, Follow follow);

/// Sorted bytewise. What is no folder has no list: not there. Throws CannotTell{too_large} beyond
/// `limits.entries`.
std::optional<Names> names_in(const std::string& folder, const Limits& limits);

/// The paths that `pattern` finds, sorted bytewise: `* ? […]` and a backslash that takes a sign's
/// meaning away, as in sh in the C locale; never `.` or `..`. A link that leads nowhere is found.
/// A folder that may not be read is CannotTell, never "nothing matches".
Names matches_of(const std::string& pattern, const Limits& limits, Deadline deadline);

/// Names and bytes of the regular files among the matches, links followed. All together may hold
/// `limits.content` bytes; a file that alone cannot be read has its own CannotTell.
std::vector<NamedContent> contents_of(
    const std::string& pattern, const Limits& limits, Deadline deadline
);

}  // namespace muster::local
