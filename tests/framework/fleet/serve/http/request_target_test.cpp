#include "framework/fleet/serve/http/request_target.hpp"

#include <catch2/catch.hpp>

using muster::HttpAnswer;
using muster::HttpQuery;
using muster::request_target_from;
using muster::RequestTarget;

namespace {

std::string path_of(std::string_view text) {
    const auto target = request_target_from(text);
    const auto* plain = std::get_if<RequestTarget>(&target);
    return plain == nullptr ? "refused" : plain->path;
}

HttpQuery query_of(std::string_view text) {
    return std::get<RequestTarget>(request_target_from(text)).query;
}

}  // namespace

TEST_CASE("a path is decoded, and never leads above its root") {
    const std::vector<std::pair<std::string, std::string>> paths = {
        {"/", "/"},
        {"/a%20b", "/a b"},
        {"/a+b", "/a+b"},
        {"/%e6%97%a5%E6%9C%AC", "/日本"},
        {"/a/./b/../c", "/a/c"},
        {"/../../etc/passwd", "/etc/passwd"},
        {"/%2e%2e/%2E%2e/etc/passwd", "/etc/passwd"},
        {"/a/..%2f..%2fetc/passwd", "/etc/passwd"},
        {"//a///b//", "/a/b/"},
        {"/a/b/..", "/a/"},
        {"/..", "/"},
        {"/...", "/..."},
        {"/%252e%252e/x", "/%2e%2e/x"},
        {"http://localhost:80/a?b", "/a"},
        {"HTTPS://localhost", "/"},
        {"https://localhost?a=/b", "/"}};

    for (const auto& [text, path] : paths) {
        INFO(text);
        CHECK(path_of(text) == path);
    }
}

TEST_CASE("a target that cannot be understood is refused") {
    for (const std::string text :
         {"",
          "a",
          "*",
          "localhost:80",
          "ftp://localhost/",
          "http://",
          "http:///a",
          "http://user@localhost/",
          "/%",
          "/%4",
          "/%zz",
          "/%0g",
          "/%00",
          "/a%0ab",
          "/a%7fb",
          "/%ff",
          "/%c0%af",
          "/?%",
          "/?a=%0",
          "/?a=%00",
          "/?%ff"}) {
        INFO(text);
        const auto target = request_target_from(text);
        REQUIRE(std::holds_alternative<HttpAnswer>(target));
        CHECK(std::get<HttpAnswer>(target).status == 400);
    }
}

TEST_CASE("a query keeps its pairs in their order, decoded") {
    CHECK(
        query_of("/?b=1&a=x+y%2Bz&&b=%26&alone&=v&c==")
        == HttpQuery{{"b", "1"}, {"a", "x y+z"}, {"b", "&"}, {"alone", ""}, {"", "v"}, {"c", "="}}
    );
    CHECK(query_of("/").empty());
    CHECK(query_of("/?").empty());
    CHECK(query_of("/?a=?") == HttpQuery{{"a", "?"}});
}

TEST_CASE("the host of a whole URL is told apart from its path") {
    const auto target = request_target_from("http://Example.org:8080/a/b?c=d");

    CHECK(std::get<RequestTarget>(target).authority == "Example.org:8080");
    CHECK(std::get<RequestTarget>(target).path == "/a/b");
}

TEST_CASE("the body of a form is read like a query") {
    CHECK(
        muster::form_from("reason=a+b%0Ac&until=1h")
        == HttpQuery{{"reason", "a b\nc"}, {"until", "1h"}}
    );
    CHECK_FALSE(muster::form_from("reason=%f"));
    CHECK_FALSE(muster::form_from(std::string_view("a=\0", 3)));
}
