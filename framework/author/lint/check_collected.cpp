#include "framework/author/lint/checks.hpp"
#include "framework/author/lint/rules.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string path_of(const Spec& spec, std::span<const std::string> headings) {
    auto path = spec.title;
    for (const auto& heading : headings)
        path += "\n" + heading;
    return path;
}

}  // namespace

void add_spoken(const Plan& plan, SpokenHeadings& spoken) {
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            for (std::size_t depth = 1; depth <= row.headings.size(); ++depth)
                spoken.insert(path_of(spec, std::span(row.headings).first(depth)));
}

void check_collected(const Plan& plan, const SpokenHeadings& spoken, LintFindings& findings) {
    const auto nothing_in = [&](const Location& where, const std::string& title) {
        findings.push_back(
            {"no-expectations", where, fmt::format("nothing is expected in {}", quoted(title))}
        );
    };
    for (const auto& spec : plan.specs)
        for (const auto& block : spec.empty_blocks)
            if (block.headings.empty())
                nothing_in(block.where, spec.title);
            else if (not spec.rows.empty() and not spoken.contains(path_of(spec, block.headings)))
                nothing_in(block.where, block.headings.back());
    for (const auto& problem : plan.problems)
        if (const auto* rule = find_lint_rule(problem.rule))
            findings.push_back({rule->id, problem.where, problem.message, problem.hint});
}

}  // namespace muster
