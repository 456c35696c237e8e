#pragma once

#include "framework/fleet/serve/overview.hpp"
#include "framework/model/outcome.hpp"

#include <optional>
#include <string>

namespace muster {

/// What the last rounds found as a report, for the reporters: of one target, or of all that are in the inventory. What
/// was never asked, or not for too long, is errored and says so. Nothing where no target is called so.
std::optional<RunReport> last_rounds(
    const Overview& overview, const std::optional<std::string>& target = {}
);

}  // namespace muster
