#include "framework/protocol/http_response.hpp"

#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/http_headers.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using Catch::Contains;

namespace {

constexpr std::uint64_t limit = 1UL << 16;
using Expect = ResponseReader::Expect;
using End = ResponseReader::End;

/// The reader after these bytes, in pieces of `size`.
ResponseReader reader_after(
    std::string_view bytes, Expect expect = Expect::body, std::size_t size = 1
) {
    ResponseReader reader(expect, limit);
    for (; not bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size())))
        reader.feed(bytes.substr(0, size));
    return reader;
}

std::string trouble_of(const std::string& bytes) {
    auto reader = reader_after(bytes);
    reader.end(End::orderly);
    return reader.is_done() ? "none" : reader.trouble();
}

}  // namespace

TEST_CASE("a response with a length ends with its last byte, in pieces of any size") {
    const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b \r\n\r\nhellomore";
    for (const std::size_t size : {1UL, 2UL, 7UL, 1000UL}) {
        auto reader = reader_after(bytes, Expect::body, size);

        REQUIRE(reader.is_done());
        CHECK(reader.response().status == 200);
        CHECK(reader.response().protocol == "HTTP/1.1");
        CHECK(reader.response().body == "hello");
        CHECK(header_values(reader.response().headers, "x-a") == std::vector<std::string>{"b"});
    }
}

TEST_CASE("chunks are put together, their extensions and trailers left out") {
    const auto reader = reader_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                     "5;x=y\r\nhello\r\n00A\r\n0123456789\r\n0\r\nT: u\r\n\r\n");

    REQUIRE(reader.is_done());
    CHECK(reader.response().body == "hello0123456789");
}

TEST_CASE("a body without a length goes to the end of the connection") {
    auto reader = reader_after("HTTP/1.0 200 OK\r\n\r\nall of\r\n\r\nit");
    CHECK_FALSE(reader.is_done());
    reader.end(End::orderly);

    REQUIRE(reader.is_done());
    CHECK(reader.response().body == "all of\r\n\r\nit");
    CHECK(reader.response().protocol == "HTTP/1.0");
}

TEST_CASE("a body without a length that is broken off is no whole response") {
    auto reader = reader_after("HTTP/1.1 200 OK\r\n\r\nall of");
    reader.end(End::broken_off);

    CHECK_FALSE(reader.is_done());
    CHECK(reader.trouble() == "it broke the connection off in the middle of its answer");
}

TEST_CASE("HEAD, 204 and 304 have no body, whatever they promise") {
    CHECK(reader_after("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Expect::no_body).is_done());
    CHECK(reader_after("HTTP/1.1 204 No Content\r\n\r\n").is_done());
    CHECK(reader_after("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n").is_done());
}

TEST_CASE("interim responses are passed over") {
    const auto reader =
        reader_after("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                     "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

    REQUIRE(reader.is_done());
    CHECK(reader.response().status == 404);
    CHECK(reader.response().headers.size() == 1);
}

TEST_CASE("line ends may lack their carriage return, a reason may be missing") {
    CHECK(reader_after("HTTP/1.1 200\nContent-Length: 0\n\n").is_done());
}

TEST_CASE("several headers of one name stay apart") {
    const auto reader =
        reader_after("HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n");

    CHECK(header_values(reader.response().headers, "A") == std::vector<std::string>{"1", "2"});
}

TEST_CASE("what could be read in two ways is no response") {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    CHECK(trouble_of(ok + "A: b\r\n c\r\n\r\n") == "it sends a folded header");
    CHECK_THAT(trouble_of(ok + "A : b\r\n\r\n"), Contains("a header that is none"));
    CHECK_THAT(trouble_of(ok + "no colon\r\n\r\n"), Contains("a header that is none"));
    CHECK_THAT(
        trouble_of(ok + std::string("A: b\0c\r\n\r\n", 10)), Contains("a header that is none")
    );
    CHECK_THAT(
        trouble_of(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        Contains("Content-Length")
    );
    CHECK_THAT(trouble_of(ok + "Content-Length: +1\r\n\r\na"), Contains("Content-Length"));
    CHECK_THAT(trouble_of(ok + "Content-Length: -1\r\n\r\na"), Contains("Content-Length"));
    CHECK_THAT(
        trouble_of(ok + "Content-Length: 99999999999999999999\r\n\r\na"), Contains("Content-Length")
    );
    CHECK(
        trouble_of(ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
        == "it sends both a Content-Length and chunks"
    );
    CHECK_THAT(trouble_of(ok + "Transfer-Encoding: gzip\r\n\r\n"), Contains("gzip"));
    CHECK_THAT(
        trouble_of(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Contains("a chunk without a size")
    );
    CHECK(
        trouble_of(ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n")
        == "a chunk is longer than it says"
    );
    CHECK(reader_after(ok + "Content-Length: 2, 2\r\n\r\nab").is_done());
}

TEST_CASE("who speaks something else is told at once") {
    CHECK_THAT(reader_after("SSH-2.0-OpenSSH").trouble(), Contains("does not speak HTTP"));
    CHECK_THAT(reader_after("HTTP/2 200\r\n").trouble(), Contains("does not speak HTTP/1.1"));
    CHECK_THAT(reader_after("HTTP/1.1 20 OK\r\n").trouble(), Contains("does not speak HTTP/1.1"));
    CHECK_THAT(reader_after("HTTP/1.1 999 OK\r\n").trouble(), Contains("does not speak HTTP/1.1"));
}

TEST_CASE("an end before the end is half an answer") {
    CHECK(trouble_of("") == "it closed the connection without a word");
    CHECK_THAT(trouble_of("HTTP/1.1 200 OK\r\nA"), Contains("in the middle of its answer"));
    CHECK(
        trouble_of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        == "it closed the connection after 3 of 9 bytes of the body"
    );
    CHECK_THAT(
        trouble_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"),
        Contains("in the middle of its answer")
    );
}

TEST_CASE("more than the limit cannot be told") {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    CHECK_THROWS_AS(reader_after(ok + "Content-Length: 999999\r\n\r\n"), CannotTell);
    CHECK_THROWS_AS(reader_after(ok + "\r\n" + std::string(limit + 1, 'x')), CannotTell);
    CHECK_THROWS_AS(reader_after(ok + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n"), CannotTell);
    CHECK_THAT(
        reader_after(ok + "A: " + std::string(300UL << 10, 'x'), Expect::body, 4096).trouble(),
        Contains("its headers have more than")
    );
}

TEST_CASE("no bytes break the reader") {
    // A small fuzzer: a good response with bytes changed, cut and doubled; it ends or wants more.
    const std::string good = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n"
                             "5\r\nhello\r\n0\r\n\r\n";
    unsigned seed = 1;
    const auto next = [&seed](std::size_t below) {
        seed = seed * 1664525U + 1013904223U;
        return (seed >> 8) % below;
    };
    for (int round = 0; round < 2000; ++round) {
        auto bytes = good;
        for (std::size_t i = 0; i <= next(4); ++i)
            bytes[next(bytes.size())] = static_cast<char>(next(256));
        bytes.insert(next(bytes.size()), bytes.substr(next(bytes.size()), next(20)));
        bytes.resize(next(bytes.size()) + 1);
        try {
            auto reader = reader_after(bytes, Expect::body, 1 + next(9));
            reader.end(End::orderly);
            CHECK((reader.is_done() or not reader.trouble().empty()));
        } catch (const CannotTell& why) {
            CHECK(why.kind == Kind::too_large);
        }
    }
}
