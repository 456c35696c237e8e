#pragma once

// The connections of a server, and how many there may be; for the sources of this folder alone.

#include "framework/fleet/serve/http/connection.hpp"

#include <set>

namespace muster {

class HttpConnections {
public:
    /// `site` outlives it.
    explicit HttpConnections(HttpSite& site) : site_(site), grace_(site.sockets) {}

    /// Serves whoever has come; beyond the limit it is told so, and beyond twice the limit left alone.
    void begin(asio::ip::tcp::socket socket);
    /// Nobody else is served. What is being answered has a moment to end.
    void finish();

private:
    enum class Welcome { served, turned_away };
    asio::awaitable<void> attend(std::unique_ptr<HttpConnection> connection, Welcome welcome);
    asio::awaitable<void> end_after_grace();
    void forget(HttpConnection* connection);

    HttpSite& site_;
    std::set<HttpConnection*> served_;
    std::set<HttpConnection*> turned_away_;
    asio::steady_timer grace_;
    bool is_finishing_ = false;
};

}  // namespace muster
