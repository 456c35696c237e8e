#pragma once

#include "framework/author/learn/learn.hpp"
#include "framework/cli/commands.hpp"

namespace muster {

/// `learn --update SPEC`: what a spec says that is no longer so, and what is so and the spec does not say, one by one.
/// Nothing is written. Gives the exit status: 1 when something differs, 2 when nothing does but something could not be
/// told, else 0.
int tell_differences(
    const Learnt& learnt, const Vocabulary& vocabulary, const Invocation& invocation
);

}  // namespace muster
