// The page over HTTP on this machine: what is read, what is changed, and where it is.
#include "framework/base/error.hpp"
#include "framework/fleet/watch/page.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/framework/fleet/sample_fleet.hpp"
#include "tests/framework/fleet/serve/http/http_client.hpp"
#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace muster;
using namespace muster::tests;

namespace {

/// A page of the sample fleet on a port that the system chose.
struct Served {
    OwnStore own;
    Heard heard;
    Publisher publisher{[] {}};
    std::atomic<int> changes = 0;
    Listen listen;
    Page page{
        {publisher,
         [](const std::string& name) {
             if (name == "none")
                 throw CannotTell{Kind::denied, "there is no such secret"};
             return "secret of " + name;
         },
         heard.log,
         [this] { ++changes; },
         own.file}};

    Served() {
        listen.port = 0;
        listen.token = "token";
    }
    void publish() { publisher.publish(std::make_shared<const Overview>(sample_fleet())); }
    RawAnswer ask(
        const std::string& first_line, const std::string& head = "", const std::string& body = ""
    ) const {
        const auto address = page.address();
        const auto colon = address.rfind(':');
        RawClient client(std::stoi(address.substr(colon + 1)));
        return client.ask(
            first_line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + head
            + (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n")
            + "\r\n" + body
        );
    }
};

const std::string by_token = "Authorization: Bearer secret of token\r\n";

}  // namespace

TEST_CASE("readers are told to wait before there is anything to see") {
    Served served;
    served.page.serve(served.listen);
    CHECK(served.page.is_served());
    CHECK(served.ask("GET /").status == 503);
}

TEST_CASE("readers see what was published, by the page and by the API") {
    Served served;
    served.page.serve(served.listen);
    served.publish();
    const auto page = served.ask("GET /");
    CHECK(page.status == 200);
    CHECK_THAT(page.body, Catch::Contains("the shop"));
    CHECK(served.ask("GET /nothing/of/the/kind").status == 404);
    CHECK(served.changes == 0);
}

TEST_CASE("who has the token changes something, and the loop hears of it") {
    Served served;
    served.page.serve(served.listen);
    const auto json = "Content-Type: application/json\r\n" + by_token;
    CHECK(served.ask("POST /api/v1/marks", json, R"({"text":"release 42"})").status == 201);
    CHECK(served.changes == 1);
    CHECK(served.own.store.history({}).at(0).is == "release 42");
    CHECK(served.own.store.history({}).at(0).who == "token");
    CHECK(served.ask("DELETE /api/v1/marks", by_token).status == 405);
}

TEST_CASE("who has not the token changes nothing") {
    Served served;
    served.page.serve(served.listen);
    CHECK(served.ask("POST /api/v1/marks", "", R"({"text":"a"})").status == 401);
    CHECK(
        served.ask("POST /api/v1/marks", "Authorization: Bearer no\r\n", R"({"text":"a"})").status
        == 401
    );
    CHECK(served.changes == 0);
    CHECK(served.own.store.history({}).empty());
}

TEST_CASE("a page that is wanted as it is stays, and one that is not wanted ends") {
    Served served;
    served.page.serve(served.listen);
    const auto address = served.page.address();
    CHECK_THAT(address, Catch::Matches("http://127\\.0\\.0\\.1:[1-9][0-9]*/"));
    served.page.serve(served.listen);
    CHECK(served.page.address() == address);
    served.listen.is_off = true;
    served.page.serve(served.listen);
    CHECK_FALSE(served.page.is_served());
    CHECK(served.page.address().empty());
    served.page.say_changed();
    served.page.stop();
}

TEST_CASE("a page that cannot be served says why, and nothing is served then") {
    Served served;
    served.page.serve(served.listen);
    auto taken = served.listen;
    taken.address = "192.0.2.1";  // of nobody (RFC 5737)
    CHECK_THROWS_AS(served.page.serve(taken), Broken);
    CHECK_FALSE(served.page.is_served());
    auto secretless = served.listen;
    secretless.token = "none";
    CHECK_THROWS_AS(served.page.serve(secretless), Broken);
    served.page.serve(served.listen);
    CHECK(served.page.is_served());
}

TEST_CASE("the address of a page has what a browser wants") {
    Listen listen;
    CHECK(page_address(listen, 9393) == "http://127.0.0.1:9393/");
    listen.certificate = "a.pem";
    listen.address = "::1";
    CHECK(page_address(listen, 443) == "https://[::1]:443/");
    listen.is_off = true;
    CHECK(page_address(listen, 443).empty());
}
