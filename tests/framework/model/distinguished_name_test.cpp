#include "framework/model/distinguished_name.hpp"

#include "framework/model/term.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("the three ways to write a distinguished name mean the same") {
    const std::string written = R"(C = JP, O = "Muster, Inc.", CN = example.org)";

    CHECK(same_distinguished_name("/C=JP/O=Muster, Inc./CN=example.org", written));
    CHECK(same_distinguished_name("CN=example.org,O=Muster\\, Inc.,C=JP", written));
    CHECK(same_distinguished_name("CN=example.org,O=Muster\\2C Inc.,C=JP", written));
    CHECK(to_text(*distinguished_name_from(written)) == written);
}

TEST_CASE("names with a field more, a field less or another value differ") {
    const std::string written = "C = JP, O = X, CN = y";

    CHECK_FALSE(same_distinguished_name("C = JP, O = X", written));
    CHECK_FALSE(same_distinguished_name("C = JP, O = X, CN = y, CN = z", written));
    CHECK_FALSE(same_distinguished_name("C = JP, O = x, CN = y", written));
    CHECK_FALSE(same_distinguished_name("CN = y", "CN = yy"));
}

TEST_CASE("a slash may belong to a value, and E is emailAddress") {
    CHECK(same_distinguished_name("/O=a/b/CN=y", "O = a/b, CN = y"));
    CHECK(same_distinguished_name("/CN=y/emailAddress=a@b", "E = a@b, CN = y"));
}

TEST_CASE("what is no distinguished name is told") {
    CHECK_FALSE(distinguished_name_from("example.org"));
    CHECK_FALSE(distinguished_name_from(R"(CN = "open)"));
    CHECK_FALSE(distinguished_name_from("CN = y\\"));
    CHECK_FALSE(is_term(TermKind::distinguished_name, "no equals sign"));
}

TEST_CASE("hexadecimal is compared without case and colons") {
    CHECK(same_term(TermKind::hexadecimal, "0A:1B:2C", "0a1b2c"));
    CHECK_FALSE(same_term(TermKind::hexadecimal, "0A:1B", "0a1b2c"));
    CHECK_FALSE(is_term(TermKind::hexadecimal, "0x1B"));
}
