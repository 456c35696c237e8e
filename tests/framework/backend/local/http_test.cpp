// HTTP and TLS as this machine sees them: a real nginx, and servers that behave badly.
#include "tests/framework/backend/local/ask.hpp"
#include "tests/support/web_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using How = Reached::How;

namespace {

const Authority& authority() {
    static const Authority one;
    return one;
}

Http get(std::string url) {
    return {.url = std::move(url)};
}

Http trusting(std::string url) {
    return {.url = std::move(url), .trusted = authority().pem()};
}

std::string url_of(int port) {
    return fmt::format("http://127.0.0.1:{}/", port);
}

}  // namespace

TEST_CASE("nginx answers a request") {
    const WebServer server;

    const auto reply = answer_to(get(server.url("/")));
    const auto missing = answer_to(get(server.url("/missing")));

    CHECK(reply.reached.how == How::open);
    CHECK(reply.trouble == "");
    CHECK(reply.response.status == 200);
    CHECK(reply.response.body == "hello\n");
    CHECK(reply.time > 0ns);
    CHECK(reply.time < 5s);
    CHECK(reply.tls.chain.empty());
    CHECK(missing.response.status == 404);
}

TEST_CASE("nginx is told method, headers, body and password") {
    const WebServer server;
    auto http = get(server.url("/echo"));
    http.headers = {{"X-Test", "a b"}};
    http.user = "Aladdin";
    http.password = hidden("open sesame", "");

    CHECK(
        answer_to(http).response.body
        == fmt::format("GET Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== a b localhost:{}", server.port())
    );
    http.method = "POST";
    http.body = std::string(200'000, 'x');
    CHECK_THAT(answer_to(http).response.body, Catch::StartsWith("POST"));
    http = get(server.url("/"));
    http.method = "HEAD";
    CHECK(answer_to(http).response.status == 200);
    CHECK(answer_to(http).response.body == "");
}

TEST_CASE("redirects are followed to another server") {
    const WebServer other;
    const WebServer server({}, "", other.port());
    auto http = get(server.url("/far"));

    CHECK(answer_to(http).response.status == 302);
    http.follow = 1;
    const auto reply = answer_to(http);
    CHECK(reply.response.body == "hello\n");
    CHECK(reply.redirected_to == other.url("/", "127.0.0.1"));
}

TEST_CASE("a trusted certificate is trusted, and shown") {
    const WebServer server(authority().issue());

    const auto reply = answer_to(trusting(server.url("/")));

    CHECK(reply.trouble == "");
    CHECK(reply.response.body == "hello\n");
    CHECK(reply.tls.trust == Trust::yes);
    CHECK(reply.tls.chain.size() == 1);
    CHECK(answer_to(trusting(server.url("/", "127.0.0.1"))).tls.trust == Trust::yes);
}

TEST_CASE("a bad certificate is no answer, with the reason, and nothing is sent to it") {
    const Authority stranger("Stranger");
    struct Case {
        CertificateFiles files;
        std::string reason;
    };
    const std::vector<Case> cases = {
        {authority().issue({.days = -1}), "certificate has expired"},
        {authority().issue({.names = "DNS:other.example"}),
         "it is not for localhost but for DNS:other.example"},
        {authority().self_signed(), "self-signed certificate"},
        {stranger.issue(), "unable to get local issuer certificate"},
    };
    for (const auto& [files, reason] : cases) {
        INFO(reason);
        const WebServer server(files);
        auto http = trusting(server.url("/"));

        const auto refused = answer_to(http);
        http.untrusted = Untrusted::asked;
        const auto asked = answer_to(http);

        CHECK(refused.reached.how == How::open);
        CHECK_THAT(refused.trouble, Contains("is not trusted: " + reason));
        CHECK(refused.response.status == 0);
        CHECK(refused.tls.trust == Trust::no);
        CHECK(refused.tls.chain.size() == 1);
        CHECK(asked.trouble == "");
        CHECK(asked.response.body == "hello\n");
        CHECK(asked.tls.trust == Trust::no);
    }
}

TEST_CASE("a server that wants a certificate is shown one") {
    const WebServer server(authority().issue(), authority().file());
    const auto own = authority().issue({.subject = "/CN=client"});
    auto http = trusting(server.url("/"));

    CHECK(answer_to(http).response.status == 400);
    http.certificate = read_file(own.certificate).value();
    http.key = hidden(read_file(own.key).value(), "");
    CHECK(answer_to(http).response.status == 200);
    http.key = hidden(read_file(authority().issue().key).value(), "");
    CHECK_THAT(why_not(http).message, Contains("does not belong to the certificate"));
    http.key = hidden("nothing", "");
    CHECK_THAT(why_not(http).message, Contains("no private key"));
}

TEST_CASE("another address serves a name that does not exist") {
    const WebServer server(authority().issue({.names = "DNS:web.invalid"}));
    auto http = trusting(server.url("/", "web.invalid"));

    CHECK(answer_to(http).reached.how == How::not_resolved);
    http.resolve_to = "127.0.0.1";
    CHECK(answer_to(http).response.body == "hello\n");
}

TEST_CASE("a proxy passes requests on") {
    std::string seen;
    const TcpServer proxy([&seen](int connection) {
        std::array<char, 4096> piece{};
        const auto size = read(connection, piece.data(), piece.size());
        seen.assign(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        (void)!write(connection, answer.data(), answer.size());
    });
    auto http = get("http://nowhere.invalid/x");
    http.proxy = url_of(proxy.port());

    CHECK(answer_to(http).response.body == "ok");
    CHECK_THAT(seen, Catch::StartsWith("GET http://nowhere.invalid/x HTTP/1.1\r\n"));
}

TEST_CASE("what a peer does is an observation, not an error") {
    const auto trouble = [](const TcpServer& server) {
        auto http = get(url_of(server.port()));
        http.timeout = 400ms;
        return answer_to(http);
    };
    const auto whole = std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    CHECK_THAT(trouble(saying("")).trouble, Contains("closed the connection without a word"));
    CHECK_THAT(trouble(saying("", Then::reset)).trouble, Contains("broke the connection off"));
    CHECK_THAT(
        trouble(saying("", Then::hold)).trouble, Contains("no complete answer from 127.0.0.1:")
    );
    CHECK_THAT(trouble(saying("", Then::hold)).trouble, Contains("in 400 ms"));
    CHECK_THAT(
        trouble(saying(whole.substr(0, 30), Then::hold)).trouble, Contains("no complete answer")
    );
    CHECK_THAT(
        trouble(saying(whole.substr(0, whole.size() - 1))).trouble, Contains("after 1 of 2 bytes")
    );
    CHECK_THAT(
        trouble(saying("220 mail\r\n", Then::hold)).trouble, Contains("does not speak HTTP")
    );
    CHECK(trouble(saying(whole, Then::hold)).trouble == "");
    CHECK(trouble(saying("", Then::hold)).reached.how == How::open);
}

TEST_CASE("a connection that does not come about is told as it ended") {
    const SilentPort silent;
    auto http = get(url_of(silent.port()));
    http.timeout = 300ms;

    CHECK(answer_to(http).reached.how == How::timed_out);
    CHECK(answer_to(get(url_of(free_port()))).reached.how == How::refused);
    CHECK(answer_to(get("http://no-such-host.invalid/")).reached.how == How::not_resolved);
}

TEST_CASE("an endless body is cut off by its limit or its time") {
    const TcpServer endless([](int connection) {
        std::string piece = "HTTP/1.1 200 OK\r\n\r\n" + std::string(65536, 'x');
        while (send(connection, piece.data(), piece.size(), MSG_NOSIGNAL) > 0)
            continue;
    });
    const TcpServer dripping([](int connection) {
        constexpr std::string_view head = "HTTP/1.1 200 OK\r\n\r\n";
        (void)!write(connection, head.data(), head.size());
        while (send(connection, "x", 1, MSG_NOSIGNAL) > 0)
            std::this_thread::sleep_for(10ms);
    });
    auto http = get(url_of(dripping.port()));
    http.timeout = 300ms;

    const auto why = why_not(get(url_of(endless.port())), {.content = 1UL << 20});

    CHECK(why.kind == Kind::too_large);
    CHECK_THAT(why.message, Contains("1048576 bytes, the limit of content"));
    CHECK_THAT(answer_to(http).trouble, Contains("no complete answer"));
}

TEST_CASE("what no request can be made of is an error of ours") {
    CHECK(why_not(get("gopher://localhost/")).kind == Kind::unsupported);
}

TEST_CASE("a connection begins at the address that was asked for") {
    const TcpServer server([](int connection) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        (void)getpeername(connection, reinterpret_cast<sockaddr*>(&peer), &size);
        const auto text = std::to_string(ntohl(peer.sin_addr.s_addr) & 0xFF) + "\n";
        (void)send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    });
    const auto port = static_cast<std::uint16_t>(server.port());

    const auto reply = answer_to(Talk{
        .host = "127.0.0.1",
        .port = port,
        .path = "",
        .send = "",
        .mark = "\n",
        .source = "127.0.0.9"});

    CHECK(reply.bytes == "9\n");
    CHECK(answer_to(ProbeTcp{"127.0.0.1", port, 2s, "127.0.0.9"}).how == How::open);
    CHECK(answer_to(ProbeTcp{"127.0.0.1", port, 2s}).time > 0ns);
    CHECK(why_not(ProbeTcp{"127.0.0.1", port, 2s, "192.0.2.9"}).kind == Kind::failed);
    CHECK(why_not(ProbeTcp{"127.0.0.1", port, 2s, "::1"}).kind == Kind::unsupported);
    CHECK(why_not(ProbeTcp{"127.0.0.1", port, 2s, "here"}).kind == Kind::unsupported);
}
