#include "framework/fleet/serve/http/door.hpp"

#include "framework/base/crypto/base64.hpp"

#include <catch2/catch.hpp>

using muster::Headers;
using muster::HttpDoor;
using muster::HttpRequest;
using muster::ReceivedRequest;
using muster::Refused;
using muster::ServeOptions;
using muster::to_base64;

namespace {

std::string basic(const std::string& user, const std::string& password) {
    return "Basic " + to_base64(user + ":" + password);
}

/// "in as NAME", "401", "401 late" …
std::string verdict(
    const HttpDoor& door,
    const std::string& method,
    const Headers& more,
    const std::string& path = "/"
) {
    ReceivedRequest received{.method = method, .target = path, .headers = {{"Host", "localhost"}}};
    received.headers.insert(received.headers.end(), more.begin(), more.end());
    const auto admitted = door.admit(received, "127.0.0.1:1");
    if (const auto* request = std::get_if<HttpRequest>(&admitted))
        return "in as " + request->who;
    const auto& refused = std::get<Refused>(admitted);
    return std::to_string(refused.answer.status) + (refused.is_wrong_guess ? " late" : "");
}

std::string verdict(ServeOptions options, const std::string& method, const Headers& more) {
    const HttpDoor door(options);
    return verdict(door, method, more);
}

int status_for_host(const ServeOptions& given, const Headers& headers, bool is_old = false) {
    auto options = given;
    const HttpDoor door(options);
    const auto admitted = door.admit(
        {.method = "GET", .target = "/", .headers = headers, .is_old = is_old}, "127.0.0.1:1"
    );
    const auto* refused = std::get_if<Refused>(&admitted);
    return refused == nullptr ? 200 : refused->answer.status;
}

const ServeOptions nothing;
const ServeOptions by_token{.token = "t0ken"};
const ServeOptions by_password{.user = "ann", .password = "p:ss"};
const ServeOptions by_both{.user = "ann", .password = "p:ss", .token = "t0ken"};
const ServeOptions open_reads{
    .user = "ann", .password = "p:ss", .token = "t0ken", .reads_need_authentication = false};

const Headers none;
const Headers token = {{"Authorization", "Bearer t0ken"}};
const Headers bad_token = {{"Authorization", "bearer t0keN"}};
const Headers password = {{"Authorization", basic("ann", "p:ss")}};
const Headers bad_password = {{"Authorization", basic("ann", "p:s")}};

Headers from_origin(const std::string& origin) {
    return {{"Authorization", basic("ann", "p:ss")}, {"Origin", origin}};
}

Headers from_site(const std::string& site) {
    return {{"Authorization", basic("ann", "p:ss")}, {"Sec-Fetch-Site", site}};
}

struct Row {
    const char* what;
    const ServeOptions* options;
    const char* method;
    Headers headers;
    const char* verdict;
};

}  // namespace

TEST_CASE("who may read and who may change follows from what is configured and what is shown") {
    const std::vector<Row> rows = {
        {"open to readers", &nothing, "GET", none, "in as "},
        {"a proxy's password is nothing to us", &nothing, "GET", password, "in as "},
        {"nobody changes anything", &nothing, "POST", none, "403"},
        {"whatever is shown", &nothing, "POST", token, "403"},
        {"a token is missing", &by_token, "GET", none, "401"},
        {"also for HEAD", &by_token, "HEAD", none, "401"},
        {"the token", &by_token, "GET", token, "in as token"},
        {"a wrong token", &by_token, "GET", bad_token, "401 late"},
        {"a password where only a token counts", &by_token, "GET", password, "401"},
        {"a change by token", &by_token, "POST", token, "in as token"},
        {"a change by token", &by_token, "DELETE", token, "in as token"},
        {"a change without one", &by_token, "PUT", none, "401"},
        {"a change by a wrong one", &by_token, "POST", bad_token, "401 late"},
        {"the password", &by_password, "GET", password, "in as ann"},
        {"a wrong password", &by_password, "GET", bad_password, "401 late"},
        {"no base64", &by_password, "GET", {{"Authorization", "Basic %%"}}, "401 late"},
        {"another scheme", &by_password, "GET", {{"Authorization", "Digest x"}}, "401"},
        {"a token where only a password counts", &by_password, "GET", token, "401"},
        {"a change from nowhere", &by_password, "POST", password, "403"},
        {"from our page", &by_password, "POST", from_origin("http://localhost"), "in as ann"},
        {"by a proxy's TLS", &by_password, "POST", from_origin("https://LOCALHOST"), "in as ann"},
        {"from another port", &by_password, "POST", from_origin("http://localhost:81"), "403"},
        {"from a stranger", &by_password, "POST", from_origin("http://evil.example"), "403"},
        {"a longer name", &by_password, "POST", from_origin("http://localhost.evil"), "403"},
        {"from a sandbox", &by_password, "POST", from_origin("null"), "403"},
        {"another scheme", &by_password, "POST", from_origin("ftp://localhost"), "403"},
        {"the browser says so", &by_password, "POST", from_site("same-origin"), "in as ann"},
        {"a sibling of ours", &by_password, "POST", from_site("same-site"), "403"},
        {"a stranger's page", &by_password, "POST", from_site("cross-site"), "403"},
        {"wrong, from our page", &by_password, "POST", bad_password, "401 late"},
        {"either will do", &by_both, "GET", token, "in as token"},
        {"either will do", &by_both, "GET", password, "in as ann"},
        {"open reads", &open_reads, "GET", none, "in as "},
        {"open reads, but no guessing", &open_reads, "GET", bad_token, "401 late"},
        {"open reads tell who", &open_reads, "GET", password, "in as ann"},
        {"changes are not open", &open_reads, "POST", none, "401"}};

    for (const auto& row : rows) {
        INFO(row.what << ", " << row.method);
        CHECK(verdict(*row.options, row.method, row.headers) == row.verdict);
    }
}

