#include "framework/model/members.hpp"

#include <algorithm>

namespace muster {

namespace {

bool is_named(const Subject& hosts, const Target& member) {
    const bool has_role =
        hosts.names.empty() or std::ranges::any_of(hosts.names, [&](const Value& role) {
            return std::ranges::count(member.roles, to_plain(role)) > 0;
        });
    return has_role and std::ranges::none_of(hosts.qualifiers, [&](const Qualifier& qualifier) {
               return qualifier.name == "except"
                      and to_plain(std::get<Value>(qualifier.arguments.at(0))) == member.name;
           });
}

}  // namespace

std::vector<std::size_t> members_of(const Subject& hosts, const Inventory& inventory) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < inventory.targets.size(); ++i)
        if (is_named(hosts, inventory.targets[i]))
            places.push_back(i);
    return places;
}

bool may_be_nobody(const Subject& hosts) {
    return hosts.qualifier("or_none") != nullptr;
}

}  // namespace muster
