#include "framework/fleet/watch/postman.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/alert/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

constexpr auto between_looks = std::chrono::milliseconds(500);
constexpr std::size_t most_at_once = 1000;
constexpr auto* of_heartbeat = "";  // no channel has an empty name

}  // namespace

/// A delivery that has ended, well or not.
struct Postman::Ended {
    std::string channel;
    std::vector<Outgoing> messages;
    std::size_t notices = 0;
    std::optional<Undelivered> trouble;
};

Postman::Postman(std::string store_file, std::shared_ptr<Delivery> delivery, Get get, WatchLog& log)
    : store_file_(std::move(store_file)),
      delivery_(std::move(delivery)),
      get_(std::move(get)),
      log_(log),
      thread_([this] { work(); }) {}

Postman::~Postman() {
    (void)stop(Nanoseconds::zero());
}

void Postman::configure(std::shared_ptr<const Configuration> with) {
    const std::lock_guard lock(mutex_);
    with_ = std::move(with);
    std::erase_if(troubles_, [&](const auto& one) {
        return std::ranges::count(with_->file.notify, one.first, &AlertChannel::name) == 0;
    });
}

void Postman::hand_over(std::vector<Outgoing> messages) {
    const std::lock_guard lock(mutex_);
    for (auto& message : messages)
        unkept_.push_back(std::move(message));
    const auto most = with_ ? with_->file.outbox : most_at_once;
    while (unkept_.size() > most)
        unkept_.pop_front();
}

void Postman::set_well(bool is_well) {
    const std::lock_guard lock(mutex_);
    is_well_ = is_well;
}

std::map<std::string, std::uint64_t> Postman::delivered() const {
    const std::lock_guard lock(mutex_);
    return delivered_;
}

std::size_t Postman::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_ + unkept_.size();
}

std::vector<std::string> Postman::troubles() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> all;
    for (const auto& [channel, why] : troubles_)
        all.push_back(fmt::format("{}: not delivered: {}", channel, why));
    return all;
}

bool Postman::stop(Nanoseconds grace) {
    std::unique_lock lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
    return changed_.wait_for(lock, grace, [this] { return busy_.empty(); });
}

void Postman::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        // Once more when it is over: what has been delivered is not to be delivered again.
        const bool is_last = is_over_;
        lock.unlock();
        look(system_now());
        lock.lock();
        if (is_last and busy_.empty())
            return;
        (void)changed_.wait_for(lock, between_looks);
    }
}

void Postman::look(Instant now) {
    take_ended(now);
    std::shared_ptr<const Configuration> with;
    {
        const std::lock_guard lock(mutex_);
        if (is_over_ or not with_)
            return;
        with = with_;
    }
    std::map<std::string, std::vector<Outgoing>> by_channel;
    for (auto& message : due_messages(now))
        by_channel[message.channel].push_back(std::move(message));
    for (auto& [name, messages] : by_channel) {
        const auto channel = std::ranges::find(with->file.notify, name, &AlertChannel::name);
        if (channel != with->file.notify.end())
            send(*channel, std::move(messages));
        else
            for (const auto& message : messages)
                settle_one(message, Undelivered{"there is no such channel any more", true}, now);
    }
    beat(now);
}

std::vector<Outgoing> Postman::due_messages(Instant now) {
    std::vector<Outgoing> due;
    std::size_t waiting = 0;
    (void)with_store([&](Store& store) {
        while (not gone_.empty()) {
            store.delivered(*gone_.begin());
            gone_.erase(gone_.begin());
        }
        due = store.due(now, most_at_once);
        waiting = store.waiting();
    });
    const std::lock_guard lock(mutex_);
    waiting_ = waiting;
    std::deque<Outgoing> later;
    for (auto& message : unkept_)
        if (message.next_try <= now and not busy_.contains(message.channel))
            due.push_back(std::move(message));
        else
            later.push_back(std::move(message));
    unkept_ = std::move(later);
    std::erase_if(due, [this](const Outgoing& one) { return busy_.contains(one.channel); });
    return due;
}

