#pragma once

#include "framework/author/learn/learn.hpp"
#include "framework/cli/commands.hpp"
#include "framework/run/spec_program.hpp"

namespace muster {

/// `learn --update SPEC`: what a spec says that is no longer so, and what is so and the spec does not say, one by one.
/// Nothing is written. Gives the exit status: 1 when something differs, 2 when nothing does but something could not be
/// told, else 0.
int tell_differences(
    const Target& target,
    const Learnt& learnt,
    const std::vector<SpecProgram>& programs,
    const Vocabulary& vocabulary,
    const Invocation& invocation
);

}  // namespace muster
