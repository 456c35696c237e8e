#pragma once

#include "framework/fleet/serve/overview.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace muster {

/// Hands what the loop knows to those who read it, in threads of their own. It is put together when somebody wants it, at
/// most once a second, by the loop alone: nobody reads what is being changed.
class Publisher {
public:
    /// `wake` makes the loop look here soon.
    explicit Publisher(std::function<void()> wake) : wake_(std::move(wake)) {}

    /// What is known, not older than a second or than what has happened; an older one where the loop does not come to it within two. Null before
    /// anything was published.
    std::shared_ptr<const Overview> overview();

    /// Something has happened: who asks next gets one that is made after this.
    void outdate();
    /// Whether somebody waits for a newer one.
    bool is_wanted() const;
    void publish(std::shared_ptr<const Overview> overview);

private:
    bool is_fresh() const;

    const std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable published_;
    std::shared_ptr<const Overview> overview_;
    std::chrono::steady_clock::time_point made_{};
    bool is_wanted_ = false;
};

}  // namespace muster
