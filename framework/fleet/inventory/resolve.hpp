#pragma once

#include "framework/fleet/inventory/entry.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// The networks that an address lies in, by their names.
std::set<std::string> networks_of(std::string_view address, std::span<const NamedNetwork> networks);

/// Puts together what several files say. Of one thing the later file wins over the earlier; a target's own word wins
/// over its roles', theirs over that of all targets. Addresses are filed under the networks that are named anywhere.
/// Throws Broken where two roles of a target set a variable to two values and the target none, where an address lies in
/// no network or the target has two in one, and where the network to connect over is none of the target's.
Inventory resolved(std::span<const InventoryPart> parts);

}  // namespace muster
