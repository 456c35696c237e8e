#include "framework/backend/local/socket_stream.hpp"
#include "framework/base/file_descriptor.hpp"
#include "tests/framework/backend/local/ask.hpp"
#include "tests/framework/backend/local/public_folder.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

using How = Reached::How;

/// A socket that listens on the loopback address, on a port of the kernel's choice.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        auto* address = reinterpret_cast<sockaddr*>(&place);
        if (::bind(socket_.number(), address, size) != 0
            or ::getsockname(socket_.number(), address, &size) != 0)
            throw std::runtime_error("cannot bind");
        port_ = ntohs(place.sin_port);
    }
    explicit Listener(const std::string& path)
        : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un place{.sun_family = AF_UNIX, .sun_path = {}};
        path.copy(place.sun_path, sizeof place.sun_path - 1);
        if (::bind(socket_.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) != 0)
            throw std::runtime_error("cannot bind");
    }

    Listener& listen(int queue = 16) {
        (void)::listen(socket_.number(), queue);
        return *this;
    }
    std::uint16_t port() const { return port_; }
    FileDescriptor accept() const {
        return FileDescriptor(::accept(socket_.number(), nullptr, nullptr));
    }

private:
    FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

void say(const FileDescriptor& peer, std::string_view text) {
    (void)::send(peer.number(), text.data(), text.size(), MSG_NOSIGNAL);
}

