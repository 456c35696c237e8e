#pragma once

// Folders with all below them.

#include "framework/backend/files/file_tree.hpp"

#include <span>
#include <vector>

namespace muster {

/// What each of these walks, all of one folder, finds; the folder is passed through once. Each has its own
/// CannotTell where a folder on its way does not open, or its limits do not do.
std::vector<Answer> walked(
    FileTree& tree,
    Owners& owners,
    std::span<const Walk* const> walks,
    const Limits& limits,
    Deadline deadline
);

}  // namespace muster
