#pragma once

// What is published, on its way to each of its readers; for the sources of this folder alone. All but `count` belongs to
// the thread of the sockets.

#include "framework/fleet/serve/http/wire.hpp"

#include <atomic>
#include <set>
#include <string>
#include <string_view>

namespace muster {

class EventStreams;

/// What waits for one reader.
class EventStream {
public:
    /// `wire` and `all` outlive it. Is one of `all` while it lives.
    EventStream(HttpWire& wire, EventStreams& all, std::size_t most_bytes);
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// A reader for which too much waits is dropped: its EventSource comes again and sees what is then.
    void add(std::string_view event);
    /// All that waits; a comment when nothing came for so long; "" when the stream has ended.
    asio::awaitable<std::string> next(Nanoseconds heartbeat);
    void end();

private:
    HttpWire& wire_;
    EventStreams& all_;
    const std::size_t most_bytes_;
    std::string waiting_;
    bool has_ended_ = false;
    asio::steady_timer wake_;
};

class EventStreams {
public:
    void publish(std::string_view event);
    void end_all();
    /// May be asked by any thread.
    std::size_t count() const { return count_; }

private:
    friend class EventStream;
    std::set<EventStream*> streams_;
    std::atomic<std::size_t> count_ = 0;
};

}  // namespace muster
