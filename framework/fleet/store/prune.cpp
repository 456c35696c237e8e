// How the store forgets.

#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/round_eraser.hpp"
#include "framework/fleet/store/silence_table.hpp"
#include "framework/fleet/store/store.hpp"

#include <algorithm>

namespace muster {

namespace {

// Some tens of milliseconds: as long as others wait for the lock. A fleet of a thousand that is asked each minute makes a
// thousand rows a minute.
constexpr std::int64_t most_rows = 5000;
constexpr std::int64_t most_pages = 2000;

std::int64_t used_bytes(Database& database) {
    const auto pages =
        database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
    return pages * database.number("PRAGMA page_size");
}

/// About how many rows: what is pruned leaves the front, so that nothing has to be counted.
std::int64_t rows_of(Database& database, const std::string& table) {
    return database.number(
        "SELECT ifnull((SELECT max(number) FROM " + table + ") - (SELECT min(number) FROM " + table
        + ") + 1, 0)"
    );
}

void erase_old(Database& database, Instant before) {
    RoundEraser(database).erase_before(before, most_rows);
    Statement events(
        database,
        "DELETE FROM event WHERE number IN (SELECT number FROM event WHERE at < ? ORDER BY at "
        "LIMIT ?)"
    );
    events.with(before, most_rows).run();
    delete_silences(database, before, most_rows);
}

void erase_oldest_events(Database& database, std::int64_t most) {
    Statement remove(
        database,
        "DELETE FROM event WHERE number IN (SELECT number FROM event ORDER BY number LIMIT ?)"
    );
    remove.with(most).run();
}

/// The share of the rows that the store is too large by; of the rest there may be enough room.
void erase_too_much(Database& database, std::int64_t used, std::int64_t wanted) {
    const auto rounds = rows_of(database, "round");
    const auto events = rows_of(database, "event");
    const double share = static_cast<double>(used - wanted) / static_cast<double>(used);
    const auto rows = static_cast<double>(std::max(rounds, events)) * share;
    const auto most = std::min(most_rows, static_cast<std::int64_t>(rows) + 1);
    if (rounds >= events)
        RoundEraser(database).erase_oldest(most);
    else
        erase_oldest_events(database, most);
}

}  // namespace

void Store::forget(const std::string& target) {
    Transaction transaction(*database_);
    RoundEraser(*database_).erase_all_of(target);
    for (const char* statement :
         {"DELETE FROM observation WHERE state IN (SELECT number FROM state WHERE target = ?)",
          "DELETE FROM state WHERE target = ?",
          "DELETE FROM event WHERE target = ?",
          "DELETE FROM target WHERE name = ?"})
        Statement(*database_, statement).with(target).run();
    transaction.commit();
}

void Store::prune(const Retention& retention, Instant now) {
    constexpr std::uint64_t largest = INT64_MAX;
    const auto wanted = static_cast<std::int64_t>(std::min(retention.bytes, largest));
    Transaction transaction(*database_);
    erase_old(*database_, now - retention.age);
    if (const auto used = used_bytes(*database_); used > wanted)
        erase_too_much(*database_, used, wanted);
    database_->run("PRAGMA incremental_vacuum(" + std::to_string(most_pages) + ")");
    transaction.commit();
}

}  // namespace muster
