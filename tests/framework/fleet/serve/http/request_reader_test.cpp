#include "framework/fleet/serve/http/request_reader.hpp"

#include "tests/support/mutation.hpp"

#include <catch2/catch.hpp>

using muster::Headers;
using muster::RequestReader;
using State = muster::RequestReader::State;

namespace {

const muster::ServeLimits small{.header_bytes = 200, .body_bytes = 20};

const std::string form =
    "POST /ack?a=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
const std::string chunked =
    "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";

/// What a reader says to these bytes: "whole", "begun", "empty", or the status of its refusal.
std::string said_to(const std::string& bytes) {
    RequestReader reader(small);
    reader.feed(bytes);
    switch (reader.state()) {
    case State::empty: return "empty";
    case State::begun: return "begun";
    case State::whole: return "whole";
    case State::refused: break;
    }
    return std::to_string(reader.refusal().status);
}

}  // namespace

TEST_CASE("a request is read in whatever pieces it comes") {
    for (const auto& bytes : {form, chunked}) {
        RequestReader reader(small);
        for (const char byte : bytes.substr(0, bytes.size() - 1)) {
            reader.feed(std::string(1, byte));
            REQUIRE(reader.state() == State::begun);
        }
        reader.feed(bytes.substr(bytes.size() - 1));

        REQUIRE(reader.state() == State::whole);
        const auto request = reader.take();
        CHECK(request.method == "POST");
        CHECK(request.keeps_alive);
        CHECK_FALSE(request.is_old);
        CHECK(request.body == (bytes == form ? "hello" : "abcde"));
        CHECK(request.headers.front() == std::pair<std::string, std::string>("Host", "localhost"));
        CHECK(reader.state() == State::empty);
    }
}

TEST_CASE("requests that come together are handed out one after the other") {
    RequestReader reader(small);
    reader.feed(form + "\r\n" + chunked + "GET /last HT");

    CHECK(reader.take().target == "/ack?a=b");
    CHECK(reader.take().target == "/x");
    CHECK(reader.state() == State::begun);
    reader.feed("TP/1.0\r\n\r\n");
    const auto last = reader.take();
    CHECK(last.target == "/last");
    CHECK(last.is_old);
    CHECK_FALSE(last.keeps_alive);
}

TEST_CASE("what is too large or no request is refused") {
    const std::string line = "GET / HTTP/1.1\r\n";
    const std::vector<std::pair<std::string, std::string>> all = {
        {"", "empty"},
        {"\r\n\r\n", "empty"},
        {line, "begun"},
        {line + "\r\n", "whole"},
        {"GET /" + std::string(300, 'a'), "431"},
        {line + "A: " + std::string(300, 'a'), "431"},
        {line + "A: " + std::string(300, 'a') + "\r\n\r\n", "431"},
        {"POST / HTTP/1.1\r\nContent-Length: 21\r\n\r\n", "413"},
        {"POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n", "begun"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n", "413"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(300, 'a'), "431"},
        {"GET / HTTP/2.0\r\n\r\n", "505"},
        {"GET / HTTP/0.9\r\n\r\n", "505"},
        {"GET /\r\n\r\n", "400"},
        {"GET  / HTTP/1.1\r\n\r\n", "400"},
        {"\x16\x03\x01\x02\x01\x01\xfc\x03\x03", "400"},
        {"G@T / HTTP/1.1\r\n\r\n", "400"},
        {line + "A b: c\r\n\r\n", "400"},
        {line + std::string("A: b\0c\r\n\r\n", 10), "400"},
        {"GET /a" + std::string(1, '\0') + "b HTTP/1.1\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"}};

    for (const auto& [bytes, said] : all) {
        INFO(bytes);
        CHECK(said_to(bytes) == said);
    }
}

TEST_CASE("a request with two lengths is refused, as somebody on the way may see another end of it"
) {
    const std::string post = "POST / HTTP/1.1\r\n";
    const std::string length = "Content-Length: 3\r\n";
    const std::string chunks = "Transfer-Encoding: chunked\r\n";

    CHECK(said_to(post + length + "Content-Length: 4\r\n\r\n") == "400");
    CHECK(said_to(post + length + chunks + "\r\n") == "400");
    CHECK(said_to(post + chunks + length + "\r\n") == "400");
}

TEST_CASE("who waits before sending its body is told to go on, once") {
    RequestReader reader(small);
    reader.feed("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n");
    CHECK_FALSE(reader.wants_to_continue());
    reader.feed("\r\n");
    CHECK(reader.wants_to_continue());
    CHECK_FALSE(reader.wants_to_continue());
    reader.feed("ab");

    CHECK(reader.take().body == "ab");
}

TEST_CASE("whatever comes, a reader keeps to its limits") {
    muster::tests::Random random(20261127);
    const std::vector<std::string> others = {form, chunked};
    int whole = 0;
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        RequestReader reader(small);
        const auto bytes = muster::tests::mutated(i % 2 == 0 ? form : chunked, others, random);
        for (std::size_t at = 0; at < bytes.size() and reader.state() != State::refused; at += 7) {
            reader.feed(bytes.substr(at, 7));
            while (reader.state() == State::whole) {
                REQUIRE(reader.take().body.size() <= small.body_bytes);
                ++whole;
            }
        }
        refused += reader.state() == State::refused ? 1 : 0;
    }

    CHECK(whole > 1000);
    CHECK(refused > 1000);
}
