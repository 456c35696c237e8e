#include "framework/fleet/serve/health.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

LoopVerdict loop_verdict(const Overview& overview) {
    const auto& health = overview.health;
    if (health.is_well)
        return {true, ""};
    const auto silent = overview.now - std::max(health.started, health.last_round);
    return {
        false,
        fmt::format(
            "no round ended for {}; the interval is {}",
            to_words(silent),
            to_words(overview.interval)
        )};
}

}  // namespace muster
