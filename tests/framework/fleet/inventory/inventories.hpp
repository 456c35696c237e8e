#pragma once

// Inventories from texts, for tests.

#include "framework/fleet/inventory/resolve.hpp"
#include "framework/fleet/inventory/yaml_inventory.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace muster::tests {

inline InventoryPart part_of(std::string_view yaml, const std::string& file = "inventory.yaml") {
    return inventory_from(parse_yaml(yaml, file).front());
}

inline Inventory inventory_of(std::string_view yaml) {
    return resolved(std::vector<InventoryPart>{part_of(yaml)});
}

/// Throws std::out_of_range where there is none.
inline const Target& target_of(const Inventory& inventory, std::string_view name) {
    const auto found = std::ranges::find(inventory.targets, name, &Target::name);
    if (found == inventory.targets.end())
        throw std::out_of_range(std::string(name));
    return *found;
}

inline std::vector<std::string> names_of(const Inventory& inventory) {
    std::vector<std::string> names;
    for (const auto& target : inventory.targets)
        names.push_back(target.name);
    return names;
}

/// What a call that is to be refused is refused with; empty when it was not.
template<class Call>
std::string refusal_of(const Call& call) {
    try {
        (void)call();
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "";
}

}  // namespace muster::tests
