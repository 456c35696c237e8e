#include "framework/fleet/store/history_table.hpp"

#include "framework/base/display.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/stored_json.hpp"

#include <algorithm>

namespace muster {

namespace {

// The newest come first, so that reading can stop; an index has them in that order.
constexpr const char* select_events =
    "SELECT number, at, target, id, kind, from_standing, to_standing, was, is_now, statement, who"
    " FROM event WHERE at BETWEEN ? AND ?";
constexpr const char* of_one_target = " AND target = ?";
constexpr const char* newest_first = " ORDER BY at DESC, number DESC";

bool fits(const std::optional<std::string>& wanted, const std::string& text) {
    return not wanted or *wanted == text
           or (is_glob(*wanted) and glob_matches(*wanted, text, GlobOf::texts));
}

bool fits(const HistoryQuery& query, const Event& event) {
    const bool is_kind = query.kinds.empty() or std::ranges::count(query.kinds, event.kind) > 0;
    return is_kind and fits(query.target, event.of.target) and fits(query.id, event.of.id);
}

Event event_of(Statement& row) {
    Event event;
    std::string kind;
    std::string from;
    std::string to;
    row.into(
        event.number,
        event.at,
        event.of.target,
        event.of.id,
        kind,
        from,
        to,
        event.was,
        event.is,
        event.statement,
        event.who
    );
    const auto known = event_kind_named(kind);
    if (not known)
        throw Broken("no event is called " + quoted(kind));
    event.kind = *known;
    event.from = standing_from_store(from);
    event.to = standing_from_store(to);
    return event;
}

}  // namespace

std::int64_t write_events(Database& database, const std::vector<Event>& events) {
    Statement insert(
        database,
        "INSERT INTO event (at, target, id, kind, from_standing, to_standing, was, is_now, "
        "statement,"
        " who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    );
    for (const auto& event : events)
        insert
            .with(
                event.at,
                event.of.target,
                event.of.id,
                name(event.kind),
                name(event.from),
                name(event.to),
                event.was,
                event.is,
                event.statement,
                event.who
            )
            .run();
    return events.empty() ? 0 : database.last_row();
}

std::vector<Event> read_history(Database& database, const HistoryQuery& query) {
    const auto since = query.since.value_or(Instant::min());
    const auto until = query.until.value_or(Instant::max());
    const bool is_of_one = query.target and not is_glob(*query.target);
    const std::string sql = select_events;
    Statement select(database, sql + (is_of_one ? of_one_target : "") + newest_first);
    if (is_of_one)
        select.with(since, until, *query.target);
    else
        select.with(since, until);
    std::vector<Event> events;
    while (events.size() < query.most and select.step()) {
        auto event = event_of(select);
        if (fits(query, event))
            events.push_back(std::move(event));
    }
    std::ranges::reverse(events);
    return events;
}

}  // namespace muster
