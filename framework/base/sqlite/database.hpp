#pragma once

// SQLite databases of our own, which several processes read and write at once. Those of others are read by sqlite.hpp.

#include "framework/base/clock.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

struct sqlite3;

namespace muster {

/// What SQLite could not do, with the file and the reason: "muster.db: database or disk is full". The database can be
/// used on: what a transaction had written by then is undone.
struct DatabaseTrouble : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An open database. One object for one thread at a time. Everything throws DatabaseTrouble.
class Database {
public:
    enum class Access {
        create,  ///< made where it is not there, for its owner alone (0600), whatever the umask
        open,    ///< it has to be there
    };
    /// Waits for a lock of another process for `patience` at most. Nothing is written to a file that is there.
    Database(const std::string& file, Access access, Nanoseconds patience);

    /// Writes through a write-ahead log from now on: who reads does not wait for who writes. Not within a transaction.
    void use_log();

    /// Runs statements that give no rows.
    void run(const std::string& statements);
    /// The first column of the first row; Mistake where there is none.
    std::int64_t number(const std::string& query);
    std::int64_t last_row() const;  ///< the row id that the last INSERT gave
    std::size_t changed() const;    ///< rows by the last INSERT, UPDATE or DELETE
    bool is_in_transaction() const;

    const std::string& file() const { return file_; }
    sqlite3* handle() { return handle_.get(); }
    /// Throws what went wrong last.
    [[noreturn]] void refuse() const;

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::string file_;
    Nanoseconds patience_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// All or nothing: what is not committed by the end of the block is undone. Takes the lock for writing at once, so that
/// it need not be given up halfway.
class Transaction {
public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Database& database_;
};

}  // namespace muster
