#include "framework/fleet/watch/postman.hpp"

#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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
    : outbox_(std::move(store_file)),
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
        keep_unkept(std::move(message));
    const auto most = with_ ? with_->file.outbox : most_at_once;
    if (unkept_.size() <= most)
        return;
    log_.error(fmt::format("thrown away: {} messages, too many wait", unkept_.size() - most));
    while (unkept_.size() > most)
        unkept_.pop_front();
}

/// One that is tried again takes its old place.
void Postman::keep_unkept(Outgoing message) {
    const auto place = std::ranges::upper_bound(unkept_, message.created, {}, &Outgoing::created);
    unkept_.insert(place, std::move(message));
}

void Postman::set_well_until(Instant moment) {
    const std::lock_guard lock(mutex_);
    well_until_ = moment;
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
        (void)changed_.wait_for(lock, between_looks, [&] {
            return is_over_ != is_last or not ended_.empty();
        });
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
    give_to_outbox();
    for (auto& [name, messages] : due_messages(now)) {
        const auto channel = std::ranges::find(with->file.notify, name, &AlertChannel::name);
        if (channel != with->file.notify.end())
            send(*channel, std::move(messages), now);
        else
            for (const auto& message : messages)
                settle_one(message, Undelivered{"there is no such channel any more", true}, now);
    }
    beat(now);
}

bool Postman::is_busy(const std::string& channel) const {
    const std::lock_guard lock(mutex_);
    return busy_.contains(channel);
}

/// What leaves now, with all older messages of the same channels that wait for another try.
Postman::ByChannel Postman::due_messages(Instant now) {
    auto all = outbox_.leaving([this](const std::string& name) { return is_busy(name); }, now);
    auto unkept = due_of_unkept(now);
    {
        const std::lock_guard lock(mutex_);
        waiting_ = outbox_.waiting();
    }
    const bool are_of_both = not all.empty() and not unkept.empty();
    std::ranges::move(unkept, std::back_inserter(all));
    if (are_of_both)
        std::ranges::stable_sort(all, {}, &Outgoing::created);
    ByChannel by_channel;
    for (auto& message : all)
        by_channel[message.channel].push_back(std::move(message));
    return by_channel;
}

/// What could not be kept when it came is kept as soon as it can be: a restart would lose it.
void Postman::give_to_outbox() {
    std::vector<Outgoing> messages;
    {
        const std::lock_guard lock(mutex_);
        messages.assign(unkept_.begin(), unkept_.end());
        unkept_.clear();
    }
    if (messages.empty() or outbox_.take_over(messages))
        return;
    const std::lock_guard lock(mutex_);
    for (auto& message : messages)
        keep_unkept(std::move(message));
}

std::vector<Outgoing> Postman::due_of_unkept(Instant now) {
    const std::lock_guard lock(mutex_);
    std::set<std::string> leaving;
    for (const auto& message : unkept_)
        if (message.next_try <= now and not busy_.contains(message.channel))
            leaving.insert(message.channel);
    std::vector<Outgoing> due;
    std::deque<Outgoing> later;
    for (auto& message : unkept_)
        if (leaving.contains(message.channel) and (message.tries > 0 or message.next_try <= now))
            due.push_back(std::move(message));
        else
            later.push_back(std::move(message));
    unkept_ = std::move(later);
    return due;
}

/// The contents; one that nobody can read is thrown away alone.
std::vector<Waiting> Postman::read(std::vector<Outgoing>& messages, Instant now) {
    std::vector<Waiting> contents;
    std::erase_if(messages, [&](const Outgoing& one) {
        try {
            contents.push_back({message_from_json(one.content), one.tries});
            return false;
        } catch (const Broken& why) {
            settle_one(one, Undelivered{why.what(), true}, now);
            return true;
        }
    });
    return contents;
}

void Postman::send(const AlertChannel& channel, std::vector<Outgoing> messages, Instant now) {
    const auto contents = read(messages, now);
    const std::lock_guard lock(mutex_);
    if (messages.empty() or is_over_ or not busy_.insert(channel.name).second)
        return;
    std::jthread([this, channel, message = one_message(contents), messages = std::move(messages)](
                 ) mutable {
        Ended ended{channel.name, std::move(messages), message.notices.size(), {}};
        try {
            if (ended.notices > 0)
                ended.trouble = delivery_->deliver(channel, message);
        } catch (const CannotTell& why) {  // the top of a thread
            ended.trouble = Undelivered{why.message};
        } catch (const std::exception& mistake) {
            ended.trouble = Undelivered{mistake.what()};
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
    if (ended.notices == 0)  // nothing was sent: it ended before it left
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
    const bool is_kept = message.number != 0;
    if (not wait) {
        if (is_kept)
            outbox_.delivered(message.number);
        return;
    }
    const auto next_try = now + *wait;
    if (is_kept)
        return outbox_.not_delivered(message.number, trouble->why, next_try);
    auto again = message;
    ++again.tries;
    again.next_try = next_try;
    const std::lock_guard lock(mutex_);
    keep_unkept(std::move(again));
}

void Postman::beat(Instant now) {
    const std::lock_guard lock(mutex_);
    const auto& heartbeat = with_->file.heartbeat;
    const bool is_due = heartbeat and now < well_until_ and not is_over_
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

}  // namespace muster
