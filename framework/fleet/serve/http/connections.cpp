#include "framework/fleet/serve/http/connections.hpp"

namespace muster {

namespace {

constexpr auto grace = std::chrono::milliseconds(500);

/// "somebody" for who has gone already.
std::string peer_of(const asio::ip::tcp::socket& socket) {
    boost::system::error_code gone;
    const auto end = socket.remote_endpoint(gone);
    return gone ? "somebody" : address_text(end);
}

}  // namespace

void HttpConnections::begin(asio::ip::tcp::socket socket) {
    const bool is_full = served_.size() >= site_.limits.connections;
    if (is_finishing_ or (is_full and turned_away_.size() >= site_.limits.connections))
        return;
    auto peer = peer_of(socket);
    auto context = site_.certificate.context();
    auto wire = context ? secure_wire(std::move(socket), std::move(context))
                        : plain_wire(std::move(socket));
    auto connection = std::make_unique<HttpConnection>(site_, std::move(wire), std::move(peer));
    (is_full ? turned_away_ : served_).insert(connection.get());
    asio::co_spawn(
        site_.sockets,
        attend(std::move(connection), is_full ? Welcome::turned_away : Welcome::served),
        [this](const std::exception_ptr& unexpected) { tell_of(site_, unexpected); }
    );
}

asio::awaitable<void> HttpConnections::attend(
    std::unique_ptr<HttpConnection> connection, Welcome welcome
) {
    std::exception_ptr unexpected;
    try {
        auto conversation =
            welcome == Welcome::served ? connection->serve() : connection->turn_away();
        co_await std::move(conversation);
    } catch (...) {
        unexpected = std::current_exception();
    }
    tell_of(site_, unexpected);
    forget(connection.get());
}

void HttpConnections::forget(HttpConnection* connection) {
    served_.erase(connection);
    turned_away_.erase(connection);
    if (is_finishing_ and served_.empty())
        grace_.cancel();
}

void HttpConnections::finish() {
    is_finishing_ = true;
    for (auto* connection : turned_away_)
        connection->close();
    for (auto* connection : served_)
        connection->finish();
    asio::co_spawn(site_.sockets, end_after_grace(), [this](const std::exception_ptr& unexpected) {
        tell_of(site_, unexpected);
    });
}

asio::awaitable<void> HttpConnections::end_after_grace() {
    if (not served_.empty()) {
        grace_.expires_after(grace);
        auto waiting = grace_.async_wait(told);
        (void)co_await std::move(waiting);
    }
    for (auto* connection : served_)
        connection->close();
}

}  // namespace muster
