#include "framework/fleet/serve/http/http_server.hpp"
#include "tests/framework/fleet/serve/http/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using muster::HttpAnswer;
using muster::HttpRequest;
using muster::HttpServer;
using muster::tests::comes_true;
using muster::tests::RawClient;
using muster::tests::request_to;

namespace {

HttpAnswer events(const HttpRequest& request) {
    return {.body = muster::event_text("hello", request.path), .stream = true};
}

const auto nobody = [](const std::string&) {};

bool has_readers(const HttpServer& server, std::size_t count) {
    return comes_true([&] { return server.readers() == count; });
}

}  // namespace

TEST_CASE("what is published reaches all who read, after what the handler said") {
    HttpServer server({}, events, nobody);
    RawClient first(server.port());
    RawClient second(server.port());
    const auto head = first.ask(request_to("/1"));
    CHECK(head.status == 200);
    CHECK(head.header("Content-Type") == "text/event-stream");
    CHECK(head.header("Cache-Control") == "no-store");
    CHECK(head.header("Connection") == "close");
    CHECK(second.ask(request_to("/2")).status == 200);
    REQUIRE(has_readers(server, 2));

    server.publish("change", "a\nb");
    server.publish("change", "c");
    CHECK(first.reads("event: hello\ndata: /1\n\nevent: change\ndata: a\ndata: b\n\n"));
    CHECK(second.reads("event: hello\ndata: /2\n\nevent: change\ndata: a\ndata: b\n\n"));
    CHECK(first.reads("event: change\ndata: c\n\n"));
    server.stop();
    CHECK(first.rest().empty());
    CHECK(second.reads("data: c\n\n"));
    CHECK(second.rest().empty());
}

TEST_CASE("who does not read is dropped, and the others miss nothing") {
    HttpServer server({.limits = {.stream_bytes = 64UL << 10}}, events, nobody);
    RawClient slow(server.port(), 4096);
    RawClient first(server.port());
    RawClient second(server.port());
    for (auto* client : {&slow, &first, &second})
        REQUIRE(client->send(request_to("/")));
    REQUIRE(has_readers(server, 3));
    const std::string padding(8192, '.');
    int published = 0;
    while (server.readers() == 3 and published < 2000) {
        const auto text = std::to_string(++published) + padding;
        server.publish("change", text);
        REQUIRE(first.reads("data: " + text + "\n\n"));
        REQUIRE(second.reads("data: " + text + "\n\n"));
    }

    CHECK(has_readers(server, 2));
    CHECK(slow.rest().size() < static_cast<std::size_t>(published) * padding.size());
    server.publish("change", "end");
    CHECK(first.reads("data: end\n\n"));
    CHECK(second.reads("data: end\n\n"));
}

TEST_CASE("an event larger than a reader may keep waiting drops the reader, not the server") {
    HttpServer server({.limits = {.stream_bytes = 1024}}, events, nobody);
    RawClient client(server.port());
    REQUIRE(client.send(request_to("/")));
    REQUIRE(has_readers(server, 1));
    server.publish("change", std::string(2000, 'a'));

    CHECK(has_readers(server, 0));
    CHECK(RawClient(server.port()).ask(request_to("/")).status == 200);
}

TEST_CASE("who goes away is forgotten, also when nothing happens") {
    HttpServer server({}, events, nobody);
    {
        RawClient client(server.port());
        REQUIRE(client.send(request_to("/")));
        REQUIRE(has_readers(server, 1));
    }

    CHECK(has_readers(server, 0));
}

TEST_CASE("there are at most as many readers as may be") {
    HttpServer server({.limits = {.streams = 2}}, events, nobody);
    RawClient first(server.port());
    RawClient second(server.port());
    REQUIRE(first.send(request_to("/")));
    REQUIRE(second.send(request_to("/")));
    REQUIRE(has_readers(server, 2));

    RawClient third(server.port());
    const auto refusal = third.ask(request_to("/"));
    CHECK(refusal.status == 503);
    CHECK(refusal.body == "there are too many readers of events\n");
}

TEST_CASE("a stream on which nothing happens is kept awake") {
    HttpServer server({.limits = {.heartbeat = std::chrono::milliseconds(20)}}, events, nobody);
    RawClient client(server.port());
    REQUIRE(client.send(request_to("/")));

    CHECK(client.reads("data: /\n\n: still here\n\n: still here\n\n"));
    server.publish("change", "now");
    CHECK(client.reads("event: change\ndata: now\n\n"));
}

TEST_CASE("HEAD of a stream is its head alone") {
    HttpServer server({}, events, nobody);
    RawClient client(server.port());
    const auto head = client.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");

    CHECK(head.header("Content-Type") == "text/event-stream");
    CHECK(client.rest().empty());
    CHECK(server.readers() == 0);
}

TEST_CASE("many publish while many come and go") {
    HttpServer server({}, events, nobody);
    const auto publish = [&server] {
        for (int n = 0; n < 500; ++n)
            server.publish("change", std::to_string(n));
    };
    std::vector<std::thread> threads(3);
    for (auto& thread : threads)
        thread = std::thread(publish);
    for (int i = 0; i < 50; ++i) {
        RawClient client(server.port());
        REQUIRE(client.send(request_to("/")));
        REQUIRE(client.reads("data: /\n\n"));
    }
    for (auto& thread : threads)
        thread.join();

    CHECK(has_readers(server, 0));
}

TEST_CASE("curl follows a stream to its end") {
    HttpServer server({}, events, nobody);
    const auto place = "http://127.0.0.1:" + std::to_string(server.port()) + "/curl";
    std::string output;
    std::thread reader([&] {
        output = muster::run_program({"curl", "-sSN", "--max-time", "30", "--noproxy", "*", place})
                     .output;
    });
    const bool came = has_readers(server, 1);
    RawClient witness(server.port());
    const bool asked = witness.send(request_to("/witness")) and has_readers(server, 2);
    server.publish("change", "x");
    const bool seen = witness.reads("data: x\n\n");
    server.stop();
    reader.join();

    CHECK(came);
    CHECK(asked);
    CHECK(seen);
    CHECK(output.starts_with("event: hello\ndata: /curl\n\n"));
}
