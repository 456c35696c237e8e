#pragma once

// Reads requests from the bytes of one connection (HTTP/1.1 and 1.0, RFC 9112), without a socket.

#include "framework/fleet/serve/http/http_messages.hpp"
#include "framework/fleet/serve/http/serve_options.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace muster {

/// A request as it came: whole, but not looked at.
struct ReceivedRequest {
    std::string method;
    std::string target;
    Headers headers;
    std::string body;
    bool is_old = false;       ///< HTTP/1.0
    bool keeps_alive = false;  ///< another one may follow
};

class RequestReader {
public:
    explicit RequestReader(const ServeLimits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// `refused`: what came is no request, or too large for our limits; the connection cannot be understood any more.
    enum class State { empty, begun, whole, refused };
    State state() const { return state_; }
    /// 400, 413, 431 or 505, once it is refused.
    const HttpAnswer& refusal() const { return refusal_; }

    /// May hold the end of one request and the beginning of others.
    void feed(std::string_view bytes);
    /// Whether the other side waits for `100 Continue` before it sends the body; said once per request.
    bool wants_to_continue();
    /// Hands out the request that is whole, and goes on with what came after it.
    ReceivedRequest take();

private:
    struct Parser;

    void begin();
    void read();
    bool read_once();

    const ServeLimits limits_;
    std::unique_ptr<Parser> parser_;
    std::string rest_;  ///< that was not understood yet
    State state_ = State::empty;
    bool has_continued_ = false;
    HttpAnswer refusal_;
};

}  // namespace muster
