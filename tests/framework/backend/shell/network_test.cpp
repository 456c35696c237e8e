// Connections from the target, by whatever tool it has.
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <filesystem>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// Serves each connection in turn until it is destroyed: waits for a line, writes `answer`, and either
/// closes or holds the connection until the other side does.
class Server {
public:
    enum class After { close, hold };

    Server(std::string answer, After after, const std::string& path = "")
        : answer_(std::move(answer)), after_(after) {
        socket_ =
            FileDescriptor(::socket(path.empty() ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)
            );
        path.empty() ? bind_to_loopback() : bind_to_path(path);
        REQUIRE(::listen(socket_.number(), 8) == 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~Server() {
        stop_ = true;
        thread_.join();
    }

    std::uint16_t port() const { return port_; }

private:
    void bind_to_loopback() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* place = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(socket_.number(), place, size) == 0);
        REQUIRE(::getsockname(socket_.number(), place, &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    void bind_to_path(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
        REQUIRE(
            ::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address)
            == 0
        );
    }
    bool is_readable(int descriptor) const {
        while (not stop_) {
            pollfd place{descriptor, POLLIN, 0};
            if (::poll(&place, 1, 20) == 1)
                return true;
        }
        return false;
    }
    void serve() {
        while (is_readable(socket_.number())) {
            const FileDescriptor peer(::accept(socket_.number(), nullptr, nullptr));
            char line[256];
            if (answer_.starts_with('?')
                and (not is_readable(peer.number()) or ::read(peer.number(), line, sizeof line) <= 0))
                continue;
            (void)::send(
                peer.number(), answer_.data(), answer_.size(), MSG_NOSIGNAL
            );  // a probe has left
            if (after_ == After::hold)
                while (is_readable(peer.number()) and ::read(peer.number(), line, sizeof line) > 0)
                    ;
        }
    }

    std::string answer_;
    After after_;
    FileDescriptor socket_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

using How = Reached::How;

}  // namespace

TEST_CASE("a port is open, refused or not resolved as seen from the target, on every shell") {
    const Server server("hello\n", Server::After::hold);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK(ask(backend, ProbeTcp{"127.0.0.1", server.port()}).how == How::open);
        CHECK(ask(backend, ProbeTcp{"localhost", server.port()}).how == How::open);
        CHECK(ask(backend, ProbeTcp{"127.0.0.1", 1}).how == How::refused);
        CHECK(ask(backend, Run{Command{{"echo", "still in step"}}}).out == "still in step\n");
    }
}

TEST_CASE("a dialogue ends at its mark, at the end, or with its time, on every shell") {
    const std::string bytes("?a\0b\nEND\nmore", 13);
    const Server holding(bytes, Server::After::hold);
    const Server closing(bytes, Server::After::close);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto marked = ask(
            backend,
            Talk{.host = "127.0.0.1", .port = holding.port(), .send = "stats\n", .mark = "END\n"}
        );
        const auto whole =
            ask(backend,
                Talk{.host = "127.0.0.1", .port = closing.port(), .send = std::string("x\0y\n", 4)}
            );
        const auto silent =
            ask(backend,
                Talk{
                    .host = "127.0.0.1",
                    .port = holding.port(),
                    .send = "x",
                    .mark = "never",
                    .timeout = 200ms});

        CHECK(marked.reached.how == How::open);
        CHECK(marked.bytes == bytes.substr(0, 9));
        CHECK(whole.reached.how == How::open);
        CHECK(whole.bytes == bytes);
        CHECK(silent.reached.how == How::timed_out);
        CHECK(ask(backend, Run{Command{{"echo", "still in step"}}}).out == "still in step\n");
    }
}

TEST_CASE("a unix socket is talked to, where a tool of the target can") {
    const Place folder;
    const Server server("?pong\n", Server::After::hold, folder / "a socket");

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto reply =
            ask(backend, Talk{.path = folder / "a socket", .send = "ping\n", .mark = "\n"});

        CHECK(reply.reached.how == How::open);
        CHECK(reply.bytes == "?pong\n");
        CHECK(
            ask(backend, Talk{.path = folder / "none", .send = "ping\n"}).reached.how
            == How::unreachable
        );
    }
}

TEST_CASE("a connection begins at the address that was asked for, where a tool can") {
    const Server server("hello\n", Server::After::hold);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK(ask(backend, ProbeTcp{"127.0.0.1", server.port(), 2s, "127.0.0.9"}).how == How::open);
        CHECK(
            ask(backend,
                Talk{
                    .host = "127.0.0.1",
                    .port = server.port(),
                    .path = "",
                    .send = "",
                    .mark = "\n",
                    .source = "127.0.0.9"})
                .bytes
            == "hello\n"
        );
        CHECK(
            refusal(backend, ProbeTcp{"127.0.0.1", server.port(), 2s, "192.0.2.9"}).kind
            == Kind::failed
        );
        CHECK(
            refusal(backend, ProbeTcp{"127.0.0.1", server.port(), 2s, "here"}).message
            == "\"here\" is no IP address"
        );
    }
}

TEST_CASE("a host's name is one argument of the tool that connects, never its option or code, on "
          "every shell") {
    const Place place;
    const auto mark = place / "mark";
    const std::vector<std::string> names = {
        "-n",
        "--help",
        "a b",
        "$(touch " + mark + ")",
        "'; touch " + mark + " #",
        "-eBEGIN{open my $f, q(>), q(" + mark + ")}"};

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        for (const std::string source : {"", "127.0.0.1"})
            for (const auto& name : names) {
                INFO(shell << ": " << name << " from \"" << source << '"');
                const std::vector<Question> batch = {ProbeTcp{name, 1, 2s, source}};

                const auto answer =
                    backend.exchange(batch, Deadline(std::chrono::seconds(20))).at(0);

                const auto* reached = std::get_if<Reached>(&answer);
                CHECK((reached == nullptr or reached->how != How::open));
                CHECK_FALSE(std::filesystem::exists(mark));
            }
        CHECK(ask(backend, Run{Command{{"echo", "still in step"}}}).out == "still in step\n");
    }
}
