#pragma once

#include "framework/fleet/store/store.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// How long a store is waited for that somebody else holds.
struct StorePatience {
    Nanoseconds with_lock = std::chrono::seconds(2);
    Nanoseconds between_tries = std::chrono::seconds(5);
};

/// Writes what happens to the store, and goes on when the store cannot be written: what is missing there then is written
/// together with the next round that can be. History of a long time without a store is cut, states and messages are not.
class Keeper {
public:
    /// Opens the store, or makes it. Throws Broken for a file that is none of ours.
    Keeper(std::string file, WatchLog& log, StorePatience patience = {});

    void write(Round round);

    /// The messages that could not be written, for who delivers them all the same.
    std::vector<Outgoing> take_messages();

    /// Calls `work` with the store; false where it cannot be reached now.
    bool with_store(const std::function<void(Store&)>& work);

    /// Why nothing is recorded now; empty: it is.
    const std::string& trouble() const { return trouble_; }
    const std::string& file() const { return file_; }

private:
    void open();
    bool may_try() const;
    void forget_older_states(const Round& later);
    void write_backlog();
    void take_trouble(const std::string& why);

    const std::string file_;
    WatchLog& log_;
    const StorePatience patience_;
    std::unique_ptr<Store> store_;
    std::map<std::string, Round> backlog_;  ///< by target: what the store has not
    std::string trouble_;
    std::chrono::steady_clock::time_point
        next_try_{};  ///< a store that is locked is not waited for at each round
};

/// What two rounds of one target come to, as one: of each thing the later, and what was found by the last of them.
void add_round(Round& earlier, Round later);

}  // namespace muster
