#pragma once

#include "framework/fleet/schedule/scope.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// How often a thing is asked: as the last rule says that fits it, else as `usual`.
Nanoseconds interval_of(
    const ScopedThing& thing, const std::vector<IntervalRule>& rules, Nanoseconds usual
);

/// Where in its interval a target is asked: a fraction in [0, 1) that is drawn once and kept, so that a fleet is spread over
/// the interval and each target is asked at the same moments after a restart.
double phase_of_draw(std::uint32_t draw);
/// As it is kept, and read again: nothing for what is none.
std::string phase_text(double phase);
std::optional<double> phase_from(std::string_view text);

/// The first moment after `now` of those that lie `phase` into an interval, counted from the beginning of Unix's time.
Instant next_on_grid(Instant now, Nanoseconds interval, double phase);

}  // namespace muster
