#pragma once

// What is asked of one file or link. A path that leads nowhere is an empty optional; whatever else goes wrong is thrown
// as CannotTell.

#include "framework/backend/files/file_tree.hpp"

namespace muster {

std::optional<FileStatus> status_of(FileTree& tree, const Stat& question, Owners& owners);

/// Throws CannotTell{too_large} beyond `limits.content`, {timed_out} past `deadline`.
std::optional<Content> content_of(
    FileTree& tree, const std::string& path, const Limits& limits, Deadline deadline
);

/// Reads in pieces, so only `deadline` is a limit.
std::optional<DigestText> digest_of(FileTree& tree, const Digest& question, Deadline deadline);

/// What makes a key of its bytes is wiped. Throws CannotTell{too_large} beyond the size of any key.
std::optional<KeyInFile> key_of(FileTree& tree, const ReadKey& question, Deadline deadline);

std::optional<FileSystemStatus> file_system_of(FileTree& tree, const std::string& path);

std::optional<FileMarks> marks_of(FileTree& tree, const std::string& path);

/// With Links::all `is_link` is always true: the text is the path after every link, of which there may be none.
std::optional<LinkText> link_text_of(FileTree& tree, const ReadLink& question);

}  // namespace muster
