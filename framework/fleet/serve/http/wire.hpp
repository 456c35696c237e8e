#pragma once

// The bytes of one connection, in the clear or by TLS; for the sources of this folder alone.

#include "framework/base/clock.hpp"
#include "framework/fleet/serve/http/boost.hpp"

#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <string>

namespace muster {

class HttpWire {
public:
    HttpWire() = default;
    virtual ~HttpWire() = default;
    HttpWire(const HttpWire&) = delete;
    HttpWire& operator=(const HttpWire&) = delete;

    /// Shakes hands; false: the other side could not.
    virtual asio::awaitable<bool> open() = 0;
    /// Some bytes; none: the connection has ended, by whatever.
    virtual asio::awaitable<std::string> read() = 0;
    /// Whether all was taken.
    virtual asio::awaitable<bool> write(std::string bytes) = 0;
    virtual bool is_secure() const = 0;

    /// Whatever is begun from now on ends the connection when it takes longer than this from now; reading and writing may
    /// be begun under limits of their own.
    void allow(Nanoseconds time) { socket().expires_after(time); }
    void allow_for_ever() { socket().expires_never(); }
    /// Says goodbye and waits a moment for the other side to have read all: a socket that is closed while it holds
    /// unread bytes takes back what it has sent.
    asio::awaitable<void> part();
    /// Ends everything that waits for this connection.
    void close();
    /// From now on the system keeps few of the bytes that the other side does not take.
    void keep_few_bytes();
    asio::any_io_executor executor() { return socket().get_executor(); }

protected:
    virtual asio::awaitable<void> say_goodbye() = 0;
    virtual boost::beast::tcp_stream& socket() = 0;
};

/// "192.0.2.1:4711", "[2001:db8::1]:4711".
std::string address_text(const asio::ip::tcp::endpoint& end);

std::unique_ptr<HttpWire> plain_wire(asio::ip::tcp::socket socket);

/// The context is also owned by who made it, until it is replaced by a newer one.
std::unique_ptr<HttpWire> secure_wire(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context
);

}  // namespace muster
