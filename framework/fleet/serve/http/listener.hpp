#pragma once

// The socket where browsers come in; for the sources of this folder alone.

#include "framework/fleet/serve/http/connections.hpp"

#include <cstdint>
#include <utility>

namespace muster {

class HttpListener {
public:
    /// Listens. Throws Broken for an address that is none, is not ours or is in use. `site` outlives it.
    HttpListener(HttpSite& site, const ServeOptions& options);

    std::uint16_t port() const { return port_; }
    /// Lets in whoever comes, until it is closed.
    asio::awaitable<void> accept(HttpConnections& connections);
    void close();

private:
    boost::system::error_code open(const asio::ip::tcp& protocol);
    /// The connection that was waited for, or the error of errno(3); `trouble` is that of the waiting.
    std::pair<asio::ip::tcp::socket, int> accepted(boost::system::error_code trouble);
    asio::awaitable<void> rest(int error);

    HttpSite& site_;
    asio::ip::tcp::acceptor socket_;
    asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    bool is_in_trouble_ = false;
};

}  // namespace muster
