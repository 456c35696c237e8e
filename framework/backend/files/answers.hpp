#pragma once

#include "framework/backend/files/file_tree.hpp"

#include <span>
#include <vector>

namespace muster {

/// Answers those questions of a batch that are about files and folders, each in its place; of the others nothing is
/// touched. Digests, which have no limit but the deadline, get what the others leave of it.
void answer_about_files(
    std::span<const Question> batch,
    FileTree& tree,
    Owners& owners,
    const Limits& limits,
    Deadline deadline,
    std::vector<Answer>& answers
);

}  // namespace muster
