#include "framework/fleet/store/silence_table.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/sqlite/statement.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

// The epoch is the end of an ack that holds as long as the problem: it has none until somebody ends it.
constexpr const char* unended = "(until > ? OR (until = 0 AND kind = 'ack'))";

std::string_view word_of(Silence::Kind kind) {
    return kind == Silence::Kind::ack ? "ack" : "silence";
}

Silence::Kind kind_of(const std::string& word) {
    for (const auto kind : {Silence::Kind::silence, Silence::Kind::ack})
        if (word == word_of(kind))
            return kind;
    throw Broken("no silence is called " + quoted(word));
}

Silence silence_of(Statement& row) {
    Silence silence;
    std::string kind;
    row.into(
        silence.number,
        kind,
        silence.target,
        silence.role,
        silence.id,
        silence.from,
        silence.until,
        silence.reason,
        silence.who
    );
    silence.kind = kind_of(kind);
    return silence;
}

}  // namespace

std::int64_t write_silence(Database& database, const Silence& silence) {
    Statement insert(
        database,
        "INSERT INTO silence (kind, target, role, id, begin, until, reason, who)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    );
    insert
        .with(
            word_of(silence.kind),
            silence.target,
            silence.role,
            silence.id,
            silence.from,
            silence.until,
            silence.reason,
            silence.who
        )
        .run();
    return database.last_row();
}

std::vector<Silence> read_silences(Database& database, Instant now) {
    Statement select(
        database,
        fmt::format(
            "SELECT number, kind, target, role, id, begin, until, reason, who FROM silence WHERE {}"
            " ORDER BY number",
            unended
        )
    );
    select.with(now);
    std::vector<Silence> silences;
    while (select.step())
        silences.push_back(silence_of(select));
    return silences;
}

void end_silence(Database& database, std::int64_t number, Instant now) {
    Statement update(
        database, fmt::format("UPDATE silence SET until = ? WHERE number = ? AND {}", unended)
    );
    update.with(now, number, now).run();
}

void delete_silences(Database& database, Instant before, std::int64_t most) {
    Statement remove(
        database,
        fmt::format(
            "DELETE FROM silence WHERE number IN (SELECT number FROM silence WHERE NOT {} LIMIT ?)",
            unended
        )
    );
    remove.with(before - Nanoseconds(1), most).run();  // one that ended just then is not older
}

}  // namespace muster
