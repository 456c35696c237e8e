#include "framework/platform/clock_state.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("chronyc's line says whether there is a source, and how far the clock is from it") {
    const auto good = clock_from_chronyc("C0000201,192.0.2.1,2,1782900000.123,-0.000012,0.00002,0."
                                         "00003,1.2,0.0,0.1,0.02,0.001,64.5,Normal\n");
    const auto none = clock_from_chronyc(
        "00000000,,0,0.0,0.000000000,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised\n"
    );

    REQUIRE(good);
    CHECK(good->synchronised);
    CHECK(good->offset == Approx(0.000012));
    REQUIRE(none);
    CHECK_FALSE(none->synchronised);
    CHECK_FALSE(clock_from_chronyc("506 Cannot talk to daemon"));
    CHECK_FALSE(clock_from_chronyc(""));
}

TEST_CASE("ntpq's variables say the same in milliseconds") {
    const auto good = clock_from_ntpq("leap=00, offset=-12.5\n");
    const auto none = clock_from_ntpq("leap=11, offset=0.000");

    REQUIRE(good);
    CHECK(good->synchronised);
    CHECK(good->offset == Approx(0.0125));
    REQUIRE(none);
    CHECK_FALSE(none->synchronised);
    CHECK_FALSE(clock_from_ntpq("ntpq: read: Connection refused"));
    CHECK_FALSE(clock_from_ntpq("leap=00"));
}

TEST_CASE("the kernel counts as synchronised while its error is below 16 seconds") {
    CHECK(
        synchronised_from_adjtimex("    maxerror:     16000000\n    status: 64 (UNSYNC)\n") == false
    );
    CHECK(synchronised_from_adjtimex("    maxerror:     250000\n    status: 1 (PLL)\n") == true);
    CHECK_FALSE(synchronised_from_adjtimex("adjtimex: applet not found"));
}

TEST_CASE("spans of time as systemd writes them") {
    CHECK(*span_of_time("+1.171ms") == Approx(0.001171));
    CHECK(*span_of_time("-523us") == Approx(0.000523));
    CHECK(*span_of_time("2.5s") == Approx(2.5));
    CHECK(*span_of_time("-1min 2.5s") == Approx(62.5));
    CHECK_FALSE(span_of_time(""));
    CHECK_FALSE(span_of_time("n/a"));
    CHECK_FALSE(span_of_time("5 apples"));
    CHECK(
        *offset_from_timesync("       Server: 192.0.2.1 (x)\n       Offset: +3ms\n")
        == Approx(0.003)
    );
    CHECK_FALSE(offset_from_timesync("       Server: n/a\n"));
}
