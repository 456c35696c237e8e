#include "framework/base/regex/regex.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("a regular expression is searched anywhere, by lines") {
    CHECK(Regex("b+").found_in("abbc"));
    CHECK(Regex("^b$").found_in("a\nb\n"));
    CHECK_FALSE(Regex("a.b").found_in("a\nb"));
    CHECK(Regex("(?s)a.b").found_in("a\nb"));
    CHECK(Regex("(?i)B").found_in("abc"));
}

TEST_CASE("the first group is captured, or the whole match") {
    CHECK(Regex(R"(^port (\d+))").captured_from("host x\nport 80\n") == "80");
    CHECK(Regex(R"(\d+)").captured_from("port 80") == "80");
    CHECK_FALSE(Regex(R"(^port (\d+))").captured_from("none"));
    CHECK_FALSE(Regex("a|(b)").captured_from("a"));
}

TEST_CASE("what is no regular expression is refused, and a hostile one costs no more than time") {
    CHECK_THROWS_AS(Regex("("), Broken);
    CHECK_THROWS_AS(Regex("a{1000000}"), Broken);
    CHECK_FALSE(Regex("(a+)+$").found_in(std::string(100'000, 'a') + "!"));
}
