#pragma once

// All walks of one folder as one find(1), and its answers.
//
// Each walk is an `-exec printf '%s\000' NUMBER {} +` behind its tests: NUMBER and the paths come back, each
// ended by a NUL, and no path is a number. The tests may find too much, never too little; WalkRule decides.
// They keep to what GNU and busybox have in common: no -printf, no comma, no -exec within parentheses (busybox
// would not run what is left of it at the end).

#include "framework/backend/shell/step.hpp"

#include <optional>
#include <span>
#include <vector>

namespace muster {

struct PlacedWalk {
    std::size_t place = 0;  ///< in the batch
    const Walk* walk = nullptr;
};

/// `walks` are of one folder and cross file systems alike.
Step walk_step(std::span<const PlacedWalk> walks, const StepLimits& limits);

/// As answers_from; nothing also where the folder was not walked to the end.
std::vector<std::optional<Answer>> answers_of_walk(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
);

}  // namespace muster
