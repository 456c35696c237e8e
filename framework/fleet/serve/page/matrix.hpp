#pragma once

#include "framework/fleet/serve/overview.hpp"
#include "framework/fleet/serve/page/markup.hpp"

namespace muster {

/// Targets by specs, a table for each role (targets of several roles stand where they are first): roles and targets with
/// problems come first, targets on which all is well are folded into one row.
Markup fleet_matrix(const Overview& overview);

}  // namespace muster