TEST_CASE("both tellers of where a change comes from have to agree") {
    auto headers = from_origin("http://localhost");
    headers.emplace_back("Sec-Fetch-Site", "cross-site");
    CHECK(verdict(by_password, "POST", headers) == "403");

    headers = from_origin("http://evil.example");
    headers.emplace_back("Sec-Fetch-Site", "same-origin");
    CHECK(verdict(by_password, "POST", headers) == "403");
}

TEST_CASE("with TLS of our own a page in the clear is a stranger's") {
    auto options = by_password;
    options.certificate = "web.pem";

    CHECK(verdict(options, "POST", from_origin("https://localhost")) == "in as ann");
    CHECK(verdict(options, "POST", from_origin("http://localhost")) == "403");
}

TEST_CASE("an open path is read by everybody, and changed by nobody unknown") {
    auto options = by_token;
    const HttpDoor door(options);

    CHECK(verdict(door, "GET", none, "/healthz") == "in as ");
    CHECK(verdict(door, "GET", bad_token, "/healthz") == "in as ");
    CHECK(verdict(door, "POST", none, "/healthz") == "401");
    CHECK(verdict(door, "GET", none, "/healthz/") == "401");
    CHECK(verdict(door, "GET", none, "/x/../healthz") == "in as ");
}

TEST_CASE("a refusal says by which credentials one gets in") {
    auto options = by_both;
    const HttpDoor door(options);
    const auto admitted =
        door.admit({.method = "GET", .target = "/", .headers = {{"Host", "localhost"}}}, "");

    CHECK(
        std::get<Refused>(admitted).answer.headers
        == Headers{{"WWW-Authenticate", "Basic realm=\"muster\", charset=\"UTF-8\""}, {"WWW-Authenticate", "Bearer realm=\"muster\""}}
    );
}

TEST_CASE("the secrets of the options are gone once the door has them") {
    auto options = by_both;
    const HttpDoor door(options);

    CHECK(options.password.empty());
    CHECK(options.token.empty());
    CHECK(verdict(door, "GET", token) == "in as token");
}

TEST_CASE("credentials that cannot work are refused at the start") {
    const muster::Location where{"fleet.yaml", 7, 3};
    ServeOptions no_password{.user = "ann", .where = where};
    ServeOptions no_user{.password = "x", .where = where};
    ServeOptions colon{.user = "a:b", .password = "x", .where = where};

    CHECK_THROWS_WITH(HttpDoor(no_password), "fleet.yaml:7:3: user \"ann\" has no password");
    CHECK_THROWS_WITH(HttpDoor(no_user), "fleet.yaml:7:3: a password is given, but no user");
    CHECK_THROWS_WITH(
        HttpDoor(colon), "fleet.yaml:7:3: user \"a:b\" has a colon, which HTTP cannot carry"
    );
}

TEST_CASE("on loopback only its names are answered, so that no page can have its own lead to us") {
    for (const char* host :
         {"localhost",
          "LOCALHOST:80",
          "localhost.",
          "127.0.0.1",
          "127.8.9.1:1",
          "[::1]",
          "[::1]:9"}) {
        INFO(host);
        CHECK(status_for_host({}, {{"Host", host}}) == 200);
    }
    for (const char* host :
         {"evil.example",
          "127.0.0.1.evil.example",
          "localhost.evil.example",
          "192.0.2.1",
          "[::2]",
          "localhost:evil",
          "localhost:123456",
          "[::1",
          ":80",
          "127.1.evil:80",
          "localhost evil"}) {
        INFO(host);
        CHECK(status_for_host({}, {{"Host", host}}) == 421);
    }
    CHECK(status_for_host({}, {}) == 400);
    CHECK(status_for_host({}, {}, true) == 200);
    CHECK(status_for_host({}, {{"Host", "localhost"}, {"Host", "localhost"}}) == 400);
}

TEST_CASE("names can be added, and elsewhere than on loopback they are the only ones") {
    const ServeOptions named{.names = {"Mon.example"}};
    CHECK(status_for_host(named, {{"Host", "mon.example:443"}}) == 200);
    CHECK(status_for_host(named, {{"Host", "other.example"}}) == 421);

    const ServeOptions everywhere{.address = "0.0.0.0"};
    CHECK(status_for_host(everywhere, {{"Host", "mon.example"}}) == 200);

    const ServeOptions both{.address = "::", .names = {"mon.example"}};
    CHECK(status_for_host(both, {{"Host", "mon.example"}}) == 200);
    CHECK(status_for_host(both, {{"Host", "192.0.2.1:80"}}) == 200);
    CHECK(status_for_host(both, {{"Host", "other.example"}}) == 421);
}

TEST_CASE("a method that is not spoken is refused, with those that are") {
    for (const char* method : {"OPTIONS", "TRACE", "CONNECT", "get", "BREW"}) {
        INFO(method);
        CHECK(verdict(nothing, method, none) == "405");
    }
}

TEST_CASE("of a header on which a decision rests there is one") {
    for (const char* name : {"Authorization", "origin", "Sec-Fetch-Site"}) {
        INFO(name);
        CHECK(verdict(by_token, "GET", {{name, "Bearer t0ken"}, {name, "x"}}) == "400");
    }
}
