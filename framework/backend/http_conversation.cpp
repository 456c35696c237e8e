// An HTTP exchange over streams: gives framework/protocol its connections and carries the bytes.
#include "framework/backend/conversation.hpp"
#include "framework/base/display.hpp"
#include "framework/protocol/http_exchange.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

using How = Reached::How;
using Steady = std::chrono::steady_clock;

class HttpConversation : public Conversation {
public:
    HttpConversation(
        Dial dial, const Http& http, std::shared_ptr<const TrustStore> store, std::uint64_t limit
    )
        : dial_(std::move(dial)),
          timeout_(http.timeout),
          end_(http.timeout),
          exchange_(http, std::move(store), limit) {
        dial_next();
    }

    std::optional<Answer> advance() override {
        while (true) {
            if (not is_connected_ and not connect())
                return reply_.reached.how == How::open ? std::nullopt : finished();
            const bool moved = carry();
            if (exchange_.is_done())
                return finished();
            if (exchange_.wanted())
                dial_next();  // a redirect
            else if (end_.passed())
                return silent();
            else if (not moved)
                return std::nullopt;
        }
    }
    Deadline end() const override { return end_; }

private:
    void dial_next() {
        is_connected_ = false;
        peer_ = exchange_.peer();
        stream_ = dial_({.host = exchange_.wanted()->host, .port = exchange_.wanted()->port}, end_);
    }

    /// False while it is not known, or when it did not come about: then `reply_` has the reason.
    bool connect() {
        auto reached = stream_->reached();
        if (not reached)
            return false;
        reply_.reached = std::move(*reached);
        is_connected_ = reply_.reached.how == How::open;
        if (is_connected_)
            exchange_.connected();
        return is_connected_;
    }

    /// Carries what can be carried both ways; false when there was nothing.
    bool carry() {
        auto& outgoing = exchange_.outgoing();
        const auto sent = stream_->write(outgoing);
        outgoing.erase(0, sent);
        std::string piece;
        const auto state = stream_->read(piece);
        exchange_.feed(piece);
        if (state != Stream::State::goes_on)
            exchange_.end(
                state == Stream::State::ended ? ResponseReader::End::orderly
                                              : ResponseReader::End::broken_off
            );
        return sent > 0 or not piece.empty() or state != Stream::State::goes_on;
    }

    Answer silent() {
        reply_.trouble =
            fmt::format("no complete answer from {} in {}", escaped(peer_), to_words(timeout_));
        return *finished();
    }

    std::optional<Answer> finished() {
        reply_.time = Steady::now() - begun_;
        if (reply_.reached.how != How::open)
            reply_.trouble = fmt::format("no connection to {}", escaped(peer_));
        else if (reply_.trouble.empty())
            reply_.trouble = exchange_.trouble();
        if (reply_.trouble.empty())
            reply_.response = exchange_.take_response();
        reply_.redirected_to = exchange_.redirected_to();
        reply_.tls = exchange_.tls();
        return std::move(reply_);
    }

    Dial dial_;
    Nanoseconds timeout_;
    Deadline end_;
    Steady::time_point begun_ = Steady::now();
    HttpExchange exchange_;
    std::string peer_;
    std::unique_ptr<Stream> stream_;
    bool is_connected_ = false;
    HttpReply reply_;
};

}  // namespace

std::unique_ptr<Conversation> http_over(
    const Dial& dial,
    const Http& http,
    std::shared_ptr<const TrustStore> store,
    const Limits& limits
) {
    return std::make_unique<HttpConversation>(dial, http, std::move(store), limits.content);
}

bool wants_trust_store(const Http& http) {
    return http.trusted.empty() and (http.url.starts_with("https") or http.follow > 0);
}

}  // namespace muster
