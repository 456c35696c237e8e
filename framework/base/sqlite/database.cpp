#include "framework/base/sqlite/database.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/sqlite/statement.hpp"

#include <climits>
#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace muster {

namespace {

constexpr mode_t owner_only = 0600;

std::string system_text(int error) {
    return std::generic_category().message(error);
}

/// SQLite gives the files beside it the mode of this one. A file that is there is not opened here: closing it would give
/// up the locks that this process has on it by another connection (fcntl(2)).
void make_file(const std::string& file) {
    const FileDescriptor made(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only)
    );
    if (not made and errno != EEXIST)
        throw DatabaseTrouble(fmt::format("{}: {}", file, system_text(errno)));
    if (made and ::fchmod(made.number(), owner_only) != 0)
        throw DatabaseTrouble(fmt::format("{}: {}", file, system_text(errno)));
}

/// SQLite takes "", ":memory:" and "file:…" for something else than files.
std::string as_path(const std::string& file) {
    return file.starts_with('/') ? file : "./" + file;
}

int milliseconds(Nanoseconds duration) {
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    return static_cast<int>(std::clamp<std::int64_t>(whole, 0, INT_MAX));
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
    // With no statement open it always succeeds; statements do not outlive their database.
    (void)::sqlite3_close(handle);
}

Database::Database(const std::string& file, Access access, Nanoseconds patience)
    : file_(file), patience_(patience) {
    if (access == Access::create)
        make_file(file);
    sqlite3* opened = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const int said = ::sqlite3_open_v2(as_path(file).c_str(), &opened, flags, nullptr);
    handle_.reset(opened);
    if (opened == nullptr)
        throw DatabaseTrouble(file + ": no memory for a database");
    if (said != SQLITE_OK)
        refuse();
    (void)::sqlite3_busy_timeout(opened, milliseconds(patience));
    // A file may be damaged, or have been brought by somebody: nothing that its schema says is run.
    (void)::sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    (void)::sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    (void)::sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    (void)::sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    run("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY");
}

void Database::use_log() {
    Statement statement(*this, "PRAGMA journal_mode = WAL");
    std::string mode;
    if (statement.step())
        statement.into(mode);
    if (mode != "wal")
        throw DatabaseTrouble(file_ + ": no write-ahead log can be had there; is it on a network?");
    // Killing the process loses nothing that was committed: it has been written, and the kernel has it. Only when the
    // machine itself dies the last transactions may be missing, each as a whole (SQLite's manual, "PRAGMA synchronous").
    // FULL would wait for the disk at each round.
    run("PRAGMA synchronous = NORMAL");
}

void Database::run(const std::string& statements) {
    if (::sqlite3_exec(handle(), statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        refuse();
}

std::int64_t Database::number(const std::string& query) {
    Statement statement(*this, query);
    std::int64_t number = 0;
    MUSTER_ASSERT(statement.step());
    statement.into(number);
    return number;
}

std::int64_t Database::last_row() const {
    return ::sqlite3_last_insert_rowid(handle_.get());
}

std::size_t Database::changed() const {
    return static_cast<std::size_t>(::sqlite3_changes(handle_.get()));
}

bool Database::is_in_transaction() const {
    return ::sqlite3_get_autocommit(handle_.get()) == 0;
}

void Database::refuse() const {
    const int code =
        ::sqlite3_errcode(handle_.get()) & 0xff;  // what is above says more of the same
    const auto waited = to_words(patience_);
    if (code == SQLITE_BUSY)
        throw DatabaseTrouble(
            file_ + ": another process has held its lock for more than " + waited
        );
    auto text = fmt::format("{}: {}", file_, ::sqlite3_errmsg(handle_.get()));
    if (code == SQLITE_CANTOPEN)
        text += fmt::format(" ({})", system_text(::sqlite3_system_errno(handle_.get())));
    if (code == SQLITE_IOERR)  // reading, writing, locking … (sqlite.org/rescode.html)
        text += fmt::format(" (code {})", ::sqlite3_extended_errcode(handle_.get()));
    throw DatabaseTrouble(text);
}

Transaction::Transaction(Database& database) : database_(database) {
    database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // SQLite has given it up by itself after some errors. Undoing reads and writes nothing that could fail.
    if (database_.is_in_transaction())
        (void)::sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.run("COMMIT");
}

}  // namespace muster
