#pragma once

// Finds, without a target, what cannot fail, cannot pass, or does not mean what it says (docs/lint.md).

#include "framework/author/lint/finding.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/platform.hpp"
#include "framework/model/target.hpp"

#include <span>

namespace muster {

/// The rows that specs say on one platform.
struct LintedPlan {
    Plan plan;
    Platform platform;
};

/// The platforms that specs are tried on: one of each family, with each init system that it has.
std::vector<Platform> lint_platforms();

/// By every rule, over the plans of all of `lint_platforms()`; sorted by place. What is silenced at its line is left
/// out.
LintFindings lint(std::span<const LintedPlan> plans, const Vocabulary& vocabulary, Instant now);

/// By the rules for which one platform is enough: what is told at the head of a run.
LintFindings lint_one(
    const Plan& plan, const Platform& platform, const Vocabulary& vocabulary, Instant now
);

/// By the rules about an inventory: `of_every_role` is one plan with the specs of all roles, `of_targets` those that its
/// targets get; without them only roles are looked at.
LintFindings lint_inventory(
    const Plan& of_every_role, std::span<const Plan> of_targets, const Inventory& inventory
);

}  // namespace muster
