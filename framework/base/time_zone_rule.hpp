#pragma once

// The rule that a file of a time zone ends with: how its clocks go for ever after.

#include <chrono>
#include <optional>
#include <string_view>

namespace muster {

/// A moment of each year at which clocks are changed: a day, and a time of that day that may lie beyond it.
struct YearlyChange {
    enum class Day {
        of_month,       ///< `M3.5.0`: the fifth, or the last, Sunday of March
        without_leaps,  ///< `J60`: 1 to 365, and 29 February is never counted
        of_year,        ///< `59`: 0 to 365
    };
    Day kind = Day::of_month;
    unsigned month = 0;
    unsigned week = 0;
    unsigned day = 0;  ///< of the week, 0 is Sunday; or of the year
    std::chrono::seconds at = std::chrono::hours(2);
};

/// The rule of `CET-1CEST,M3.5.0,M10.5.0/3`. Seconds are east of Greenwich.
struct TimeZoneRule {
    std::chrono::seconds standard{0};
    std::optional<std::chrono::seconds> daylight = {};  ///< nothing: clocks are never changed
    YearlyChange begin = {};
    YearlyChange end = {};

    std::chrono::seconds offset_at(std::chrono::sys_seconds moment) const;
};

/// Reads a TZ string of POSIX (XBD 8.3), with hours up to 167 as RFC 8536 3.3.1 has them. Nothing for what is none, and for
/// summer time without the days of its changes: there they would be those of another country.
std::optional<TimeZoneRule> time_zone_rule_from(std::string_view text);

}  // namespace muster
