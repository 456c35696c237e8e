#include "framework/fleet/serve/http/http_server.hpp"

#include "framework/model/cannot_tell.hpp"
#include "tests/framework/fleet/serve/http/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <future>

using muster::HttpAnswer;
using muster::HttpRequest;
using muster::HttpServer;
using muster::plain_answer;
using muster::run_program;
using muster::ServeOptions;
using muster::tests::echo;
using muster::tests::RawClient;
using muster::tests::request_to;
using muster::tests::Troubles;

namespace {

std::string url(const HttpServer& server, const std::string& path) {
    return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

std::string curl(std::vector<std::string> words) {
    words.insert(words.begin(), {"curl", "-sS", "--max-time", "30", "--noproxy", "*"});
    return run_program(words).output;
}

HttpAnswer throwing(const HttpRequest& request) {
    if (request.path == "/error")
        throw std::runtime_error("the secret of the house");
    if (request.path == "/unknown")
        throw muster::CannotTell{.message = "no such table"};
    if (request.path == "/number")
        throw 7;
    return {.headers = {{"Bad", "a\r\nb"}}};
}

}  // namespace

TEST_CASE("curl reads a page, its head, and posts with a token") {
    Troubles troubles;
    HttpServer server({.token = "t0ken"}, echo, troubles.listener());
    const std::string token = "Authorization: Bearer t0ken";

    CHECK(curl({"-H", token, url(server, "/a%20b/../c?d=e+f")}) == "GET /c d=e f who=token, \n");
    CHECK(curl({"-H", token, "-d", "x=1", url(server, "/ack")}) == "POST /ack who=token, x=1\n");
    CHECK(
        curl({"-H", token, "-H", "Expect: 100-continue", "-d", "x=1", url(server, "/ack")})
        == "POST /ack who=token, x=1\n"
    );
    CHECK(
        curl({"-H", token, "-H", "Transfer-Encoding: chunked", "-d", "x=1", url(server, "/ack")})
        == "POST /ack who=token, x=1\n"
    );
    CHECK(curl({"-0", "-H", token, url(server, "/old")}) == "GET /old who=token, \n");
    const auto head = curl({"-I", "-H", token, url(server, "/page")});
    CHECK(head.find("HTTP/1.1 200 OK") == 0);
    CHECK(head.find("Content-Length: 23\r\n") != std::string::npos);
    CHECK(curl({url(server, "/page")}) == "credentials are needed\n");
    CHECK(curl({"-d", "x", url(server, "/ack")}) == "credentials are needed to change something\n");
    CHECK(troubles.all().empty());
}

TEST_CASE("one connection carries many requests, also when they come together") {
    HttpServer server({}, echo, [](const std::string&) {});
    RawClient client(server.port());

    CHECK(client.ask(request_to("/1")).body == "GET /1 who=, \n");
    CHECK(client.ask(request_to("/2")).header("Connection") == "keep-alive");
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += request_to("/" + std::to_string(i));
    REQUIRE(client.send(many));
    for (int i = 0; i < 100; ++i)
        CHECK(client.answer().body == "GET /" + std::to_string(i) + " who=, \n");
    const auto head = client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(head);
    CHECK(client.answer_without_body().header("Content-Length") == "15");
    CHECK(client.ask(request_to("/last", "Connection: close\r\n")).header("Connection") == "close");
    CHECK(client.rest().empty());
}

TEST_CASE("the server tells the handler where a request came from") {
    std::string peer;
    HttpServer server(
        {},
        [&](const HttpRequest& request) {
            peer = request.peer;
            return HttpAnswer{};
        },
        [](const std::string&) {}
    );

    CHECK(RawClient(server.port()).ask(request_to("/")).status == 200);
    server.stop();
    CHECK(peer.starts_with("127.0.0.1:"));
}

TEST_CASE("what is refused is refused with its reason, and the server goes on") {
    HttpServer server({}, echo, [](const std::string&) {});
    const std::vector<std::pair<std::string, int>> requests = {
        {request_to("/%zz"), 400},
        {request_to("/%00"), 400},
        {request_to("/../../etc/passwd"), 200},
        {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
        {"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 421},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx", 403},
        {request_to("/", "A: " + std::string(40'000, 'a') + "\r\n"), 431},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n"
             + std::string(70'000, 'a'),
         413},
        {"nonsense\r\n\r\n", 400}};

    for (const auto& [request, status] : requests) {
        INFO(request.substr(0, 80));
        RawClient client(server.port());
        const auto answer = client.ask(request);
        CHECK(answer.status == status);
        CHECK(answer.header("X-Content-Type-Options") == "nosniff");
        CHECK(answer.header("Content-Security-Policy").starts_with("default-src 'none'; "));
    }
    RawClient client(server.port());
    CHECK(client.ask("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 403);
    CHECK(client.ask(request_to("/still")).status == 200);
}

TEST_CASE("a handler that throws is told to us and not to who asked") {
    Troubles troubles;
    HttpServer server({}, throwing, troubles.listener());
    RawClient client(server.port());
    for (const char* path : {"/error", "/unknown", "/number", "/split"}) {
        const auto answer = client.ask(request_to(path));
        CHECK(answer.status == 500);
        CHECK(answer.body == "something went wrong here; the log of the server tells what\n");
    }

    const auto told = troubles.all();
    REQUIRE(told.size() == 4);
    CHECK(told[0] == "the secret of the house");
    CHECK(told[1] == "no such table");
    CHECK(told[2] == "something was thrown that is no error");
    CHECK(told[3].find("header_slip") != std::string::npos);
}

TEST_CASE("handlers that take long hold up neither who connects nor who is refused") {
    std::promise<void> release;
    const auto released = release.get_future().share();
    HttpServer server(
        {},
        [&](const HttpRequest&) {
            released.wait();
            return plain_answer(200, "late");
        },
        [](const std::string&) {}
    );
    RawClient first(server.port());
    RawClient second(server.port());
    RawClient third(server.port());
    REQUIRE(first.send(request_to("/")));
    REQUIRE(second.send(request_to("/")));
    REQUIRE(third.send(request_to("/")));

    CHECK(RawClient(server.port()).ask("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 405);
    release.set_value();
    for (auto* client : {&first, &second, &third})
        CHECK(client->answer().body == "late\n");
}

TEST_CASE("wrong credentials wait for their answer, and nobody else does") {
    HttpServer server(
        {.token = "t0ken", .limits = {.wrong_credentials = std::chrono::hours(1)}},
        echo,
        [](const std::string&) {}
    );
    RawClient guessing(server.port());
    REQUIRE(guessing.send(request_to("/", "Authorization: Bearer guess\r\n")));

    RawClient knowing(server.port());
    CHECK(knowing.ask(request_to("/", "Authorization: Bearer t0ken\r\n")).status == 200);
    CHECK(knowing.ask(request_to("/")).status == 401);
    server.stop();
    CHECK(guessing.rest().empty());
}

TEST_CASE("wrong credentials are told so in the end") {
    HttpServer server(
        {.user = "ann",
         .password = "pass",
         .limits = {.wrong_credentials = std::chrono::milliseconds(1)}},
        echo,
        [](const std::string&) {}
    );
    RawClient client(server.port());
    const auto answer = client.ask(request_to("/", "Authorization: Basic YW5uOng=\r\n"));

    CHECK(answer.status == 401);
    CHECK(answer.header("WWW-Authenticate") == "Basic realm=\"muster\", charset=\"UTF-8\"");
    CHECK(
        client.ask(request_to("/x", "Authorization: Basic YW5uOnBhc3M=\r\n")).body
        == "GET /x who=ann, \n"
    );
}

TEST_CASE("what is being answered when the server stops is answered, and all else ends") {
    std::promise<void> entered;
    HttpServer server(
        {},
        [&](const HttpRequest& request) {
            if (request.path != "/long")
                return plain_answer(200, "short");
            entered.set_value();
            while (not request.stopping.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return plain_answer(200, "saw the end coming");
        },
        [](const std::string&) {}
    );
    RawClient idle(server.port());
    CHECK(idle.ask(request_to("/")).status == 200);
    RawClient silent(server.port());
    RawClient asking(server.port());
    REQUIRE(asking.send(request_to("/long")));
    entered.get_future().wait();
    server.stop();

    CHECK(asking.answer().body == "saw the end coming\n");
    CHECK(asking.rest().empty());
    CHECK(idle.rest().empty());
    CHECK(silent.rest().empty());
    CHECK_FALSE(muster::answers(server.port()));
    server.stop();
}

TEST_CASE("an address that cannot be listened on is told with a reason") {
    const muster::Location where{"fleet.yaml", 3, 5};
    const auto nobody = [](const std::string&) {};
    const HttpServer first({}, echo, nobody);
    const ServeOptions taken{.port = first.port(), .where = where};

    CHECK_THROWS_WITH(
        HttpServer(taken, echo, nobody),
        Catch::StartsWith(
            "fleet.yaml:3:5: cannot listen on 127.0.0.1:" + std::to_string(first.port())
            + ": Address already in use"
        )
    );
    CHECK_THROWS_WITH(
        HttpServer({.address = "192.0.2.1", .port = 80, .where = where}, echo, nobody),
        Catch::StartsWith("fleet.yaml:3:5: cannot listen on 192.0.2.1:80: Cannot assign")
    );
    CHECK_THROWS_WITH(
        HttpServer({.address = "web1", .where = where}, echo, nobody),
        Catch::StartsWith("fleet.yaml:3:5: \"web1\" is no address to listen on")
    );
}

TEST_CASE("programs that are started while the server runs inherit nothing of it") {
    HttpServer server({}, echo, [](const std::string&) {});
    RawClient client(server.port());
    REQUIRE(client.ask(request_to("/")).status == 200);

    int sockets = 0;
    for (int number = 3; number < 1024; ++number) {
        struct stat status {};
        if (::fstat(number, &status) != 0 or not S_ISSOCK(status.st_mode))
            continue;
        INFO(number);
        CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
        ++sockets;
    }
    CHECK(sockets >= 3);
}

TEST_CASE("IPv6 is served as well, under its own name") {
    HttpServer server({.address = "::1"}, echo, [](const std::string&) {});

    CHECK(
        curl({"-g", "http://[::1]:" + std::to_string(server.port()) + "/six"})
        == "GET /six who=, \n"
    );
}
