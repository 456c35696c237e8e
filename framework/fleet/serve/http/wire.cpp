#include "framework/fleet/serve/http/wire.hpp"

#include <fmt/format.h>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace muster {

namespace {

using boost::beast::tcp_stream;

constexpr std::size_t piece = 8UL << 10;
constexpr auto goodbye_time = std::chrono::seconds(1);

template<class Stream>
asio::awaitable<std::string> read_some(Stream& stream) {
    std::string bytes(piece, '\0');
    auto reading = stream.async_read_some(asio::buffer(bytes), told);
    const auto [trouble, count] = co_await std::move(reading);
    bytes.resize(trouble ? 0 : count);
    co_return bytes;
}

template<class Stream>
asio::awaitable<bool> write_all(Stream& stream, std::string bytes) {
    auto writing = asio::async_write(stream, asio::buffer(bytes), told);
    const auto [trouble, count] = co_await std::move(writing);
    co_return not trouble;
}

class PlainWire final : public HttpWire {
public:
    explicit PlainWire(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}

    asio::awaitable<bool> open() override { co_return true; }
    asio::awaitable<std::string> read() override { return read_some(stream_); }
    asio::awaitable<bool> write(std::string bytes) override {
        return write_all(stream_, std::move(bytes));
    }
    bool is_secure() const override { return false; }

protected:
    asio::awaitable<void> say_goodbye() override { co_return; }
    tcp_stream& socket() override { return stream_; }

private:
    tcp_stream stream_;
};

class SecureWire final : public HttpWire {
public:
    SecureWire(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    asio::awaitable<bool> open() override {
        auto shaking = stream_.async_handshake(asio::ssl::stream_base::server, told);
        const auto [trouble] = co_await std::move(shaking);
        co_return not trouble;
    }
    asio::awaitable<std::string> read() override { return read_some(stream_); }
    asio::awaitable<bool> write(std::string bytes) override {
        return write_all(stream_, std::move(bytes));
    }
    bool is_secure() const override { return true; }

protected:
    asio::awaitable<void> say_goodbye() override {
        auto closing = stream_.async_shutdown(told);
        // Many clients just go: whether they have answered makes no difference.
        (void)co_await std::move(closing);
    }
    tcp_stream& socket() override { return stream_.next_layer(); }

private:
    std::shared_ptr<asio::ssl::context> context_;
    asio::ssl::stream<tcp_stream> stream_;
};

}  // namespace

asio::awaitable<void> HttpWire::part() {
    constexpr int most_pieces = 64;
    allow(goodbye_time);
    auto goodbye = say_goodbye();
    co_await std::move(goodbye);
    boost::system::error_code gone;
    (void)socket().socket().shutdown(asio::ip::tcp::socket::shutdown_send, gone);
    for (int i = 0; i < most_pieces; ++i) {
        auto reading = read_some(socket());
        const auto rest = co_await std::move(reading);
        if (rest.empty())
            break;
    }
    close();
}

void HttpWire::close() {
    socket().close();
}

void HttpWire::keep_few_bytes() {
    constexpr int few = 64 << 10;
    boost::system::error_code refused;
    (void)socket().socket().set_option(asio::socket_base::send_buffer_size(few), refused);
}

std::string address_text(const asio::ip::tcp::endpoint& end) {
    auto address = end.address();
    if (address.is_v6() and address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address.is_v6() ? fmt::format("[{}]:{}", address.to_string(), end.port())
                           : fmt::format("{}:{}", address.to_string(), end.port());
}

std::unique_ptr<HttpWire> plain_wire(asio::ip::tcp::socket socket) {
    return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<HttpWire> secure_wire(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context
) {
    return std::make_unique<SecureWire>(std::move(socket), std::move(context));
}

}  // namespace muster
