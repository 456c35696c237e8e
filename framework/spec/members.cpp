#include "framework/spec/members.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/members.hpp"

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

std::string why_nobody(const Surroundings& surroundings, const Subject& hosts) {
    if (may_be_nobody(hosts))
        return "";
    if (not surroundings.inventory)
        return "no inventory: hosts() knows nobody; give one with -i";
    if (not members_of(hosts, *surroundings.inventory).empty())
        return "";
    std::vector<std::string> roles;
    for (const auto& role : hosts.names)
        roles.push_back(quoted(to_plain(role)));
    const auto who = roles.empty() ? std::string("the inventory has no targets")
                     : roles.size() == 1
                         ? fmt::format("the role {} has no members", roles[0])
                         : fmt::format("the roles {} have no members", join(roles, ", "));
    return hosts.qualifier("except") == nullptr ? who : who + " but those left out";
}

std::string unknown_member(const Surroundings& surroundings, const std::string& name) {
    if (not surroundings.inventory or name == surroundings.target.name
        or member_named(surroundings, name) != nullptr)
        return "";
    std::vector<std::string> known;
    for (const auto& target : surroundings.inventory->targets)
        known.push_back(target.name);
    return fmt::format("the inventory has no target {}{}", quoted(name), did_you_mean(name, known));
}

const Target* member_named(const Surroundings& surroundings, const std::string& name) {
    if (not surroundings.inventory)
        return nullptr;
    const auto& targets = surroundings.inventory->targets;
    const auto found = std::ranges::find(targets, name, &Target::name);
    return found == targets.end() ? nullptr : &*found;
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

BodyEnds no_one_target(const Location& where) {
    return {
        "a FLEET is about no one target",
        where,
        true,
        "for (auto host : hosts(\"app\")) goes through its members; var() has the variables of the "
        "run"};
}

}  // namespace muster
