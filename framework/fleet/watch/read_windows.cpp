#include "framework/base/display.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/watch/read_parts.hpp"
#include "framework/fleet/watch/watch_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Days by the place of their word in the table, which begins with Monday.
std::vector<std::chrono::weekday> days_of(const WatchReader& map, const Yaml& node) {
    const auto& words = watch_key(watch_section("window"), "days").words;
    std::vector<std::chrono::weekday> days;
    for (const auto& one : one_or_more(node)) {
        const auto word = map.choice_at(one, "days");
        const auto place = std::ranges::find(words, word) - words.begin();
        days.emplace_back(static_cast<unsigned>(place) + 1);
    }
    if (days.empty())
        throw Broken("days is an empty list", node.where, "leave it out for each day");
    return days;
}

/// A time of day or a moment.
struct WindowEdge {
    std::optional<Nanoseconds> of_day;
    std::optional<Instant> moment;
};

WindowEdge edge_of(const Yaml& node, std::string_view key) {
    const auto& text = scalar_of(node, key);
    WindowEdge edge{time_of_day(text), {}};
    // A bare day has no hour; whoever means midnight says where.
    if (not edge.of_day and text.find(':') != std::string::npos)
        edge.moment = from_iso8601(text);
    if (not edge.of_day and not edge.moment)
        throw Broken(
            fmt::format("{}: {} is neither a time of day nor a moment", key, quoted(text)),
            node.where,
            "write \"02:30\", or 2026-12-31T22:00:00+09:00"
        );
    return edge;
}

void set_times_of_day(const WatchReader& map, MaintenanceWindow& window) {
    if (window.from == window.to)
        throw Broken("from and to are one time", map.where(), "from 00:00 to 24:00 is a whole day");
    if (window.from >= std::chrono::hours(24))
        throw Broken("no window begins at 24:00", map.find("from")->where, "write 00:00");
}

void set_moments(const WatchReader& map, MaintenanceWindow& window) {
    if (*window.once_to <= *window.once_from)
        throw Broken("to is not after from", map.find("to")->where);
    for (const std::string_view key : {"days", "zone"})
        if (const auto* node = map.find(key))
            map.slips().add(Broken(fmt::format("a window with moments has no {}", key), node->where)
            );
}

void read_times(const WatchReader& map, MaintenanceWindow& window) {
    std::optional<WindowEdge> from;
    std::optional<WindowEdge> to;
    map.with("from", [&](const Yaml& node) { from = edge_of(node, "from"); });
    map.with("to", [&](const Yaml& node) { to = edge_of(node, "to"); });
    if (not from or not to)
        return;
    map.slips().take([&] {
        if (from->of_day.has_value() != to->of_day.has_value())
            throw Broken("from and to are two times of day, or two moments", map.where());
        window.from = from->of_day.value_or(Nanoseconds::zero());
        window.to = to->of_day.value_or(Nanoseconds::zero());
        window.once_from = from->moment;
        window.once_to = to->moment;
        if (window.once_from)
            set_moments(map, window);
        else
            set_times_of_day(map, window);
    });
}

}  // namespace

void read_windows(const WatchReader& file, WatchFile& watch) {
    file.with_each("maintenance", [&](const Yaml& item) {
        const WatchReader map(item, "window", file.slips());
        MaintenanceWindow window{.scope = scope_of(map), .where = map.where()};
        map.with("days", [&](const Yaml& node) { window.days = days_of(map, node); });
        map.with("zone", [&](const Yaml& node) { window.zone = zone_at(node); });
        map.read("reason", window.reason);
        read_times(map, window);
        watch.maintenance.push_back(std::move(window));
    });
}

}  // namespace muster
