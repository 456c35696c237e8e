#pragma once

#include "framework/fleet/alert/delivery.hpp"
#include "framework/fleet/alert/route.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/fleet/watch/outbox.hpp"
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
/// that one that is slow keeps no other waiting. What is not delivered is tried again, later each time, and at
/// once when something newer leaves: no end overtakes its problem. What is refused is thrown away, and said.
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
    /// The loop is well until this moment, as far as it knows: only then there is a heartbeat, so that a loop that hangs
    /// has none.
    void set_well_until(Instant moment);

    std::map<std::string, std::uint64_t> delivered() const;  ///< notices, by channel
    std::size_t waiting() const;                             ///< messages, at the last look
    /// "team: not delivered: connection refused", for each channel that has such trouble now.
    std::vector<std::string> troubles() const;

    /// Begins no delivery any more, and waits so long for those that are on their way; whether all have ended.
    bool stop(Nanoseconds grace);

private:
    struct Ended;
    using ByChannel = std::map<std::string, std::vector<Outgoing>>;

    void work();
    void look(Instant now);
    void give_to_outbox();
    ByChannel due_messages(Instant now);
    std::vector<Outgoing> due_of_unkept(Instant now);
    bool is_busy(const std::string& channel) const;
    std::vector<Waiting> read(std::vector<Outgoing>& messages, Instant now);
    void send(const AlertChannel& channel, std::vector<Outgoing> messages, Instant now);
    void take_ended(Instant now);
    void settle(Ended& ended, Instant now);
    void settle_one(
        const Outgoing& message, const std::optional<Undelivered>& trouble, Instant now
    );
    void keep_unkept(Outgoing message);
    void beat(Instant now);

    Outbox outbox_;  ///< of the thread alone
    const std::shared_ptr<Delivery> delivery_;
    const Get get_;
    WatchLog& log_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const Configuration> with_;
    std::deque<Outgoing> unkept_;  ///< the oldest first
    std::vector<Ended> ended_;
    std::set<std::string> busy_;  ///< channels, and the heartbeat as ""
    std::map<std::string, std::uint64_t> delivered_;
    std::map<std::string, std::string> troubles_;
    std::size_t waiting_ = 0;
    Instant last_beat_{};
    Instant well_until_{};
    bool is_over_ = false;
    std::jthread thread_;
};

}  // namespace muster
