#include "framework/fleet/serve/health.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

LoopVerdict loop_verdict(const Overview& overview, Nanoseconds interval) {
    constexpr int intervals = 3;
    const auto& health = overview.health;
    const bool has_targets = std::ranges::any_of(overview.targets, [](const WatchedTarget& target) {
        return not target.target.retired;
    });
    const auto last = std::max(health.started, health.last_round);
    const auto silent = overview.now - last;
    if (not has_targets or silent <= intervals * interval)
        return {true, ""};
    return {
        false,
        fmt::format(
            "no round ended for {}; the interval is {}", to_words(silent), to_words(interval)
        )};
}

}  // namespace muster