/// A socket that is closed after this resets its connection.
void reset_at_once(const FileDescriptor& peer) {
    const linger at_once{1, 0};
    (void)::setsockopt(peer.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/// Asks while `serve` holds the other end of one connection.
Answer ask_served(
    const Listener& listener,
    const Question& question,
    const std::function<void(const FileDescriptor&)>& serve,
    Limits limits = {}
) {
    std::jthread server([&] { serve(listener.accept()); });
    return ask(question, limits);
}

Talk to(const Listener& listener, std::string send, std::string mark, Nanoseconds timeout = 5s) {
    return {
        .host = "127.0.0.1",
        .port = listener.port(),
        .send = std::move(send),
        .mark = std::move(mark),
        .timeout = timeout};
}

}  // namespace

TEST_CASE("an open port is open, a closed one refused") {
    Listener open;
    open.listen();
    const Listener closed;

    CHECK(answer_to(ProbeTcp{"127.0.0.1", open.port()}).how == How::open);
    CHECK(answer_to(ProbeTcp{"localhost", open.port()}).how == How::open);
    const auto refused = answer_to(ProbeTcp{"127.0.0.1", closed.port()});
    CHECK(refused.how == How::refused);
    CHECK(refused.remark == "127.0.0.1: Connection refused");
}

TEST_CASE("a port whose queue is full is silent, and silence is timed out") {
    Listener full;
    full.listen(0);
    std::vector<FileDescriptor> waiting;
    for (int i = 0; i < 8; ++i) {
        waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(full.port());
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (void)::connect(waiting.back().number(), reinterpret_cast<sockaddr*>(&place), sizeof place);
    }
    const auto start = std::chrono::steady_clock::now();

    const auto reached = answer_to(ProbeTcp{"127.0.0.1", full.port(), 300ms});

    CHECK(reached.how == How::timed_out);
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    const auto why = why_not(ProbeTcp{"127.0.0.1", full.port(), 30s}, {}, 200ms);
    CHECK(why.kind == Kind::timed_out);  // the run's deadline says nothing about the port
}

TEST_CASE("silent ports are waited for side by side") {
    Listener full;
    full.listen(0);
    std::vector<Question> batch(20, ProbeTcp{"127.0.0.1", full.port(), 500ms});
    const auto start = std::chrono::steady_clock::now();

    LocalBackend backend;
    const auto answers = backend.exchange(batch, Deadline(usual_deadline));

    CHECK(
        std::count_if(
            answers.begin(),
            answers.end(),
            [](const Answer& answer) { return std::get<Reached>(answer).how == How::timed_out; }
        )
        > 10
    );
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("an address without a way to it is unreachable, and no name is not resolved") {
    CHECK(answer_to(ProbeTcp{"255.255.255.255", 80}).how == How::unreachable);
    CHECK(answer_to(ProbeTcp{"", 80}).how == How::not_resolved);
    CHECK(answer_to(ProbeTcp{std::string("local\0host", 10), 80}).how == How::not_resolved);
    CHECK(answer_to(ProbeTcp{"no such name", 80}).how == How::not_resolved);
}

TEST_CASE("a talk sends, and reads to its mark") {
    Listener listener;
    const auto answer = ask_served(
        listener.listen(),
        to(listener, "PING\r\n", "\r\n"),
        [](const FileDescriptor& peer) {
            std::array<char, 6> request{};
            if (::recv(peer.number(), request.data(), request.size(), MSG_WAITALL) == 6)
                say(peer, "+" + std::string(request.data(), 6) + "and more");
            (void)::recv(peer.number(), request.data(), 1, 0);  // until the other side closes
        }
    );

    const auto& reply = std::get<Reply>(answer);
    CHECK(reply.reached.how == How::open);
    CHECK(reply.bytes == "+PING\r\n");
}

TEST_CASE("a talk without a mark reads to the end, NUL bytes and all") {
    Listener listener;
    const std::string banner("SSH-2.0\0\xff\n", 10);
    const auto answer =
        ask_served(listener.listen(), to(listener, "", ""), [&](const FileDescriptor& peer) {
            say(peer, banner);
        });

    CHECK(std::get<Reply>(answer).reached.how == How::open);
    CHECK(std::get<Reply>(answer).bytes == banner);
}

TEST_CASE("a peer that is silent, resets or floods ends a talk, each in its way") {
    Listener listener;
    listener.listen();
    const auto silent =
        ask_served(listener, to(listener, "", "\n", 300ms), [](const FileDescriptor& peer) {
            say(peer, "half a li");
            char byte = 0;
            (void)::recv(peer.number(), &byte, 1, 0);
        });
    const auto reset = ask_served(listener, to(listener, "hello", "\n"), reset_at_once);
    const auto flood = ask_served(
        listener,
        to(listener, "", "mark"),
        [](const FileDescriptor& peer) {
            const std::string piece(10'000, 'x');
            while (::send(peer.number(), piece.data(), piece.size(), MSG_NOSIGNAL) > 0) {}
        },
        {.output = 100'000}
    );

    CHECK(std::get<Reply>(silent).reached.how == How::timed_out);
    CHECK(std::get<Reply>(silent).bytes == "half a li");
    CHECK(std::get<Reply>(reset).reached.how == How::closed);
    CHECK(std::get<CannotTell>(flood).kind == Kind::too_large);
}

TEST_CASE("a reset that the sender learns of first is no orderly end for the reader") {
    Listener listener;
    listener.listen();
    std::jthread server([&] { reset_at_once(listener.accept()); });
    local::SocketStream stream(
        {.host = "127.0.0.1", .port = listener.port(), .path = {}, .source = {}}, Deadline(5s)
    );
    while (not stream.reached())
        std::this_thread::sleep_for(1ms);
    server.join();
    std::this_thread::sleep_for(50ms);  // the kernel's way through loopback

    std::string bytes;
    (void)stream.write("hello");
    CHECK(stream.reached()->how == How::open);
    CHECK(stream.read(bytes) == Stream::State::reset);
    CHECK(stream.read(bytes) == Stream::State::reset);
    CHECK(bytes.empty());
}

TEST_CASE("a reset while we were connecting is no orderly end for who only reads") {
    Listener listener;
    listener.listen();
    local::SocketStream stream(
        {.host = "127.0.0.1", .port = listener.port(), .path = {}, .source = {}}, Deadline(5s)
    );
    // Dialled, but not looked at again before the reset has come.
    std::jthread server([&] { reset_at_once(listener.accept()); });
    std::optional<Reached> reached;
    while (not(reached = stream.reached()))
        std::this_thread::sleep_for(50ms);
    server.join();
    std::this_thread::sleep_for(50ms);

    std::string bytes;
    CHECK(reached->how == How::open);
    CHECK(stream.read(bytes) == Stream::State::reset);
}

TEST_CASE("what a peer said before it ended is whole, also when we could not send") {
    const PublicFolder folder;
    const auto path = folder / "ends.sock";
    Listener listener(path);
    const auto answer = ask_served(
        listener.listen(),
        Talk{.path = path, .send = std::string(1 << 20, 'x'), .mark = "\n\n"},
        [](const FileDescriptor& peer) {
            say(peer, "too many\n");
            (void)::shutdown(peer.number(), SHUT_RDWR);
            // A socket that is closed with bytes that nobody has read resets its connection.
            std::array<char, 4096> unread{};
            while (::recv(peer.number(), unread.data(), unread.size(), MSG_DONTWAIT) > 0) {}
        }
    );

    CHECK(std::get<Reply>(answer).reached.how == How::open);
    CHECK(std::get<Reply>(answer).bytes == "too many\n");
}

TEST_CASE("a talk goes over a unix socket, too") {
    const PublicFolder folder;
    const auto path = folder / "with blank.sock";
    Listener listener(path);
    const auto answer = ask_served(
        listener.listen(),
        Talk{.path = path, .send = "?", .mark = "!"},
        [](const FileDescriptor& peer) {
            say(peer, "yes!");
            char byte = 0;
            (void)::recv(peer.number(), &byte, 1, 0);
        }
    );

    CHECK(std::get<Reply>(answer).reached.how == How::open);
    CHECK(std::get<Reply>(answer).bytes == "yes!");
}

TEST_CASE("a unix socket that is absent, abandoned, full, closed to us or impossible") {
    const PublicFolder folder;
    const Listener abandoned(folder / "abandoned");
    Listener full(folder / "full");
    full.listen(0);
    const FileDescriptor first(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un place{.sun_family = AF_UNIX, .sun_path = {}};
    (folder / "full").copy(place.sun_path, sizeof place.sun_path - 1);
    REQUIRE(::connect(first.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0);
    std::filesystem::permissions(folder / "abandoned", std::filesystem::perms::none);

    CHECK(answer_to(Talk{.path = folder / "absent"}).reached.how == How::unreachable);
    CHECK(answer_to(Talk{.path = folder / "full", .timeout = 200ms}).reached.how == How::timed_out);
    CHECK(told_to_ordinary_user(Talk{.path = folder / "abandoned"}).starts_with("denied"));
    std::filesystem::permissions(folder / "abandoned", std::filesystem::perms(0777));
    CHECK(answer_to(Talk{.path = folder / "abandoned"}).reached.how == How::refused);
    CHECK(why_not(Talk{.path = std::string(200, 'x')}).kind == Kind::unsupported);
}
