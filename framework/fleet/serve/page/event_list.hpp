#pragma once

#include "framework/fleet/serve/page/views.hpp"

namespace muster {

/// The newest events that fit, the newest first; says so where there are none.
Markup event_list(const Overview& overview, const EventFilter& filter, std::size_t most);

}  // namespace muster
