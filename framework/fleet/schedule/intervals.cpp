#include "framework/fleet/schedule/intervals.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace muster {

Nanoseconds interval_of(
    const ScopedThing& thing, const std::vector<IntervalRule>& rules, Nanoseconds usual
) {
    for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule)
        if (is_in_scope(thing, rule->scope))
            return rule->every;
    return usual;
}

double phase_of_draw(std::uint32_t draw) {
    return draw / (double{std::numeric_limits<std::uint32_t>::max()} + 1);
}

std::string phase_text(double phase) {
    return fmt::format("{}", phase);
}

std::optional<double> phase_from(std::string_view text) {
    double phase = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), phase);
    if (trouble != std::errc() or end != text.data() + text.size())
        return std::nullopt;
    return phase >= 0 and phase < 1 ? std::optional(phase) : std::nullopt;
}

Instant next_on_grid(Instant now, Nanoseconds interval, double phase) {
    MUSTER_ASSERT(interval > Nanoseconds::zero() and phase >= 0 and phase < 1);
    const Nanoseconds shift(static_cast<std::int64_t>(phase * static_cast<double>(interval.count()))
    );
    const auto since_shift = now.time_since_epoch() - shift;
    // Rounded down for moments before 1970, too.
    auto into = since_shift % interval;
    if (into < Nanoseconds::zero())
        into += interval;
    return now - into + interval;
}

}  // namespace muster
