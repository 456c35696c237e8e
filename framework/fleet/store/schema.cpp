#include "framework/fleet/store/schema.hpp"

#include "framework/base/error.hpp"
#include "framework/base/sqlite/statement.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

// "Must": file(1) and we know by it whose database this is (SQLite's file format, 1.3.13).
constexpr std::int64_t application = 0x4D757374;

// Times and durations are nanoseconds. Words are those of framework/fleet/state/watched.hpp. Numbers of what others name
// later (AUTOINCREMENT) are not used again: a message that was delivered late would end another one.
constexpr const char* tables = R"(
CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE target (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE, url TEXT NOT NULL, roles TEXT NOT NULL, behind TEXT NOT NULL,
    platform TEXT NOT NULL, identity TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_round INTEGER NOT NULL, took INTEGER NOT NULL,
    exchanges INTEGER NOT NULL, late INTEGER NOT NULL, retired INTEGER NOT NULL, notices TEXT NOT NULL
);

CREATE TABLE state (
    number INTEGER PRIMARY KEY,
    target TEXT NOT NULL, id TEXT NOT NULL, standing TEXT NOT NULL, settled TEXT NOT NULL,
    attempt INTEGER NOT NULL, since INTEGER NOT NULL, changed INTEGER NOT NULL, last INTEGER NOT NULL,
    recent INTEGER NOT NULL, results INTEGER NOT NULL, flapping INTEGER NOT NULL,
    told INTEGER NOT NULL, told_at INTEGER NOT NULL, told_flapping INTEGER NOT NULL, followed TEXT,
    UNIQUE (target, id)
);
-- Apart from states, which are small and change with each result: most results are the same as before.
CREATE TABLE observation (state INTEGER PRIMARY KEY, content TEXT NOT NULL);

CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL, target TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
    from_standing TEXT NOT NULL, to_standing TEXT NOT NULL,
    was TEXT NOT NULL, is_now TEXT NOT NULL, statement TEXT NOT NULL, who TEXT NOT NULL
);
CREATE INDEX event_at ON event (at);
CREATE INDEX event_of_target ON event (target, at);

CREATE TABLE silence (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, target TEXT NOT NULL, role TEXT NOT NULL, id TEXT NOT NULL,
    begin INTEGER NOT NULL, until INTEGER NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL
);

CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL, content TEXT NOT NULL, created INTEGER NOT NULL,
    next_try INTEGER NOT NULL, tries INTEGER NOT NULL, trouble TEXT NOT NULL
);

CREATE TABLE snapshot (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, content TEXT NOT NULL
);
-- By far the most rows: a fleet of a thousand has a million a day.
CREATE TABLE round (
    number INTEGER PRIMARY KEY, target INTEGER NOT NULL, at INTEGER NOT NULL, took INTEGER NOT NULL,
    snapshot INTEGER
);
CREATE UNIQUE INDEX round_of_target ON round (target, at);
CREATE INDEX round_of_snapshot ON round (snapshot);
)";

/// What a file says it is. One statement, and so of one moment: another process may be making the store.
struct Found {
    std::int64_t application = 0;
    std::int64_t version = 0;
    std::int64_t tables = 0;

    bool is_empty() const { return application == 0 and version == 0 and tables == 0; }
};

Found look_at(Database& database) {
    Statement select(
        database,
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_application_id, pragma_user_version"
    );
    Found found;
    MUSTER_ASSERT(select.step());
    select.into(found.application, found.version, found.tables);
    return found;
}

[[noreturn]] void refuse_stranger(const Database& database) {
    throw Broken(
        "this is no store of Muster's", {database.file(), 0, 0}, "name another file, which is made"
    );
}

[[noreturn]] void refuse_newer(const Database& database, std::int64_t version) {
    throw Broken(
        fmt::format(
            "a newer Muster wrote this store: it is of version {}, this Muster reads up to {}",
            version,
            store_version
        ),
        {database.file(), 0, 0},
        fmt::format("install a Muster that reads stores of version {}", version)
    );
}

/// Whether it is a store that can be used as it is.
bool is_store(const Database& database, const Found& found) {
    if (found.application != application)
        return false;
    const auto version = found.version;
    if (version > store_version)
        refuse_newer(database, version);
    return version == store_version;
}

}  // namespace

void prepare_store(Database& database, Database::Access access) {
    const auto found = look_at(database);
    if (is_store(database, found)) {
        database.use_log();
        return;
    }
    if (access == Database::Access::open or not found.is_empty())
        refuse_stranger(database);
    // Room is given back a little at a time; this has to be said before anything is in the file.
    database.run("PRAGMA auto_vacuum = INCREMENTAL");
    database.use_log();
    Transaction transaction(database);
    const auto before = look_at(database);
    if (is_store(database, before))
        return;  // another process was faster
    if (not before.is_empty())
        refuse_stranger(database);
    database.run(tables);
    database.run(fmt::format(
        "PRAGMA application_id = {}; PRAGMA user_version = {}", application, store_version
    ));
    transaction.commit();
}

}  // namespace muster
