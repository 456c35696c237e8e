#pragma once

#include "framework/fleet/serve/overview.hpp"
#include "framework/model/outcome.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace muster {

/// By what a loop knows whether it is well itself: rounds begin when they are due, and those that have begun end.
class Vitals {
public:
    explicit Vitals(Instant now) : started_(now), awake_since_(now), last_turn_(now), sign_(now) {}

    /// A turn of the loop, with so many rounds on their way; whether the machine slept before it, or its clock was set.
    bool turn(std::size_t running, Instant now) {
        constexpr auto longest_turn = std::chrono::seconds(30);
        constexpr auto trimmed_back = std::chrono::seconds(1);
        const bool slept = now - last_turn_ > longest_turn or now < last_turn_ - trimmed_back;
        last_turn_ = now;
        if (slept)
            awake_since_ = now;
        if (slept or running == 0)
            sign_ = now;
        return slept;
    }
    void round_ended(const TargetReport& report, Instant now) {
        ++rounds_;
        exchanges_ += report.exchanges;
        last_round_ = sign_ = now;
    }

    /// `next` is when a round is due next, if any; a round takes `timeout` at most.
    bool is_well(
        std::optional<Instant> next, Nanoseconds interval, Nanoseconds timeout, Instant now
    ) const {
        const auto patience = interval * 3;
        return (not next or now - *next < patience) and now - sign_ < patience + timeout;
    }

    /// Since when nobody slept and no clock was set.
    Instant awake_since() const { return awake_since_; }

    void tell(LoopHealth& health) const {
        health.started = started_;
        health.last_round = last_round_;
        health.rounds = rounds_;
        health.exchanges = exchanges_;
    }

private:
    const Instant started_;
    Instant awake_since_;
    Instant last_turn_;
    Instant sign_;  ///< a round ended, or none was on its way
    Instant last_round_{};
    std::uint64_t rounds_ = 0;
    std::uint64_t exchanges_ = 0;
};

}  // namespace muster
