#include "framework/model/cron_entry.hpp"

#include "framework/model/term.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

bool same(const std::string& left, const std::string& right) {
    return same_term(TermKind::cron_entry, left + " x", right + " x");
}

bool is_entry(std::string_view text) {
    return is_term(TermKind::cron_entry, text);
}

}  // namespace

TEST_CASE("lines of a crontab are the same when their times are, however written") {
    CHECK(same("15 2 * * *", "15\t2 *  * *"));
    CHECK(same("0,15,30,45 * * * *", "0-59/15 * * * *"));
    CHECK(same("0 0 * jan-mar mon,Fri", "00 0 * 1,2,3 1,5"));
    CHECK(same("0 0 * * 7", "0 0 * * sun"));
    CHECK(same("0 0 1 * 5-7", "0 0 1 * 0,5,6"));
    CHECK(same("@daily", "0 0 * * *"));
    CHECK(same("@midnight", "@daily"));
    CHECK(same("@weekly", "0 0 * * 7"));
    CHECK(same("@annually", "0 0 1 1 *"));
    CHECK(same("@reboot", "@reboot"));
    CHECK(same("*/1 * * * *", "* * * * *"));
}

TEST_CASE("other times are other lines, and a leading star is kept apart") {
    CHECK_FALSE(same("15 2 * * *", "16 2 * * *"));
    CHECK_FALSE(same("0-59/5 * * * *", "*/5 * * * *"));
    CHECK_FALSE(same("0 0 1-31 * 1", "0 0 * * 1"));
    CHECK_FALSE(same("@reboot", "@hourly"));
    CHECK_FALSE(same("0~30 * * * *", "0-30 * * * *"));
    CHECK(same("0~30 * * * *", "0~30 * * * *"));
}

TEST_CASE("the command counts by its bytes") {
    const auto entry = cron_entry_from(" 5 4 * * sun  echo \"50%\"  # not a comment ");

    REQUIRE(entry);
    CHECK(entry->command == "echo \"50%\"  # not a comment ");
    CHECK(entry->schedule_text == "5 4 * * sun");
    CHECK_FALSE(same_term(TermKind::cron_entry, "* * * * * a  b", "* * * * * a b"));
    CHECK(cron_entry_from("-*/15 * * * * root test")->command == "root test");
}

TEST_CASE("what is no line of a crontab is none") {
    for (const auto* text :
         {"",
          "* * * * *",
          "* * * * x",
          "60 * * * * x",
          "* 24 * * * x",
          "* * 0 * * x",
          "* * * 13 * x",
          "* * * * 8 x",
          "*/0 * * * * x",
          "5/10 * * * * x",
          "1,,2 * * * * x",
          "jan * * * * x",
          "-1 * * * * ",
          "+1 * * * * x",
          "99999999999999999999 * * * * x",
          "@every x",
          "@Daily x",
          "@daily",
          "MAILTO=root"}) {
        INFO(text);
        CHECK_FALSE(is_entry(text));
    }
    CHECK(is_entry("@reboot x"));
}
