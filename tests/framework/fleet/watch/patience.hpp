#pragma once

// Waiting for what other threads do: long enough for a busy machine, and no longer than it takes.

#include "framework/fleet/alert/delivery.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace muster::tests {

/// Whether it comes true within half a minute.
inline bool comes_true(const std::function<bool()>& claim) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (not claim()) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

/// A log that tests read while it is written.
class Heard {
public:
    std::string text() const {
        const std::lock_guard lock(buffer_.mutex);
        return buffer_.text;
    }
    bool has(const std::string& words) const { return text().find(words) != std::string::npos; }

private:
    struct Buffer : std::streambuf {
        mutable std::mutex mutex;
        std::string text;
        int_type overflow(int_type letter) override {
            const std::lock_guard lock(mutex);
            text.push_back(static_cast<char>(letter));
            return letter;
        }
        std::streamsize xsputn(const char* letters, std::streamsize count) override {
            const std::lock_guard lock(mutex);
            text.append(letters, static_cast<std::size_t>(count));
            return count;
        }
    };
    Buffer buffer_;
    std::ostream to_{&buffer_};

public:
    WatchLog log{to_, WatchLog::For::person};
};

/// Takes what it is given, or says why not.
class FakeDelivery : public Delivery {
public:
    std::optional<Undelivered> deliver(const AlertChannel& channel, const Message& message)
        override {
        std::unique_lock lock(mutex_);
        ++tries_;
        changed_.wait(lock, [&] { return held_ != channel.name; });
        if (trouble_)
            return trouble_;
        taken_.emplace_back(channel.name, message);
        return std::nullopt;
    }

    void say(std::optional<Undelivered> trouble) {
        const std::lock_guard lock(mutex_);
        trouble_ = std::move(trouble);
    }
    /// What goes to this channel waits; empty: nothing does.
    void hold(const std::string& channel) {
        const std::lock_guard lock(mutex_);
        held_ = channel;
        changed_.notify_all();
    }
    int tries() const {
        const std::lock_guard lock(mutex_);
        return tries_;
    }
    std::vector<std::pair<std::string, Message>> taken() const {
        const std::lock_guard lock(mutex_);
        return taken_;
    }
    /// "team problem web1 web / row", one for each notice, in the order in which they were taken.
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const auto& [channel, message] : taken())
            for (const auto& notice : message.notices)
                all.push_back(
                    channel + " " + std::string(name(notice.kind)) + " " + notice.of.target
                    + (notice.of.id.empty() ? "" : " " + notice.of.id)
                );
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string held_;
    std::optional<Undelivered> trouble_;
    int tries_ = 0;
    std::vector<std::pair<std::string, Message>> taken_;
};

}  // namespace muster::tests
