#pragma once

// What run, list, explain, facts and record share: specs and how a target is reached, all from the command
// line. Who the targets are is known_targets.hpp's.

#include "framework/author/lint/lint.hpp"
#include "framework/cli/arguments.hpp"
#include "framework/cli/known_targets.hpp"
#include "framework/cli/main.hpp"
#include "framework/run/open_backend.hpp"
#include "framework/run/plans.hpp"

#include <memory>

namespace muster {

/// The programs of the specs on the command line (`operands`), compiled where they must be.
std::vector<SpecProgram> programs_of(const std::vector<std::string>& operands, BuiltIn built_in);

Selection selection_of(const Arguments& arguments);

Limits limits_of(const Arguments& arguments);

/// Tells secrets of the inventory and of muster.yaml. Who holds one holds all that was read.
TellSecret secrets_of(const Arguments& arguments);

/// How targets are reached, as the options say.
OpenOptions open_options_of(const Arguments& arguments, const TellSecret& secrets);

/// Reaches targets as the options say.
OpenBackend opener_of(const Arguments& arguments, const TellSecret& secrets);

/// Collects once for every target before any is reached, on an assumed platform: a spec that is broken on any ends the
/// run here. Nothing is to be reached where all targets are local: their run collects at once. `on_plan` is told each
/// target's rows. Gives the most commands that one of them is to run.
std::size_t check_specs(
    const std::vector<Target>& targets, const RunContext& context, const OnPlan& on_plan = {}
);
bool are_all_here(const std::vector<Target>& targets);

/// By all rules, on every platform that lint knows, whatever the roles of the specs; with the variables of --var, and
/// for each target of the inventory, where the context has one.
LintFindings lint_everywhere(const KnownTargets& known, const RunContext& context);
/// Specs for roles that nobody of the inventory has.
LintFindings lint_roles(const KnownTargets& known, const RunContext& context);

/// "debian:12" as a platform. Throws Broken for what is none.
Platform assumed_platform(const std::string& text);

}  // namespace muster
