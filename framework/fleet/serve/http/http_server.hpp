#pragma once

// A small HTTP server that knows nothing of what it serves: HTTP/1.1, TLS, server-sent events, credentials, limits.
//
// One thread carries all sockets, two others call the handler: a handler that takes long holds up another one at most,
// and nobody who connects. Requests are read by Boost.Beast over Asio, as both are headers and a static program needs
// nothing else at run time.

#include "framework/fleet/serve/http/http_messages.hpp"
#include "framework/fleet/serve/http/serve_options.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

class HttpServer {
public:
    /// Called by two threads at a time. When it throws, who asked is told 500 and nothing else, and `Trouble` the reason.
    using Handler = std::function<HttpAnswer(const HttpRequest&)>;
    /// What went wrong here, for a log, from any thread; it does not throw.
    using Trouble = std::function<void(const std::string&)>;

    /// Listens and serves. Throws Broken, at `options.where`, when it cannot: the address is in use or not ours, the
    /// certificate cannot be used, a user has no password.
    HttpServer(ServeOptions options, Handler handler, Trouble on_trouble);
    /// Stops.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::uint16_t port() const;
    /// To all readers of streams there are; returns at once. May be called by any thread, handlers too.
    void publish(std::string_view event, std::string_view data);
    /// How many read streams.
    std::size_t readers() const;
    /// Reads certificate and key again. Throws Broken and serves with the old ones when they cannot be used.
    void reload();
    /// Ends streams and waiting connections at once, gives what is being answered half a second, and returns when nobody
    /// is in the handler any more: one that takes long has to look at `HttpRequest::stopping`. Never called by a handler.
    void stop();

private:
    struct Running;
    std::unique_ptr<Running> running_;
};

}  // namespace muster
