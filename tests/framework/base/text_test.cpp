#include "framework/base/text.hpp"

#include "framework/base/display.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

using Views = std::vector<std::string_view>;

}  // namespace

TEST_CASE("lines lose one final newline and keep carriage returns") {
    CHECK(lines_of("").empty());
    CHECK(lines_of("\n") == Views{""});
    CHECK(lines_of("a\nb") == Views{"a", "b"});
    CHECK(lines_of("a\r\nb\n\n") == Views{"a\r", "b", ""});
}

TEST_CASE("words are cut at blanks of every kind") {
    CHECK(words_of(" a\t b\n") == Views{"a", "b"});
    CHECK(words_of(" \n").empty());
    CHECK(squeezed("\ta \n b ") == "a b");
    CHECK(trimmed(" \ta b\r\n") == "a b");
    CHECK(split("", ',') == Views{""});
    CHECK(split("a,,b", ',') == Views{"a", "", "b"});
}

TEST_CASE("a number is a number and nothing else") {
    CHECK(whole_number("-12") == -12);
    CHECK_FALSE(whole_number("+12"));
    CHECK_FALSE(whole_number(" 12"));
    CHECK_FALSE(whole_number("12x"));
    CHECK_FALSE(whole_number(""));
    CHECK_FALSE(whole_number("99999999999999999999"));
    CHECK(octal_number("0644") == 0644U);
    CHECK_FALSE(octal_number("0689"));
}

TEST_CASE("the nearest word is offered only when it is near") {
    const std::vector<std::string> known = {"address", "roles", "installed"};

    CHECK(did_you_mean("adress", known) == "; did you mean \"address\"?");
    CHECK(did_you_mean("instaled", known) == "; did you mean \"installed\"?");
    CHECK(did_you_mean("roels", known) == "; did you mean \"roles\"?");
    CHECK(did_you_mean("kitchen", known).empty());
    CHECK(did_you_mean("", known).empty());
    CHECK(did_you_mean(std::string(1000, 'a'), known).empty());
}

TEST_CASE("what a terminal would obey is shown, not sent") {
    CHECK(escaped("a\x1b[31m\n\t\\") == R"(a\x1b[31m\n\t\\)");
    CHECK(escaped(std::string_view("a\0b", 3)) == R"(a\x00b)");
    CHECK(
        escaped("\xC2\x9B"
                "31m")
        == R"(\u009b31m)"
    );  // CSI as one character
    CHECK(
        escaped("\xE2\x80\xAE"
                "abc")
        == R"(\u202eabc)"
    );  // right-to-left override
    CHECK(escaped("日本") == "日本");
    CHECK(escaped("\xFF") == R"(\xff)");
    CHECK(escaped("abcdef", 3) == "abc… (6 bytes)");
    CHECK(quoted("say \"x\"") == R"("say \"x\"")");
}

TEST_CASE("columns are counted as a terminal draws them") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("日本語") == 6);
    CHECK(display_width("ｶﾅ") == 2);
    CHECK(display_width("e\xCC\x81") == 1);  // a combining accent
    CHECK(padded("日本", 6) == "日本  ");
    CHECK(padded("longer", 3) == "longer");
}

TEST_CASE("a quoted word is one word for every shell") {
    CHECK(shell_quoted("plain-1.0/x") == "plain-1.0/x");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("a b") == "'a b'");
    CHECK(shell_quoted("it's") == R"('it'\''s')");
    CHECK(shell_quoted("$(rm)\n") == "'$(rm)\n'");
    CHECK(shell_quoted("~") == "'~'");
}
