#pragma once

// Time zones by the files of the system, so that neither TZ nor the zone of the monitoring node says what "02:00" means.
//
// The standard library of g++ 12 has no time zones, and localtime(3) knows one zone at a time, by the environment. The
// files are TZif (RFC 8536), which tzdata installs below /usr/share/zoneinfo.

#include "framework/base/clock.hpp"
#include "framework/base/time_zone_rule.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What the clocks on the wall show.
using LocalTime = std::chrono::local_time<Nanoseconds>;

class TimeZone {
public:
    /// UTC, which needs no file.
    TimeZone() = default;

    /// East of Greenwich.
    std::chrono::seconds offset_at(Instant moment) const;
    LocalTime local(Instant moment) const;

    /// Which one is meant of an hour that comes twice, when clocks are put back.
    enum class Repeated { first, second };
    /// When the clocks show this time. A time that never comes, as clocks are put forward over it, is the moment at which
    /// they are.
    Instant instant_of(LocalTime time, Repeated which) const;

private:
    friend std::optional<TimeZone> time_zone_from(std::string_view tzif);
    std::chrono::seconds offset_in_second(std::int64_t unix_seconds) const;

    /// From this second of Unix on clocks are so far from UTC.
    struct Change {
        std::int64_t second;
        std::chrono::seconds offset;
    };
    std::chrono::seconds before_{0};     ///< all changes
    std::vector<Change> changes_;        ///< in order
    std::optional<TimeZoneRule> after_;  ///< all changes; without it the last one holds
};

/// The content of a TZif file of version 1 to 4. Nothing for what is none, and for one of the clocks below `right/`, which
/// count leap seconds as no other clock here does.
std::optional<TimeZone> time_zone_from(std::string_view tzif);

constexpr std::string_view zones_folder = "/usr/share/zoneinfo";

/// "Asia/Tokyo"; "UTC" wherever it is. Nothing where there is no such zone, or no such folder.
std::optional<TimeZone> time_zone_named(
    std::string_view name, std::string_view folder = zones_folder
);

/// The zones that `zone.tab` has, to guess what was meant; none where there is no such file.
std::vector<std::string> time_zone_names(std::string_view folder = zones_folder);

}  // namespace muster
