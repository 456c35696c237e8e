#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/model/plan_codec.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string labels(const Spec& spec) {
    std::string text = spec.kind == Spec::Kind::fleet ? " (fleet)" : "";
    for (const auto& role : spec.roles)
        text += " role:" + role;
    for (const auto& tag : spec.tags)
        text += " tag:" + tag;
    return text;
}

std::string row_text(const Row& row) {
    if (not row.broken.empty())
        return "broken: " + row.broken;
    auto text = describe(row.expression);
    for (const auto& guard : row.guards)
        text += fmt::format("  [only if {}]", describe(guard.expression));
    return row.skip_reason.empty() ? text : fmt::format("{}  [skipped: {}]", text, row.skip_reason);
}

std::string counted(std::size_t count, std::string_view thing) {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

void print(const Plan& plan, std::ostream& out) {
    std::size_t rows = 0;
    for (const auto& spec : plan.specs) {
        out << escaped(spec.title) << labels(spec) << "\n";
        std::vector<std::string> before;
        for (const auto& row : spec.rows) {
            if (row.headings != before)
                for (std::size_t i = 0; i < row.headings.size(); ++i)
                    if (i >= before.size() or before[i] != row.headings[i])
                        out << std::string(2 * (i + 1), ' ') << escaped(row.headings[i]) << "\n";
            before = row.headings;
            out << std::string(2 * (row.headings.size() + 1), ' ') << row_text(row) << "  ("
                << to_string(row.where) << ")\n";
            ++rows;
        }
    }
    out << counted(rows, "expectation") << " in " << counted(plan.specs.size(), "spec") << "\n";
    if (not plan.left_out.empty())
        out << counted(plan.left_out.size(), "spec")
            << " with roles left out; --as ROLE names the target's\n";
}

}  // namespace

int command_list(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto form = arguments.one_of("--format", {"text", "json"});
    const Vocabulary vocabulary(resource_table());
    const auto programs = programs_of(arguments.operands, invocation.built_in);
    RunContext context{vocabulary, programs, {}, selection_of(arguments), {}};
    const KnownTargets known(arguments);
    context.inventory = known.inventory();
    const auto now = system_now();
    auto plan = collect_plan(
        known.named("local"), assumed_platform(arguments.text("--assume")), context, now
    );
    for (auto& fleet : collect_fleet(known.controller(), context, now).specs)
        plan.specs.push_back(std::move(fleet));
    if (form == "json")
        invocation.out << to_text(to_json(plan), 2) << "\n";
    else
        print(plan, invocation.out);
    return 0;
}

}  // namespace muster
