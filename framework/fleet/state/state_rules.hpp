#pragma once

#include "framework/base/clock.hpp"

namespace muster {

/// How results become a state that somebody is told of.
struct StateRules {
    Nanoseconds interval = std::chrono::seconds(60);
    Nanoseconds retry_after = std::chrono::seconds(15);
    int attempts = 3;
    bool flapping = true;
    int flapping_low = 25;   ///< percent: below it is steady again
    int flapping_high = 30;  ///< percent: above it flaps
    int stale_after = 3;     ///< intervals without a result
    Nanoseconds grace =
        std::chrono::minutes(5);  ///< a target that is new is not told of for so long
};

}  // namespace muster
