#include "framework/spec/yaml/hosts.hpp"

#include "framework/base/display.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/model/members.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/yaml/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

void require_loop_keys(const Yaml::Mapping& named) {
    for (const auto& member : std::span(named).subspan(1))
        if (std::ranges::count(member_loop_keys, member.key) == 0)
            refuse_key(
                member,
                "hosts",
                std::vector<std::string>(member_loop_keys.begin(), member_loop_keys.end())
            );
}

/// `hosts(…)` of C++.
Subject subject_of(const Yaml::Mapping& named, const Scope& scope) {
    Subject hosts{"hosts", {}};
    for (const auto& node : one_or_more(named.front().value)) {
        if (node.as<std::monostate>() != nullptr)
            continue;  // all of them
        auto role = scope.text(node);
        if (role.empty())
            continue;
        require_known_role(scope.surroundings(), role, node.where);
        hosts.names.emplace_back(std::move(role));
    }
    if (const auto* except = find_member(named, "except"))
        for (const auto& node : one_or_more(except->value)) {
            auto name = scope.text(node);
            if (const auto why = unknown_member(scope.surroundings(), name); not why.empty())
                throw BodyEnds{why, node.where, true, ""};
            hosts.qualifiers.push_back({"except", {Value(std::move(name))}});
        }
    if (const auto* or_none = find_member(named, "or_none");
        or_none != nullptr and flag_of(or_none->value, "or_none"))
        hosts.qualifiers.push_back({"or_none", {}});
    return hosts;
}

}  // namespace

NamedMembers members_of(const Yaml::Mapping& named, const Scope& scope) {
    require_loop_keys(named);
    const auto hosts = subject_of(named, scope);
    const auto& inventory = scope.surroundings().inventory;
    NamedMembers found{{}, why_nobody(scope.surroundings(), hosts)};
    if (inventory)
        for (const auto place : members_of(hosts, *inventory))
            found.members.push_back(&inventory->targets[place]);
    return found;
}

bool names_members(const Yaml& node) {
    const auto* mapping = node.as<Yaml::Mapping>();
    return mapping != nullptr and not mapping->empty() and mapping->front().key == "hosts";
}

std::string member_of(const Yaml& node, const Scope& scope) {
    auto text = scope.text(node);
    if (const auto* looped = scope.find_name(text)) {
        const auto* json = std::get_if<Json>(&looped->content);
        const auto* name = json == nullptr ? nullptr : json->find("name");
        if (name != nullptr and name->as<std::string>() != nullptr)
            return *name->as<std::string>();
    }
    if (member_named(scope.surroundings(), text) != nullptr)
        return text;
    const bool is_told = scope.surroundings().inventory != nullptr;
    throw BodyEnds{
        is_told ? unknown_member(scope.surroundings(), text)
                : "no inventory: it knows no " + quoted(text),
        node.where,
        is_told,
        "a member is named as in the inventory, or by the name of a loop over hosts"};
}

}  // namespace muster
