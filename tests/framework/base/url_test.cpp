#include "framework/base/url.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string whole(const std::string& text) {
    const auto parsed = url_from(text);
    const auto* slip = std::get_if<UrlSlip>(&parsed);
    return slip != nullptr ? "slip: " + slip->reason : std::get<Url>(parsed).text();
}

std::string led(const std::string& base, const std::string& location) {
    const auto parsed = resolved(std::get<Url>(url_from(base)), location);
    const auto* slip = std::get_if<UrlSlip>(&parsed);
    return slip != nullptr ? "slip: " + slip->reason : std::get<Url>(parsed).text();
}

}  // namespace

TEST_CASE("a URL has one spelling") {
    CHECK(whole("http://Example.ORG") == "http://example.org/");
    CHECK(whole("HTTPS://example.org:443/a?b#c") == "https://example.org/a?b");
    CHECK(whole("http://example.org:8080?x") == "http://example.org:8080/?x");
    CHECK(whole("http://[2001:DB8::1]:80/") == "http://[2001:db8::1]/");
    CHECK(whole("http://example.org/\xc3\xa4") == "http://example.org/%C3%A4");
}

TEST_CASE("what is no URL says why") {
    CHECK(whole("example.org") == "slip: begins with neither http:// nor https://");
    CHECK(whole("ftp://example.org/") == "slip: begins with neither http:// nor https://");
    CHECK(whole("http:///x") == "slip: has no host");
    CHECK(whole("http://a b/") == "slip: holds a blank or a control character");
    CHECK(whole("http://a/\r\nX: y") == "slip: holds a blank or a control character");
    CHECK(whole("http://me:secret@a/") == "slip: holds a user, which every report would show");
    CHECK(whole("http://a:0/") == "slip: has a port that is no number from 1 to 65535");
    CHECK(whole("http://a:http/") == "slip: has a port that is no number from 1 to 65535");
    CHECK(whole("http://[::1/") == "slip: has no ] after its [");
    CHECK(whole("http://[db]/") == "slip: has no IPv6 address between [ and ]");
    CHECK(whole("http://b\xc3\xbc.example/") == "slip: has a host that is no name");
}

TEST_CASE("a redirect leads where a browser would go") {
    const std::string base = "https://example.org/a/b?c";

    CHECK(led(base, "http://other.example/x") == "http://other.example/x");
    CHECK(led(base, "//other.example/x") == "https://other.example/x");
    CHECK(led(base, "/x?y") == "https://example.org/x?y");
    CHECK(led(base, "x") == "https://example.org/a/x");
    CHECK(led(base, "../x/./y") == "https://example.org/x/y");
    CHECK(led(base, "?d") == "https://example.org/a/b?d");
    CHECK(led(base, "#top") == base);
    CHECK(led(base, "/x:y") == "https://example.org/x:y");
    CHECK(led(base, "mailto:root").starts_with("slip"));
}
