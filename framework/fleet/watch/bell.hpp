#pragma once

#include "framework/base/clock.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace muster {

/// Wakes who waits for it, from other threads.
class Bell {
public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        changed_.notify_one();
    }
    /// Returns at once where it was rung since the last call.
    void wait(Nanoseconds at_most) {
        std::unique_lock lock(mutex_);
        (void)changed_.wait_for(lock, at_most, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

/// Whether so much time has passed since it was due last; also when the clock was put back.
class Every {
public:
    explicit Every(Nanoseconds interval) : interval_(interval) {}
    bool is_due(Instant now) {
        if (last_ and now >= *last_ and now - *last_ < interval_)
            return false;
        last_ = now;
        return true;
    }

private:
    Nanoseconds interval_;
    std::optional<Instant> last_;
};

}  // namespace muster
