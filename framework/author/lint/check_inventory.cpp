#include "framework/author/lint/checks.hpp"
#include "framework/base/display.hpp"
#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace muster {

namespace {

bool is_known(const std::string& role, const Inventory& inventory) {
    return std::ranges::count(inventory.roles, role) > 0;
}

bool has_members(const std::string& role, const Inventory& inventory) {
    return std::ranges::any_of(inventory.targets, [&](const Target& target) {
        return std::ranges::count(target.roles, role) > 0;
    });
}

/// The same words of every target: "web1 has no variable" and "web2 has no variable" are one finding.
std::string without_name(std::string message, const std::string& target) {
    const auto at = message.find(target);
    if (not target.empty() and at != std::string::npos)
        message.replace(at, target.size(), "the target");
    return message;
}

using PlaceAndMessage = std::tuple<std::string, int, int, std::string>;

}  // namespace

void check_roles(const Plan& plan, const Inventory& inventory, LintFindings& findings) {
    for (const auto& spec : plan.specs) {
        for (const auto& role : spec.roles)
            if (not is_known(role, inventory))
                findings.push_back(
                    {"unknown-role",
                     spec.where,
                     fmt::format(
                         "{} is for the role {}, which the inventory does not know{}",
                         quoted(spec.title),
                         quoted(role),
                         did_you_mean(role, inventory.roles)
                     )}
                );
        const bool all_known = std::ranges::all_of(spec.roles, [&](const std::string& role) {
            return is_known(role, inventory);
        });
        const bool any_members = std::ranges::any_of(spec.roles, [&](const std::string& role) {
            return has_members(role, inventory);
        });
        if (not spec.roles.empty() and all_known and not any_members)
            findings.push_back(
                {"empty-role",
                 spec.where,
                 fmt::format(
                     "{} is run nowhere: no target has the role {}",
                     quoted(spec.title),
                     join(spec.roles, " or ")
                 )}
            );
    }
}

void check_errors_by_data(std::span<const Plan> plans, LintFindings& findings) {
    std::map<PlaceAndMessage, std::vector<std::string>> where_found;
    for (const auto& plan : plans)
        for (const auto& spec : plan.specs)
            for (const auto& row : spec.rows)
                if (not row.broken.empty())
                    where_found[{row.where.file,
                                 row.where.line,
                                 row.where.column,
                                 without_name(row.broken, plan.target)}]
                        .push_back(plan.target);
    for (const auto& [place, targets] : where_found) {
        const auto& [file, line, column, message] = place;
        findings.push_back(
            {"errored-by-inventory",
             {file, line, column},
             fmt::format("on {}: {}", folded_names(targets), message)}
        );
    }
}

}  // namespace muster
