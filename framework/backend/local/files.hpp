#pragma once

// One file or link by system calls. A path that leads nowhere is an empty optional; whatever else goes
// wrong is thrown as CannotTell.

#include "framework/backend/local/accounts.hpp"
#include "framework/host/question.hpp"

#include <sys/stat.h>

namespace muster::local {

/// What stat(2) says, but for the owners' names.
FileStatus file_status_from(const struct stat& found);

std::optional<FileStatus> status_of(const Stat& question, OwnerNames& owners);

/// Throws CannotTell{too_large} beyond `limits.content`, {timed_out} past `deadline`.
std::optional<Content> content_of(const std::string& path, const Limits& limits, Deadline deadline);

/// Reads in pieces, so only `deadline` is a limit.
std::optional<DigestText> digest_of(const Digest& question, Deadline deadline);

/// With Links::all `is_link` is always true: the text is the path after every link, of which there may
/// be none.
std::optional<LinkText> link_text_of(const ReadLink& question);

}  // namespace muster::local
