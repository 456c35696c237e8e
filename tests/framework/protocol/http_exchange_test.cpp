#include "framework/protocol/http_exchange.hpp"

#include "framework/model/cannot_tell.hpp"
#include "framework/model/http_headers.hpp"
#include "framework/protocol/http_request.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using Catch::Contains;

namespace {

constexpr std::uint64_t limit = 1UL << 16;
using End = ResponseReader::End;

HttpExchange exchange_of(const Http& http) {
    return {http, nullptr, limit};
}

/// Connects and takes what is sent.
std::string sent_to(HttpExchange& exchange, const std::string& host, int port) {
    REQUIRE(exchange.wanted());
    CHECK(exchange.wanted()->host == host);
    CHECK(exchange.wanted()->port == port);
    exchange.connected();
    return std::exchange(exchange.outgoing(), "");
}

std::string redirect(int status, const std::string& location) {
    return "HTTP/1.1 " + std::to_string(status) + " Moved\r\nLocation: " + location
           + "\r\nContent-Length: 0\r\n\r\n";
}

const std::string fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace

TEST_CASE("a request says what it has to and nothing twice") {
    auto exchange = exchange_of({.url = "http://Example.org:8080/a?b"});

    CHECK(
        sent_to(exchange, "example.org", 8080)
        == "GET /a?b HTTP/1.1\r\nHost: example.org:8080\r\nUser-Agent: muster\r\nAccept: */*\r\n"
           "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    );

    exchange.feed(fine);
    REQUIRE(exchange.is_done());
    CHECK(exchange.trouble().empty());
    CHECK(exchange.take_response().body == "ok");
}

TEST_CASE("headers of the author's stand instead of ours") {
    auto exchange = exchange_of(
        {.url = "http://127.0.0.1/", .headers = {{"host", "other.example"}, {"X-Y", "z"}}}
    );

    const auto sent = sent_to(exchange, "127.0.0.1", 80);

    CHECK_THAT(sent, Contains("\r\nhost: other.example\r\n") and Contains("\r\nX-Y: z\r\n"));
    CHECK_THAT(sent, not Contains("Host: 127.0.0.1"));
}

TEST_CASE("a body has a length, also an empty one") {
    auto some = exchange_of({.url = "http://a/", .method = "POST", .body = "x=1"});
    auto none = exchange_of({.url = "http://a/", .method = "POST"});

    CHECK_THAT(
        sent_to(some, "a", 80), Contains("Content-Length: 3\r\n") and Catch::EndsWith("\r\n\r\nx=1")
    );
    CHECK_THAT(sent_to(none, "a", 80), Contains("Content-Length: 0\r\n"));
}

TEST_CASE("passwords and tokens are sent as Basic and Bearer") {
    auto basic =
        exchange_of({.url = "http://a/", .user = "Aladdin", .password = {"open sesame", ""}});
    auto bearer = exchange_of({.url = "http://a/", .password = {"t0ken", ""}});

    // The example of RFC 7617.
    CHECK_THAT(
        sent_to(basic, "a", 80), Contains("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n")
    );
    CHECK_THAT(sent_to(bearer, "a", 80), Contains("Authorization: Bearer t0ken\r\n"));
}

TEST_CASE("redirects are followed as far as was asked, and the first is told") {
    auto none = exchange_of({.url = "http://a/x"});
    (void)sent_to(none, "a", 80);
    none.feed(redirect(302, "/y"));
    REQUIRE(none.is_done());
    CHECK(none.take_response().status == 302);
    CHECK(none.redirected_to() == "http://a/y");

    auto one = exchange_of({.url = "http://a/x", .follow = 1});
    (void)sent_to(one, "a", 80);
    one.feed(redirect(302, "http://b:81/y"));
    CHECK_THAT(sent_to(one, "b", 81), Catch::StartsWith("GET /y HTTP/1.1\r\nHost: b:81\r\n"));
    one.feed(redirect(302, "/z"));
    REQUIRE(one.is_done());
    CHECK(one.take_response().status == 302);
    CHECK(one.redirected_to() == "http://b:81/y");
}

TEST_CASE("what is sent on after a redirect") {
    const auto from = std::get<Url>(url_from("https://a/"));
    const auto same = std::get<Url>(url_from("https://a/y"));
    const auto other = std::get<Url>(url_from("https://b/y"));
    const Http post{
        .url = "https://a/",
        .method = "POST",
        .headers = {{"Cookie", "x"}, {"Content-Type", "y"}, {"X-Z", "1"}},
        .body = "b",
        .user = "u",
        .password = {"p", "m"}};

    CHECK(redirected(post, 303, from, same).method == "GET");
    CHECK(redirected(post, 302, from, same).body.empty());
    CHECK(redirected(post, 302, from, same).password.text == "p");
    CHECK(redirected(post, 307, from, same).method == "POST");
    CHECK(redirected(post, 308, from, same).body == "b");
    CHECK(redirected({.url = "https://a/", .method = "HEAD"}, 303, from, same).method == "HEAD");
    const auto elsewhere = redirected(post, 307, from, other);
    CHECK(elsewhere.password.text.empty());
    CHECK(elsewhere.user.empty());
    CHECK(header_values(elsewhere.headers, "cookie").empty());
    CHECK(header_values(elsewhere.headers, "x-z").size() == 1);
}

TEST_CASE("a redirect to what is no URL is the last response") {
    auto exchange = exchange_of({.url = "http://a/x", .follow = 3});
    (void)sent_to(exchange, "a", 80);
    exchange.feed(redirect(302, "ftp://b/"));

    REQUIRE(exchange.is_done());
    CHECK(exchange.redirected_to() == "ftp://b/");
}

TEST_CASE("another address serves the host of the URL, and only that one") {
    auto exchange =
        exchange_of({.url = "http://example.org/", .follow = 1, .resolve_to = "192.0.2.1"});

    CHECK_THAT(sent_to(exchange, "192.0.2.1", 80), Contains("Host: example.org\r\n"));
    exchange.feed(redirect(302, "http://b/"));
    CHECK_THAT(sent_to(exchange, "b", 80), Contains("Host: b\r\n"));
}

TEST_CASE("a proxy is asked for the whole URL, or for a way through") {
    auto plain = exchange_of({.url = "http://a/x", .proxy = "http://proxy:3128"});
    CHECK_THAT(
        sent_to(plain, "proxy", 3128), Catch::StartsWith("GET http://a/x HTTP/1.1\r\nHost: a\r\n")
    );

    auto secure = exchange_of({.url = "https://a/x", .proxy = "http://proxy:3128"});
    CHECK_THAT(
        sent_to(secure, "proxy", 3128),
        Catch::StartsWith("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n")
    );
    secure.feed("HTTP/1.1 200 Connection established\r\n\r\n");
    CHECK_FALSE(secure.is_done());
    CHECK(secure.outgoing().substr(0, 2) == std::string("\x16\x03"));  // a handshake of TLS
}

TEST_CASE("a proxy that refuses is no answer") {
    auto exchange = exchange_of({.url = "https://a/x", .proxy = "http://proxy:3128"});
    (void)sent_to(exchange, "proxy", 3128);
    exchange.feed("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");

    REQUIRE(exchange.is_done());
    CHECK(exchange.trouble() == "the proxy proxy:3128 answers 403 to CONNECT");
}

TEST_CASE("a peer without TLS is no answer") {
    auto exchange = exchange_of({.url = "https://a/"});
    (void)sent_to(exchange, "a", 443);
    exchange.feed("HTTP/1.1 400 Bad Request\r\n\r\n");

    REQUIRE(exchange.is_done());
    CHECK(exchange.trouble() == "TLS with a:443: wrong version number");
}

TEST_CASE("a peer that goes away is no answer") {
    auto early = exchange_of({.url = "https://a/"});
    (void)sent_to(early, "a", 443);
    early.end(End::orderly);
    CHECK(early.trouble() == "a:443 broke off before TLS was spoken");

    auto late = exchange_of({.url = "http://a/"});
    (void)sent_to(late, "a", 80);
    late.end(End::broken_off);
    CHECK(late.trouble() == "a:80: it broke the connection off without a word");
}

TEST_CASE("what cannot be asked says so") {
    CHECK_THROWS_AS(exchange_of({.url = "gopher://a/"}), CannotTell);
    CHECK_THROWS_AS(exchange_of({.url = "http://a/", .proxy = "https://b/"}), CannotTell);
    CHECK_THROWS_AS(exchange_of({.url = "https://a/", .trusted = "no certificate"}), CannotTell);
}
