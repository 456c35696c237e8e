#include "framework/fleet/serve/http/http_server.hpp"
#include "tests/framework/fleet/serve/http/http_client.hpp"
#include "tests/support/mutation.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <map>
#include <memory>

using muster::FileDescriptor;
using muster::HttpServer;
using muster::tests::echo;
using muster::tests::RawClient;
using muster::tests::request_to;
using muster::tests::Troubles;

namespace {

using std::chrono::milliseconds;

const auto nobody = [](const std::string&) {};

/// Takes all file descriptors of this process for as long as it lives.
class NoDescriptors {
public:
    NoDescriptors() {
        (void)::getrlimit(RLIMIT_NOFILE, &before_);
        auto few = before_;
        few.rlim_cur = 256;
        (void)::setrlimit(RLIMIT_NOFILE, &few);
        for (int taken = ::dup(0); taken >= 0; taken = ::dup(0))
            taken_.emplace_back(taken);
    }
    ~NoDescriptors() {
        taken_.clear();
        (void)::setrlimit(RLIMIT_NOFILE, &before_);
    }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

    void give_back_one() { taken_.pop_back(); }

private:
    rlimit before_{};
    std::vector<FileDescriptor> taken_;
};

/// Whether the server ends a connection on which bytes drip in for 20 seconds.
bool is_cut(RawClient& client) {
    return muster::tests::comes_true([&] { return not client.send("a"); });
}

/// Whether somebody who comes now, or soon, is answered.
bool serves(const HttpServer& server) {
    return muster::tests::comes_true([&] {
        return RawClient(server.port()).ask(request_to("/")).status == 200;
    });
}

}  // namespace

TEST_CASE("who is slow to ask is cut off") {
    HttpServer server({.limits = {.request = milliseconds(200)}}, echo, nobody);
    RawClient silent(server.port());
    RawClient begun(server.port());
    REQUIRE(begun.send("GET / HTTP/1.1\r\nHost: loc"));
    RawClient trickling(server.port());
    REQUIRE(trickling.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: "));

    CHECK(is_cut(trickling));
    CHECK(silent.rest().empty());
    CHECK(begun.rest().empty());
    CHECK(serves(server));
}

TEST_CASE("a connection that is kept and not used ends, and a request on it has its whole time") {
    HttpServer server(
        {.limits = {.request = std::chrono::hours(1), .idle = milliseconds(700)}}, echo, nobody
    );
    RawClient idle(server.port());
    CHECK(idle.ask(request_to("/")).status == 200);
    CHECK(idle.rest().empty());

    RawClient slow(server.port());
    REQUIRE(slow.send(request_to("/1") + "GET /2 HTTP/1.1\r\n"));
    CHECK(slow.answer().status == 200);
    std::this_thread::sleep_for(milliseconds(1000));
    CHECK(slow.ask("Host: localhost\r\n\r\n").body == "GET /2 who=, \n");
    REQUIRE(slow.send("GET /3 HTTP/1.1\r\n"));
    std::this_thread::sleep_for(milliseconds(1000));
    CHECK(slow.ask("Host: localhost\r\n\r\n").body == "GET /3 who=, \n");
}

TEST_CASE("who does not take an answer is cut off") {
    HttpServer server(
        {.limits = {.request = std::chrono::hours(1), .answer = milliseconds(200)}},
        [](const muster::HttpRequest& request) {
            return muster::plain_answer(
                200, request.path == "/large" ? std::string(32UL << 20, 'a') : "small"
            );
        },
        nobody
    );
    RawClient lazy(server.port(), 4096);
    REQUIRE(lazy.send(request_to("/large")));

    CHECK(is_cut(lazy));
    CHECK(serves(server));
}

TEST_CASE("beyond the limit of connections one is told so, and the others are served on") {
    constexpr std::size_t limit = 16;
    HttpServer server({.limits = {.connections = limit}}, echo, nobody);
    std::vector<std::unique_ptr<RawClient>> served;
    served.reserve(limit);
    for (std::size_t i = 0; i < limit; ++i) {
        served.push_back(std::make_unique<RawClient>(server.port()));
        REQUIRE(served.back()->ask(request_to("/")).status == 200);
    }
    for (int i = 0; i < 284; ++i) {
        RawClient beyond(server.port());
        const auto answer = beyond.answer();
        REQUIRE(answer.status == 503);
        REQUIRE(answer.header("Retry-After") == "5");
        REQUIRE(beyond.rest().empty());
    }
    for (auto& client : served)
        CHECK(client->ask(request_to("/again")).body == "GET /again who=, \n");

    served.clear();
    CHECK(serves(server));
}

TEST_CASE("three hundred who connect and say nothing do not hold up who is served") {
    HttpServer server({.limits = {.connections = 16}}, echo, nobody);
    RawClient served(server.port());
    REQUIRE(served.ask(request_to("/")).status == 200);
    std::vector<std::unique_ptr<RawClient>> crowd;
    crowd.reserve(300);
    for (int i = 0; i < 300; ++i)
        crowd.push_back(std::make_unique<RawClient>(server.port()));

    CHECK(served.ask(request_to("/again")).status == 200);
    crowd.clear();
    CHECK(serves(server));
}

TEST_CASE("without file descriptors the server waits for better times") {
    Troubles troubles;
    HttpServer server({}, echo, troubles.listener());
    // A sanitizer that sees the words of an error for the first time needs descriptors itself.
    CHECK_THROWS(HttpServer({.port = server.port()}, echo, nobody));
    auto none = std::make_unique<NoDescriptors>();
    none->give_back_one();
    RawClient waiting(server.port());
    REQUIRE(waiting.send(request_to("/")));

    CHECK(troubles.first().find("cannot take new connections: Too many open files") == 0);
    none.reset();
    CHECK(waiting.answer().status == 200);
    CHECK(troubles.all().size() == 1);
}

TEST_CASE("two thousand requests that are hardly any leave the server as it was") {
    const std::string own_page = "Authorization: Basic YTpi\r\nOrigin: http://localhost\r\n";
    const std::vector<std::string> good = {
        request_to("/a%20b?c=d&e=%2F", "Authorization: Bearer t0ken\r\n"),
        request_to("/../x", "If-None-Match: \"a\"\r\nConnection: keep-alive\r\n"),
        "POST /ack HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n" + own_page + "\r\na=b+c",
        "POST /x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n0\r\nA: x\r\n\r\n",
        "HEAD http://localhost/ HTTP/1.0\r\nExpect: 100-continue\r\n\r\n"};
    Troubles troubles;
    HttpServer server(
        {.user = "a",
         .password = "b",
         .token = "t0ken",
         .reads_need_authentication = false,
         .limits = {.wrong_credentials = milliseconds(1)}},
        echo,
        troubles.listener()
    );
    muster::tests::Random random(4711);
    std::map<int, int> statuses;
    for (std::size_t i = 0; i < 2000; ++i) {
        RawClient client(server.port());
        (void)client.send(muster::tests::mutated(good[i % good.size()], good, random));
        client.end_sending();
        const auto said = client.rest();
        ++statuses[said.empty() ? 0 : muster::tests::answer_from(said).status];
    }

    CHECK(statuses[200] > 50);
    CHECK(statuses[400] > 100);
    CHECK(statuses[500] == 0);
    CHECK(troubles.all().empty());
    CHECK(RawClient(server.port()).ask(request_to("/well")).body == "GET /well who=, \n");
}
