#pragma once

#include "framework/model/fact.hpp"
#include "framework/model/target.hpp"

#include <cstddef>
#include <vector>

namespace muster {

/// Whom `hosts("app", "db").except("db1")` names, as places in the inventory and in its order; without a role all. What
/// `where` asks is not looked at: nobody has been asked yet.
std::vector<std::size_t> members_of(const Subject& hosts, const Inventory& inventory);

/// `or_none`: nobody being there is no mistake.
bool may_be_nobody(const Subject& hosts);

}  // namespace muster
