#include "framework/fleet/schedule/maintenance.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using std::chrono::days;

TimeZone zone_of_window(const MaintenanceWindow& window) {
    const auto zone = time_zone_named(window.zone.empty() ? "UTC" : window.zone);
    if (not zone)
        throw Broken(fmt::format("{} is no time zone here", quoted(window.zone)), window.where);
    return *zone;
}

}  // namespace

Maintenance::Maintenance(std::vector<MaintenanceWindow> windows) {
    for (auto& window : windows) {
        const auto zone = zone_of_window(window);
        windows_.push_back({std::move(window), zone});
    }
}

std::optional<Instant> Maintenance::Window::end_of_day_at(
    std::chrono::local_days day, Instant moment
) const {
    if (not said.days.empty() and std::ranges::count(said.days, std::chrono::weekday(day)) == 0)
        return std::nullopt;
    const auto ends_on = said.to <= said.from ? day + days(1) : day;
    const auto begin = zone.instant_of(LocalTime(day) + said.from, TimeZone::Repeated::first);
    const auto end = zone.instant_of(LocalTime(ends_on) + said.to, TimeZone::Repeated::second);
    return begin <= moment and moment < end ? std::optional(end) : std::nullopt;
}

std::optional<Instant> Maintenance::Window::end_at(Instant moment) const {
    if (said.once_from and said.once_to)
        return *said.once_from <= moment and moment < *said.once_to ? said.once_to : std::nullopt;
    // One that began yesterday may last past midnight; clocks put back across midnight show a day that has begun already as
    // the day before.
    const auto today = std::chrono::floor<days>(zone.local(moment));
    std::optional<Instant> latest;
    for (const int apart : {-1, 0, 1})
        latest = std::max(latest, end_of_day_at(today + days(apart), moment));
    return latest;
}

std::optional<Ongoing> Maintenance::last_end(const ScopedThing& thing, Instant moment) const {
    std::optional<Ongoing> last;
    for (const auto& window : windows_) {
        if (not is_in_scope(thing, window.said.scope))
            continue;
        const auto end = window.end_at(moment);
        if (end and (not last or *end > last->until))
            last = Ongoing{*end, window.said.reason};
    }
    return last;
}

std::optional<Ongoing> Maintenance::ongoing(const ScopedThing& thing, Instant now) const {
    constexpr auto far = days(365);
    constexpr int most_windows = 1000;
    auto whole = last_end(thing, now);
    for (int i = 1; i < most_windows and whole and whole->until - now < far; ++i) {
        const auto next = last_end(thing, whole->until);
        if (not next)
            break;
        whole = next;
    }
    return whole;
}

}  // namespace muster
