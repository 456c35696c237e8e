#include "framework/fleet/watch/outbox.hpp"

#include "framework/base/error.hpp"

namespace muster {

namespace {

constexpr std::size_t most_at_once = 1000;

}  // namespace

std::vector<Outgoing> Outbox::leaving(const IsBusy& is_busy, Instant now) {
    std::vector<Outgoing> found;
    const bool is_told = with_store([&](Store& store) {
        tell_late(store);
        waiting_ = store.waiting();
        if (not store.due(now, 1).empty())
            found = leaving_of(store, is_busy, now);
    });
    return is_told ? found : std::vector<Outgoing>();
}

/// What could not be told when it happened.
void Outbox::tell_late(Store& store) {
    while (not gone_.empty()) {
        store.delivered(*gone_.begin());
        gone_.erase(gone_.begin());
    }
}

bool Outbox::is_due(const Outgoing& message, Instant now) const {
    const auto postponed = postponed_.find(message.number);
    return message.next_try <= now and (postponed == postponed_.end() or postponed->second <= now);
}

/// Channels that are busy may have so much that it hides the others: then more is looked at.
std::vector<Outgoing> Outbox::leaving_of(const Store& store, const IsBusy& is_busy, Instant now)
    const {
    std::map<std::string, std::int64_t> last_due;
    std::vector<Outgoing> all;
    for (auto most = most_at_once;; most *= 2) {
        all = store.due(Instant::max(), most);
        const bool are_all = all.size() < most;
        std::erase_if(all, [&](const Outgoing& one) { return is_busy(one.channel); });
        for (const auto& one : all)
            if (is_due(one, now))
                last_due[one.channel] = one.number;
        if (are_all or not last_due.empty())
            break;
    }
    std::erase_if(all, [&](const Outgoing& one) {
        const auto last = last_due.find(one.channel);
        return last == last_due.end() or one.number > last->second
               or (one.tries == 0 and not is_due(one, now));
    });
    return all;
}

bool Outbox::take_over(const std::vector<Outgoing>& messages) {
    return with_store([&](Store& store) { store.add(messages); });
}

void Outbox::delivered(std::int64_t number) {
    postponed_.erase(number);
    if (not with_store([&](Store& store) { store.delivered(number); }))
        gone_.insert(number);
}

void Outbox::not_delivered(std::int64_t number, const std::string& trouble, Instant next_try) {
    postponed_.erase(number);
    if (not with_store([&](Store& store) { store.not_delivered(number, trouble, next_try); }))
        postponed_.emplace(number, next_try);
}

bool Outbox::with_store(const std::function<void(Store&)>& work) {
    try {
        if (not store_)
            store_ = std::make_unique<Store>(file_, Store::Access::open);
        work(*store_);
        return true;
    } catch (const StoreTrouble&) {  // whoever writes to it says so
        return false;
    } catch (const Broken&) {  // it was not made yet
        return false;
    }
}

}  // namespace muster
