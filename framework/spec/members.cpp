#include "framework/spec/members.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

void require_known_role(
    const Surroundings& surroundings, const std::string& role, const Location& where
) {
    if (not surroundings.inventory)
        return;
    const auto& roles = surroundings.inventory->roles;
    const auto& given = surroundings.target.roles;  // --as gives roles, too
    if (std::ranges::count(roles, role) == 0 and std::ranges::count(given, role) == 0)
        throw BodyEnds{
            fmt::format("the inventory has no role {}{}", quoted(role), did_you_mean(role, roles)),
            where,
            true,
            "a role that may be empty is named below roles in the inventory"};
}

Members members_with(
    const Surroundings& surroundings, const std::string& role, const Location& where
) {
    if (not surroundings.inventory)
        return {{}, "no inventory: hosts() knows nobody; give one with -i"};
    if (not role.empty())
        require_known_role(surroundings, role, where);
    const auto& targets = surroundings.inventory->targets;
    Members members;
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (role.empty() or std::ranges::count(targets[i].roles, role) > 0)
            members.places.push_back(i);
    members.why_none = role.empty() ? std::string("the inventory has no targets")
                                    : fmt::format("the role {} has no members", quoted(role));
    return members;
}

std::string why_none_but_those_left_out(const std::string& role) {
    return role.empty()
               ? "the inventory has no targets but those left out"
               : fmt::format("the role {} has no members but those left out", quoted(role));
}

BodyEnds missing_variable(
    const Target& target, const std::string& variable, const Location& where
) {
    const auto untold = target.untold.find(variable);
    if (untold != target.untold.end())
        return {
            fmt::format(
                "the variable {} of {} cannot be told: {}",
                quoted(variable),
                escaped(target.name),
                untold->second
            ),
            where};
    return {
        fmt::format("{} has no variable {}", escaped(target.name), quoted(variable)),
        where,
        false,
        target.vaults.empty()
            ? fmt::format("--var {}=… sets one", variable)
            : fmt::format("does it stand in {}, which secret() reads?", escaped(target.vaults[0]))};
}

}  // namespace muster