void Postman::send(const AlertChannel& channel, std::vector<Outgoing> messages) {
    const std::lock_guard lock(mutex_);
    if (is_over_ or not busy_.insert(channel.name).second)
        return;
    std::jthread([this, channel, messages = std::move(messages)]() mutable {
        Ended ended{channel.name, std::move(messages), 0, {}};
        try {
            std::vector<Waiting> parts;
            for (const auto& one : ended.messages)
                parts.push_back({message_from_json(one.content), one.tries});
            const auto message = one_message(parts);
            ended.notices = message.notices.size();
            if (ended.notices > 0)
                ended.trouble = delivery_->deliver(channel, message);
        } catch (const std::exception& mistake) {  // the top of a thread
            ended.trouble = Undelivered{mistake.what(), true};
        }
        const std::lock_guard ended_lock(mutex_);
        ended_.push_back(std::move(ended));
        changed_.notify_all();
    }).detach();
}

void Postman::take_ended(Instant now) {
    std::vector<Ended> ended;
    {
        const std::lock_guard lock(mutex_);
        std::swap(ended, ended_);
    }
    for (auto& one : ended)
        settle(one, now);
}

void Postman::settle(Ended& ended, Instant now) {
    for (const auto& message : ended.messages)
        settle_one(message, ended.trouble, now);
    const std::lock_guard lock(mutex_);
    busy_.erase(ended.channel);
    changed_.notify_all();
    if (ended.channel == of_heartbeat)
        return;
    if (not ended.trouble) {
        delivered_[ended.channel] += ended.notices;
        if (troubles_.erase(ended.channel) > 0)
            log_.notice(fmt::format("{}: messages are delivered again", ended.channel));
        return;
    }
    const auto [known, is_new] = troubles_.insert_or_assign(ended.channel, ended.trouble->why);
    if (is_new)
        log_.warning(fmt::format("{}: not delivered: {}", ended.channel, ended.trouble->why));
}

/// A message that no store has has no number.
void Postman::settle_one(
    const Outgoing& message, const std::optional<Undelivered>& trouble, Instant now
) {
    const auto wait =
        trouble ? wait_before_next_try(message.tries + 1, *trouble) : std::optional<Nanoseconds>();
    if (trouble and not wait)
        log_.error(fmt::format("{}: thrown away: {}", message.channel, trouble->why));
    if (message.number != 0) {
        const bool is_kept = with_store([&](Store& store) {
            if (wait)
                store.not_delivered(message.number, trouble->why, now + *wait);
            else
                store.delivered(message.number);
        });
        if (not is_kept and not wait)
            gone_.insert(message.number);
        return;
    }
    if (not wait)
        return;
    auto again = message;
    ++again.tries;
    again.next_try = now + *wait;
    hand_over({std::move(again)});
}

void Postman::beat(Instant now) {
    const std::lock_guard lock(mutex_);
    const auto& heartbeat = with_->file.heartbeat;
    const bool is_due = heartbeat and is_well_ and not is_over_
                        and (now - last_beat_ >= heartbeat->every or now < last_beat_);
    if (not is_due or not busy_.insert(of_heartbeat).second)
        return;
    last_beat_ = now;
    std::jthread([this, url = heartbeat->url] {
        const auto outcome = get_(url);
        Ended ended{of_heartbeat, {}, 0, {}};
        if (outcome.status < 200 or outcome.status >= 300)
            log_.warning(fmt::format(
                "the heartbeat was not heard: {}",
                outcome.status == 0 ? outcome.trouble : std::to_string(outcome.status)
            ));
        const std::lock_guard ended_lock(mutex_);
        ended_.push_back(std::move(ended));
        changed_.notify_all();
    }).detach();
}

bool Postman::with_store(const std::function<void(Store&)>& work) {
    try {
        if (not store_)
            store_ = std::make_unique<Store>(store_file_, Store::Access::open);
        work(*store_);
        return true;
    } catch (const StoreTrouble&) {  // whoever writes to it says so
        return false;
    } catch (const Broken&) {  // it was not made yet
        return false;
    }
}

}  // namespace muster
