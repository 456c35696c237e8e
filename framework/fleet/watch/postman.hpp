#pragma once

#include "framework/fleet/alert/delivery.hpp"
#include "framework/fleet/store/store.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace muster {

/// Delivers what waits in the outbox, and what could not be put there, in a thread of its own; each channel in one more, so
/// that one that is slow keeps no other waiting. What is not delivered is tried again, later each time; what is refused is
/// thrown away, and said.
class Postman {
public:
    /// `get` asks for the url of the heartbeat. The store may be missing for a while.
    using Get = std::function<HttpOutcome(const std::string& url)>;
    Postman(std::string store_file, std::shared_ptr<Delivery> delivery, Get get, WatchLog& log);
    ~Postman();
    Postman(const Postman&) = delete;
    Postman& operator=(const Postman&) = delete;

    void configure(std::shared_ptr<const Configuration> with);
    /// Messages that no store keeps.
    void hand_over(std::vector<Outgoing> messages);
    /// Whether the loop is well: only then there is a heartbeat.
    void set_well(bool is_well);

    std::map<std::string, std::uint64_t> delivered() const;  ///< notices, by channel
    std::size_t waiting() const;                             ///< messages, at the last look
    /// "team: not delivered: connection refused", for each channel that has such trouble now.
    std::vector<std::string> troubles() const;

    /// Begins no delivery any more, and waits so long for those that are on their way; whether all have ended.
    bool stop(Nanoseconds grace);

private:
    struct Batch;
    struct Ended;

    void work();
    void look(Instant now);
    std::vector<Outgoing> due_messages(Instant now);
    void send(const AlertChannel& channel, std::vector<Outgoing> messages);
    void take_ended(Instant now);
    void settle(Ended& ended, Instant now);
    void settle_one(
        const Outgoing& message, const std::optional<Undelivered>& trouble, Instant now
    );
    void beat(Instant now);
    bool with_store(const std::function<void(Store&)>& work);

    const std::string store_file_;
    const std::shared_ptr<Delivery> delivery_;
    const Get get_;
    WatchLog& log_;
    std::unique_ptr<Store> store_;  ///< of the thread alone
    std::set<std::int64_t>
        gone_;  ///< by number, of the thread alone: delivered, and the store could not be told yet

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const Configuration> with_;
    std::deque<Outgoing> unkept_;
    std::vector<Ended> ended_;
    std::set<std::string> busy_;  ///< channels, and the heartbeat as ""
    std::map<std::string, std::uint64_t> delivered_;
    std::map<std::string, std::string> troubles_;
    std::size_t waiting_ = 0;
    Instant last_beat_{};
    bool is_well_ = false;
    bool is_over_ = false;
    std::jthread thread_;
};

}  // namespace muster
