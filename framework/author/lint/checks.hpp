#pragma once

// What each rule looks at: the rows of one plan, collected on one platform.

#include "framework/author/lint/claims.hpp"
#include "framework/author/lint/finding.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/target.hpp"

#include <set>
#include <span>
#include <string>

namespace muster {

/// cannot-fail, cannot-pass, empty-list: each row for itself.
void check_rows(const Plan& plan, const LintGround& ground, LintFindings& findings);
/// contradiction, of-absent, implied, repeated: rows beside each other.
void check_pairs(const Plan& plan, const LintGround& ground, LintFindings& findings);
/// service-suffix, duplicate-id, command-for-resource: how things are called.
void check_words(const Plan& plan, LintFindings& findings);
/// Headings below which there are rows: titles and headings, one a line.
using SpokenHeadings = std::set<std::string>;
void add_spoken(const Plan& plan, SpokenHeadings& spoken);
/// no-expectations, unused-resource, decimal-mode: what was told when the rows were collected.
void check_collected(const Plan& plan, const SpokenHeadings& spoken, LintFindings& findings);
/// no-answer: asks a target that denies every question.
void check_answers(
    const Plan& plan, const Vocabulary& vocabulary, const Platform& platform, LintFindings& findings
);

/// unknown-role, empty-role: specs for roles that nobody has. The plan is one of every role.
void check_roles(const Plan& plan, const Inventory& inventory, LintFindings& findings);
/// errored-by-inventory: rows that a target's data make errors; a plan for each target.
void check_errors_by_data(std::span<const Plan> plans, LintFindings& findings);

/// What a resource or one of its attributes says in the place of a command.
struct CommandHint {
    std::string_view tool;
    std::string_view word;  ///< that must stand behind it; empty: any or none
    std::string_view resource;
    std::string_view attribute;  ///< with the view that it belongs to: "ping.reachable"
};
std::span<const CommandHint> command_hints();

}  // namespace muster
