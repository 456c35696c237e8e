#include "framework/fleet/serve/http/listener.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fmt/format.h>

#include <sys/socket.h>

#include <cerrno>

namespace muster {

namespace {

using asio::ip::tcp;

tcp::endpoint place_of(const ServeOptions& options) {
    boost::system::error_code trouble;
    const auto text = options.address == "localhost" ? "127.0.0.1" : options.address;
    const auto address = asio::ip::make_address(text, trouble);
    if (trouble)
        throw Broken(
            fmt::format("{} is no address to listen on", quoted(options.address)),
            options.where,
            "write 127.0.0.1, ::1, 0.0.0.0 for all IPv4 addresses, or :: for all"
        );
    return {address, options.port};
}

std::string hint_for(int error) {
    switch (error) {
    case EADDRINUSE: return "another program listens there: ss -ltnp shows which";
    case EADDRNOTAVAIL: return "this machine does not have the address: ip addr shows which it has";
    case EACCES: return "ports below 1024 need CAP_NET_BIND_SERVICE";
    default: return "";
    }
}

void check(
    const boost::system::error_code& trouble, const tcp::endpoint& place, const Location& where
) {
    if (not trouble)
        return;
    throw Broken(
        fmt::format("cannot listen on {}: {}", address_text(place), trouble.message()),
        where,
        hint_for(trouble.value())
    );
}

}  // namespace

HttpListener::HttpListener(HttpSite& site, const ServeOptions& options)
    : site_(site), socket_(site.sockets), pause_(site.sockets) {
    const auto place = place_of(options);
    boost::system::error_code trouble;
    check(open(place.protocol()), place, options.where);
    // A server that starts again does not wait for its old connections to be forgotten.
    check(socket_.set_option(tcp::acceptor::reuse_address(true), trouble), place, options.where);
    check(socket_.bind(place, trouble), place, options.where);
    check(socket_.listen(tcp::acceptor::max_listen_connections, trouble), place, options.where);
    check(socket_.non_blocking(true, trouble), place, options.where);
    port_ = socket_.local_endpoint(trouble).port();
    check(trouble, place, options.where);
}

boost::system::error_code HttpListener::open(const tcp& protocol) {
    FileDescriptor descriptor(::socket(protocol.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (not descriptor)
        return {errno, boost::system::system_category()};
    boost::system::error_code trouble;
    (void)socket_.assign(protocol, descriptor.number(), trouble);
    if (not trouble)
        (void)descriptor.release();
    return trouble;
}

asio::awaitable<void> HttpListener::accept(HttpConnections& connections) {
    while (socket_.is_open()) {
        auto waiting = socket_.async_wait(tcp::acceptor::wait_read, told);
        const auto [trouble] = co_await std::move(waiting);
        if (not socket_.is_open())
            co_return;
        auto [socket, error] = accepted(trouble);
        if (error == 0) {
            is_in_trouble_ = false;
            connections.begin(std::move(socket));
        } else if (error != EAGAIN and error != ECONNABORTED) {
            auto resting = rest(error);
            co_await std::move(resting);
        }
    }
}

/// By hand, as Asio's sockets are handed on to the programs that we start.
std::pair<tcp::socket, int> HttpListener::accepted(boost::system::error_code trouble) {
    tcp::socket socket(site_.sockets);
    if (trouble)
        return {std::move(socket), trouble.value()};
    FileDescriptor descriptor(
        ::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)
    );
    if (const int error = errno; not descriptor)
        return {std::move(socket), error};
    (void)socket.assign(socket_.local_endpoint(trouble).protocol(), descriptor.number(), trouble);
    if (not trouble)
        (void)descriptor.release();
    return {std::move(socket), trouble.value()};
}

/// Out of descriptors or memory: whoever waits is still there a moment later, and asking at once would only spin.
asio::awaitable<void> HttpListener::rest(int error) {
    if (not is_in_trouble_) {
        const boost::system::error_code trouble(error, boost::system::system_category());
        site_.on_trouble(fmt::format("cannot take new connections: {}", trouble.message()));
    }
    is_in_trouble_ = true;
    pause_.expires_after(std::chrono::milliseconds(100));
    auto waiting = pause_.async_wait(told);
    (void)co_await std::move(waiting);
}

void HttpListener::close() {
    boost::system::error_code gone;
    (void)socket_.close(gone);
    pause_.cancel();
}

}  // namespace muster
