#pragma once

#include "framework/author/learn/learn.hpp"
#include "framework/cli/commands.hpp"

namespace muster {

/// `learn --update SPEC`: what a spec says that is no longer so, and what is so and the spec does not say, one by one.
/// Nothing is written. Gives the exit status: 0 when nothing differs, else 1.
int tell_differences(
    const std::vector<Learnt>& all, const Vocabulary& vocabulary, const Invocation& invocation
);

}  // namespace muster
