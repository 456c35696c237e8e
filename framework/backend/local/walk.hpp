#pragma once

// Folders with all below them by system calls.

#include "framework/host/question.hpp"

#include <span>
#include <vector>

namespace muster::local {

/// What each of these walks, all of one folder, finds; the folder is passed through once. Each has its own
/// CannotTell where a folder on its way does not open, or its limits do not do.
std::vector<Answer> walked(
    std::span<const Walk* const> walks, const Limits& limits, Deadline deadline
);

}  // namespace muster::local
