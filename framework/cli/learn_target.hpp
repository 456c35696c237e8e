#pragma once

#include "framework/author/learn/learn.hpp"
#include "framework/cli/commands.hpp"
#include "framework/model/target.hpp"

namespace muster {

/// Reaches a target as the options say, and asks it twice. What changed meanwhile and what could not be told is said
/// on standard error. Throws CannotTell when the target is not reached.
Learnt learn_target(
    const Target& target,
    const LearnWish& wish,
    const Vocabulary& vocabulary,
    const Invocation& invocation
);

}  // namespace muster
