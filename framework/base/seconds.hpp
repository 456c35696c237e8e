#pragma once

#include "framework/base/clock.hpp"

#include <limits>

namespace muster {

/// Seconds that a target says, as nanoseconds; nothing of what is beyond their 292 years.
constexpr std::optional<Nanoseconds> nanoseconds_of_seconds(std::int64_t seconds) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
    if (seconds > most or seconds < -most)
        return std::nullopt;
    return std::chrono::seconds(seconds);
}

}  // namespace muster
