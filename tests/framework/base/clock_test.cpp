#include "framework/base/clock.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace muster;
using namespace std::chrono_literals;

namespace {

std::string again(std::string_view text) {
    const auto time = from_iso8601(text);
    return time ? to_iso8601(*time) : "none";
}

}  // namespace

TEST_CASE("times are read in every usual spelling, and an hour needs a zone") {
    CHECK(again("2030-01-01") == "2030-01-01T00:00:00Z");
    CHECK(again("2030-01-01T08:30:00+09:00") == "2029-12-31T23:30:00Z");
    CHECK(again("2030-01-01 08:30Z") == "2030-01-01T08:30:00Z");
    CHECK(again("2030-01-01T08:30:00.250-0530") == "2030-01-01T14:00:00.25Z");
    CHECK(again("2028-02-29") == "2028-02-29T00:00:00Z");
    CHECK(again("2030-01-01T08:30:00") == "none");
    CHECK(again("2030-02-29") == "none");
    CHECK(again("2030-1-1") == "none");
    CHECK(again("2030-01-01T24:00Z") == "none");
    CHECK(again("2030-01-01T08:30:00Zx") == "none");
    CHECK(again("") == "none");
}

TEST_CASE("moments of the Unix clock that are out of reach are the end of what is") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();

    CHECK(to_iso8601(instant_from_unix(0)) == "1970-01-01T00:00:00Z");
    CHECK(to_iso8601(instant_from_unix(1'700'000'000, 500'000'000)) == "2023-11-14T22:13:20.5Z");
    CHECK(to_iso8601(instant_from_unix(most, most)) == to_iso8601(instant_from_unix(most / 2)));
    CHECK(to_iso8601(instant_from_unix(most)).starts_with("2261-12-31T23:59:59"));
    CHECK(to_iso8601(instant_from_unix(-most, -most)).starts_with("1678-01-01"));
}

TEST_CASE("durations have a unit, and nothing overflows") {
    CHECK(duration_from("30s") == 30s);
    CHECK(duration_from("5m") == 5min);
    CHECK(duration_from("500ms") == 500ms);
    CHECK(duration_from("30d") == 720h);
    CHECK_FALSE(duration_from("30"));
    CHECK_FALSE(duration_from("s"));
    CHECK_FALSE(duration_from("-1s"));
    CHECK_FALSE(duration_from("999999999999d"));
}

TEST_CASE("durations are told in one unit") {
    CHECK(to_words(250ms) == "250 ms");
    CHECK(to_words(90s) == "90 s");
    CHECK(to_words(3h) == "3 h");
    CHECK(to_words(100h) == "4 days");
}

TEST_CASE("a deadline passes, and the earlier of two is the one that does first") {
    CHECK(Deadline(0s).passed());
    CHECK(Deadline(0s).left_for_poll() == 0);
    CHECK_FALSE(Deadline::never().passed());
    CHECK(earlier(Deadline(1h), Deadline(0s)).passed());
    CHECK(Deadline(1h).left_for_poll() > 3'000'000);
}
