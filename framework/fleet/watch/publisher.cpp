#include "framework/fleet/watch/publisher.hpp"

namespace muster {

namespace {

constexpr auto fresh_for = std::chrono::seconds(1);
constexpr auto patience = std::chrono::seconds(2);

}  // namespace

bool Publisher::is_fresh() const {
    return overview_ and std::chrono::steady_clock::now() - made_ < fresh_for;
}

std::shared_ptr<const Overview> Publisher::overview() {
    std::unique_lock lock(mutex_);
    if (is_fresh())
        return overview_;
    is_wanted_ = true;
    lock.unlock();
    wake_();
    lock.lock();
    (void)published_.wait_for(lock, patience, [this] { return is_fresh(); });
    return overview_;
}

void Publisher::outdate() {
    const std::lock_guard lock(mutex_);
    made_ = {};
}

bool Publisher::is_wanted() const {
    const std::lock_guard lock(mutex_);
    return is_wanted_;
}

void Publisher::publish(std::shared_ptr<const Overview> overview) {
    {
        const std::lock_guard lock(mutex_);
        overview_ = std::move(overview);
        made_ = std::chrono::steady_clock::now();
        is_wanted_ = false;
    }
    published_.notify_all();
}

}  // namespace muster
