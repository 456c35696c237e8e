#pragma once

#include "framework/base/json/json.hpp"
#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/state/watched.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// A message that is to be delivered, as the outbox keeps it until it is.
struct Outgoing {
    std::int64_t number = 0;  ///< by the store
    std::string channel;      ///< the name of it in the watch file
    Json content;             ///< what it says: framework/fleet/alert/message.hpp
    Instant created{};
    Instant next_try{};
    int tries = 0;
    std::string trouble;  ///< why it was not delivered the last time
};

/// What one round of a target comes to, written at once or not at all.
struct Round {
    /// Without a name nothing is written of it: a round of the monitor or of the loop.
    TargetState target;
    std::vector<State> states;  ///< those that were asked or changed
    std::vector<Watched> gone;  ///< expectations that no spec has any more
    std::vector<Event> events;
    std::vector<Outgoing> outgoing;  ///< new ones
    /// What was found, by expectation: `{"id": "value as a reader sees it"}`; nothing where it was not reached.
    std::optional<Json> facts = {};
};

/// A round as history keeps it.
struct RoundRecord {
    std::string target;
    Instant at{};
    Nanoseconds took{0};
    std::string snapshot;  ///< the digest (SHA-256) of its facts; empty: it was not reached
};

/// What of history is wanted.
struct HistoryQuery {
    std::optional<std::string> target = {};  ///< a name or a glob
    /// An id or a glob, in which `*` stands for slashes, too; empty: what is of no expectation.
    std::optional<std::string> id = {};
    std::optional<Instant> since = {};
    std::optional<Instant> until = {};    ///< and that moment itself
    std::vector<Event::Kind> kinds = {};  ///< empty: all
    std::size_t most = 1000;              ///< the newest
};

/// How long history is kept.
struct Retention {
    Nanoseconds age = std::chrono::hours(24 * 90);
    std::uint64_t bytes = 1ULL << 30U;
};

/// A full disk, a lock that is not given back, a damaged file: the loop goes on checking, and the store can be used on.
/// `what()` names the file.
using StoreTrouble = DatabaseTrouble;

/// The state and the history of a fleet: one SQLite database with a write-ahead log, which other commands read and write
/// while the loop runs. Each call is one transaction: whoever is killed at any moment leaves what was there before it or
/// after it. Texts come back byte by byte. Every call may throw StoreTrouble. One object for one thread at a time.
class Store {
public:
    enum class Access {
        create,  ///< made where it is not there, readable by its owner alone; folders not
        open,    ///< it has to be there: Broken names the file
    };
    /// Broken as well for a database of something else, and for a store that a newer Muster wrote. `patience`: how long
    /// another process may hold its lock before a call is given up.
    Store(const std::string& file, Access access, Nanoseconds patience = std::chrono::seconds(2));
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// A target whose `last_round` is another one than before has had a round, which history keeps. Of expectations both
    /// gone and in `states` the state stays.
    void write(const Round& round);

    std::vector<TargetState> targets() const;  ///< as they came
    std::vector<State> states() const;         ///< as they came

    /// In the order in which they happened; of what is too much the newest.
    std::vector<Event> history(const HistoryQuery& query) const;
    std::int64_t add(const Event& event);  ///< its number

    std::vector<Silence> silences(Instant now) const;  ///< that have not ended, in their order
    std::int64_t add(const Silence& silence);          ///< its number
    /// One that has ended, or is unknown, is left alone.
    void end_silence(std::int64_t number, Instant now);

    /// What is to be delivered by `now`, oldest first.
    std::vector<Outgoing> due(Instant now, std::size_t most) const;
    std::size_t waiting() const;
    void add(const std::vector<Outgoing>& messages);
    void delivered(std::int64_t number);
    void not_delivered(std::int64_t number, const std::string& trouble, Instant next_try);
    /// Leaves the newest `most` of each channel; how many were thrown away.
    std::size_t bound_outbox(std::size_t most);

    /// In their order; those at `since` and at `until`, too.
    std::vector<RoundRecord> rounds(const std::string& target, Instant since, Instant until) const;
    /// What was known of a target at that moment; nothing where it was not reached before it.
    std::optional<Json> facts_at(const std::string& target, Instant moment) const;

    /// What has been drawn once and is kept: jitter, tokens.
    std::optional<std::string> kept(const std::string& name) const;
    void keep(const std::string& name, const std::string& value);

    /// Forgets a target altogether, its history too: it left the inventory a long time ago.
    void forget(const std::string& target);
    /// Throws away history that is older, or too much; some thousand rows a call, so that nobody waits long. What is too
    /// much goes from what there is more of, rounds or events, the oldest first. States are never thrown away.
    void prune(const Retention& retention, Instant now);

    /// Changes whenever another process has written: a silence, a mark.
    std::int64_t data_version() const;

private:
    std::unique_ptr<Database> database_;
};

}  // namespace muster
