#include "framework/base/sqlite/sqlite.hpp"

#include <sqlite3.h>

#include <memory>

namespace muster {

namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { (void)::sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct EndStatement {
    void operator()(sqlite3_stmt* statement) const { (void)::sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, EndStatement>;

[[noreturn]] void refuse(sqlite3* database) {
    throw BadDatabase(::sqlite3_errmsg(database));
}

/// A schema of somebody else's may hold views and triggers, which are not run. `looks` counts how long it takes.
void restrain(sqlite3* database, int& looks) {
    constexpr int steps_between = 1'000'000;
    (void)::sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    (void)::sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    (void)::sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    (void)::sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    ::sqlite3_progress_handler(
        database,
        steps_between,
        [](void* counted) {
            constexpr int most_looks = 2'000;  // some seconds of work
            return ++*static_cast<int*>(counted) > most_looks ? 1 : 0;
        },
        &looks
    );
}

/// The file says whether it is read with a log beside it (SQLite file format, 1.3.3), which bytes in memory cannot be.
void forget_log(std::string& database) {
    constexpr std::size_t of_writing = 18;
    constexpr std::size_t of_reading = 19;
    if (database.size() > of_reading) {
        database[of_writing] = 1;
        database[of_reading] = 1;
    }
}

}  // namespace

void query_database(
    std::string database,
    const std::string& query,
    const std::function<void(std::string_view)>& take
) {
    forget_log(database);
    sqlite3* opened = nullptr;
    const int said =
        ::sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    const Database owner(opened);
    if (said != SQLITE_OK)
        throw BadDatabase("no memory for a database");
    int looks = 0;
    restrain(opened, looks);
    auto* const bytes = reinterpret_cast<unsigned char*>(database.data());
    const auto size = static_cast<sqlite3_int64>(database.size());
    if (::sqlite3_deserialize(opened, "main", bytes, size, size, SQLITE_DESERIALIZE_READONLY)
        != SQLITE_OK)
        refuse(opened);
    sqlite3_stmt* prepared = nullptr;
    if (::sqlite3_prepare_v2(opened, query.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
        refuse(opened);
    const Statement statement(prepared);
    int step = ::sqlite3_step(prepared);
    for (; step == SQLITE_ROW; step = ::sqlite3_step(prepared)) {
        const auto* blob = static_cast<const char*>(::sqlite3_column_blob(prepared, 0));
        take(
            {blob == nullptr ? "" : blob,
             static_cast<std::size_t>(::sqlite3_column_bytes(prepared, 0))}
        );
    }
    if (step != SQLITE_DONE)
        refuse(opened);
}

}  // namespace muster
