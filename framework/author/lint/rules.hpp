#pragma once

// The rules of lint, as data: `muster lint --rules`, docs/lint.md and the test of each rule are made from it.

#include <span>
#include <string_view>

namespace muster {

struct LintRule {
    std::string_view id;
    std::string_view summary;  ///< "two expectations that no target meets"
    std::string_view meaning;  ///< why it matters, and what is not found; paragraphs
    /// A spec's body in C++ (where it says `expect(`) or items in YAML, in which it is found; and what to write
    /// instead, in which nothing is.
    std::string_view found_in;
    std::string_view instead;
    std::string_view inventory = {};  ///< without which it is not found
    /// What only some platforms say is not enough: it must be so on all that we know.
    bool on_every_platform = false;
};

std::span<const LintRule> lint_rules();
const LintRule* find_lint_rule(std::string_view id);

}  // namespace muster
