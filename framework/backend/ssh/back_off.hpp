#pragma once

#include "framework/backend/ssh/turned_away.hpp"
#include "framework/base/clock.hpp"

namespace muster {

/// Waits for half to one and a half of `pause`, drawn, so that those who were turned away together do not come back
/// together. False, at once, where that would use up the deadline.
bool wait_about(Nanoseconds pause, Deadline deadline);

/// What `attempt` gives; where it is turned away it is made again, five times in growing pauses. In all 3.1 s: as long as
/// the logins before us take, and not so long that everybody waits for a server that is shut.
template<class Attempt>
auto with_back_off(Deadline deadline, const Attempt& attempt) -> decltype(attempt()) {
    constexpr Nanoseconds first = std::chrono::milliseconds(100);
    constexpr Nanoseconds last = std::chrono::milliseconds(1600);
    for (auto pause = first; pause <= last; pause *= 2) {
        try {
            return attempt();
        } catch (const TurnedAway&) {
            if (not wait_about(pause, deadline))
                throw;
        }
    }
    return attempt();
}

}  // namespace muster
