#include "framework/fleet/serve/http/event_streams.hpp"

namespace muster {

EventStream::EventStream(HttpWire& wire, EventStreams& all, std::size_t most_bytes)
    : wire_(wire), all_(all), most_bytes_(most_bytes), wake_(wire.executor()) {
    all_.streams_.insert(this);
    all_.count_ = all_.streams_.size();
}

EventStream::~EventStream() {
    all_.streams_.erase(this);
    all_.count_ = all_.streams_.size();
}

void EventStream::add(std::string_view event) {
    if (waiting_.size() + event.size() > most_bytes_)
        return end();
    waiting_ += event;
    wake_.cancel();
}

asio::awaitable<std::string> EventStream::next(Nanoseconds heartbeat) {
    if (waiting_.empty() and not has_ended_) {
        wake_.expires_after(heartbeat);
        auto waiting = wake_.async_wait(told);
        (void)co_await std::move(waiting);
    }
    if (has_ended_)
        co_return "";
    auto text = std::exchange(waiting_, {});
    co_return text.empty() ? ": still here\n\n" : text;
}

void EventStream::end() {
    has_ended_ = true;
    waiting_.clear();
    wake_.cancel();
    wire_.close();
}

void EventStreams::publish(std::string_view event) {
    for (auto* stream : streams_)
        stream->add(event);
}

void EventStreams::end_all() {
    for (auto* stream : streams_)
        stream->end();
}

}  // namespace muster
