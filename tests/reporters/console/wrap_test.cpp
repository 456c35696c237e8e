#include "reporters/console/wrap.hpp"

#include "framework/base/display.hpp"

#include <catch2/catch.hpp>

using namespace muster;

using Lines = std::vector<std::string>;

TEST_CASE("a text is broken at blanks") {
    CHECK(
        wrapped("a reload must not take the site down", 16)
        == Lines{"a reload must", "not take the", "site down"}
    );
    CHECK(wrapped("exactly this", 12) == Lines{"exactly this"});
    CHECK(wrapped("", 12).empty());
}

TEST_CASE("Japanese is broken between characters, two columns each") {
    CHECK(wrapped("社内ウィキへようこそ", 8) == Lines{"社内ウィ", "キへよう", "こそ"});
    CHECK(wrapped("abc日本", 6) == Lines{"abc日", "本"});
}

TEST_CASE("a word that is longer than a line is broken within") {
    CHECK(wrapped("/a/very/long/path and more", 10) == Lines{"/a/very/lo", "ng/path", "and more"});
}

TEST_CASE("no line is wider than its columns, whatever the text") {
    const std::string text =
        "日 本 a\xFF語語語 wide\xE3\x81 and    blanks e\u0301\u0301\u0301 語x語x語x語";
    for (std::size_t columns = 2; columns < 12; ++columns)
        for (const auto& line : wrapped(text, columns))
            CHECK(display_width(line) <= columns);
}
