#include "framework/base/time_zone.hpp"

#include "framework/base/file_descriptor.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>
#include <random>

using muster::Instant;
using muster::instant_from_unix;
using muster::LocalTime;
using muster::time_zone_from;
using muster::time_zone_named;
using muster::time_zone_rule_from;
using muster::TimeZone;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Instant at(const char* text) {
    const auto moment = muster::from_iso8601(text);
    REQUIRE(moment);
    return *moment;
}

/// What clocks show, as if they stood at Greenwich.
LocalTime shown(const char* text) {
    return LocalTime(at((std::string(text) + "Z").c_str()).time_since_epoch());
}

TimeZone zone(const char* name) {
    const auto found = time_zone_named(name);
    REQUIRE(found);
    return *found;
}

std::string back(const TimeZone& zone, const char* text, TimeZone::Repeated which) {
    return muster::to_iso8601(zone.instant_of(shown(text), which));
}

/// The C library as it is in a zone, for as long as this lives.
class ZoneOfLibrary {
public:
    explicit ZoneOfLibrary(const std::string& name) {
        if (const char* found = std::getenv("TZ"))
            before_ = found;
        ::setenv("TZ", name.c_str(), 1);
        ::tzset();
    }
    ZoneOfLibrary(const ZoneOfLibrary&) = delete;
    ZoneOfLibrary& operator=(const ZoneOfLibrary&) = delete;
    ~ZoneOfLibrary() {
        if (before_)
            ::setenv("TZ", before_->c_str(), 1);
        else
            ::unsetenv("TZ");
        ::tzset();
    }
    static seconds offset_at(std::time_t moment) {
        std::tm parts{};
        ::localtime_r(&moment, &parts);
        return seconds(parts.tm_gmtoff);
    }

private:
    std::optional<std::string> before_;
};

std::string number(std::uint64_t value, int width) {
    std::string bytes;
    for (int place = width - 1; place >= 0; --place)
        bytes += static_cast<char>(value >> (8 * static_cast<unsigned>(place)) & 0xFFU);
    return bytes;
}

/// A block whose times are so wide: clocks at 0, and at +1 h from each of these seconds on.
std::string block(
    int width, char version, const std::vector<std::int64_t>& times, std::uint64_t leaps = 0
) {
    auto bytes = std::string("TZif") + version + std::string(15, '\0') + number(0, 8)
                 + number(leaps, 4) + number(times.size(), 4) + number(2, 4) + number(4, 4);
    for (const auto time : times)
        bytes += number(static_cast<std::uint64_t>(time), width);
    bytes += std::string(times.size(), '\1');
    bytes += number(0, 6) + number(3600, 4) + number(0, 2) + std::string("ABC\0", 4);
    return bytes + std::string(leaps * (static_cast<std::size_t>(width) + 4), '\0');
}

std::string file_of_version_2(const std::string& footer) {
    return block(4, '2', {}) + block(8, '2', {1'000}) + "\n" + footer + "\n";
}

}  // namespace

TEST_CASE("all zones of this system are read as the C library reads them, until 2100") {
    std::mt19937_64 random(20261128);
    std::uniform_int_distribution<std::time_t> moments(0, 4'102'444'800);
    std::size_t compared = 0;
    for (const auto& name : muster::time_zone_names()) {
        const auto found = time_zone_named(name);
        INFO(name);
        REQUIRE(found);
        const ZoneOfLibrary library(name);
        for (int i = 0; i < 300; ++i) {
            const auto moment = moments(random);
            INFO(moment);
            REQUIRE(found->offset_at(instant_from_unix(moment)) == library.offset_at(moment));
            ++compared;
        }
    }
    REQUIRE(compared > 100'000);
}

TEST_CASE("the seconds before and at a change are read as the C library reads them") {
    for (const char* name :
         {"Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "America/Sao_Paulo",
          "Europe/Dublin",
          "Africa/Casablanca",
          "Pacific/Apia",
          "Asia/Tokyo"}) {
        const auto found = zone(name);
        const ZoneOfLibrary library(name);
        INFO(name);
        auto before = library.offset_at(0);
        for (std::time_t hour = 0; hour < 4'102'444'800; hour += 1800) {
            const auto now = library.offset_at(hour);
            if (now == before)
                continue;
            for (std::time_t moment = hour - 1800; moment <= hour; moment += 60)
                REQUIRE(found.offset_at(instant_from_unix(moment)) == library.offset_at(moment));
            before = now;
        }
        CHECK(found.offset_at(instant_from_unix(4'102'444'800)) == before);
    }
}

TEST_CASE(
    "an hour that comes twice has two moments, and one that never comes has that of the change"
) {
    const auto berlin = zone("Europe/Berlin");

    CHECK(back(berlin, "2026-10-25T02:30:00", TimeZone::Repeated::first) == "2026-10-25T00:30:00Z");
    CHECK(
        back(berlin, "2026-10-25T02:30:00", TimeZone::Repeated::second) == "2026-10-25T01:30:00Z"
    );
    CHECK(back(berlin, "2026-03-29T02:30:00", TimeZone::Repeated::first) == "2026-03-29T01:00:00Z");
    CHECK(
        back(berlin, "2026-03-29T02:30:00", TimeZone::Repeated::second) == "2026-03-29T01:00:00Z"
    );
    CHECK(back(berlin, "2026-03-29T01:59:59", TimeZone::Repeated::first) == "2026-03-29T00:59:59Z");
    CHECK(
        back(berlin, "2026-03-29T03:00:00", TimeZone::Repeated::second) == "2026-03-29T01:00:00Z"
    );
    CHECK(
        back(berlin, "2026-07-01T12:00:00.5", TimeZone::Repeated::first) == "2026-07-01T10:00:00.5Z"
    );
}

TEST_CASE(
    "south of the equator and beyond the last change of the file summer comes as the rule says"
) {
    const auto sydney = zone("Australia/Sydney");

    CHECK(sydney.offset_at(at("2026-01-15T00:00:00Z")) == hours(11));
    CHECK(sydney.offset_at(at("2026-07-15T00:00:00Z")) == hours(10));
    CHECK(sydney.offset_at(at("2099-12-31T23:59:59Z")) == hours(11));
    CHECK(sydney.offset_at(at("2100-01-01T00:00:00Z")) == hours(11));
}

TEST_CASE("a day that a country left out begins when the next one does") {
    // Samoa went over the date line: 29 December 2011 was followed by the 31st.
    const auto apia = zone("Pacific/Apia");

    CHECK(back(apia, "2011-12-30T12:00:00", TimeZone::Repeated::first) == "2011-12-30T10:00:00Z");
    CHECK(back(apia, "2011-12-31T00:00:00", TimeZone::Repeated::first) == "2011-12-30T10:00:00Z");
}

TEST_CASE("UTC needs no file, and no name leads out of the folder of zones") {
    const muster::TemporaryFolder folder;
    (void)folder.write("zones/Own/Place", file_of_version_2("XYZ-2"));
    (void)folder.write("outside", file_of_version_2("XYZ-2"));
    const auto zones = folder.file("zones");

    CHECK(time_zone_named("UTC", "/nowhere"));
    CHECK(time_zone_named("Own/Place", zones));
    for (const char* name :
         {"",
          "Own",
          "Own/",
          "/Own/Place",
          "Own//Place",
          "../outside",
          "Own/../../outside",
          ".",
          "Own/Place\n",
          "Nowhere"})
        CHECK_FALSE(time_zone_named(name, zones));
    CHECK(muster::time_zone_names("/nowhere") == std::vector<std::string>{"UTC"});
}

TEST_CASE("a file of version 1 ends with its last change") {
    const auto found = time_zone_from(block(4, '\0', {-1'000, 2'000}));

    REQUIRE(found);
    CHECK(found->offset_at(instant_from_unix(-1'001)) == seconds(0));
    CHECK(found->offset_at(instant_from_unix(-1'000)) == hours(1));
    CHECK(found->offset_at(instant_from_unix(4'000'000'000)) == hours(1));
}

TEST_CASE("the footer counts after the last change, and an empty one says nothing") {
    const auto ruled = time_zone_from(file_of_version_2("XYZ-2"));
    const auto silent = time_zone_from(file_of_version_2(""));

    REQUIRE(ruled);
    REQUIRE(silent);
    CHECK(ruled->offset_at(instant_from_unix(999)) == seconds(0));
    CHECK(ruled->offset_at(instant_from_unix(1'000)) == hours(2));
    CHECK(silent->offset_at(instant_from_unix(1'000)) == hours(1));
}

TEST_CASE("what is no file of a zone is none") {
    const auto whole = file_of_version_2("XYZ-2");
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(time_zone_from(whole.substr(0, size)));
    CHECK_FALSE(time_zone_from(file_of_version_2("no rule")));
    CHECK_FALSE(time_zone_from(block(4, '\0', {2'000, 2'000})));
    CHECK_FALSE(time_zone_from(block(4, '\0', {2'000}, 1)));
    auto beyond = block(4, '\0', {2'000});
    beyond[44 + 4] = '\2';  // the first change is to a third kind of two
    CHECK_FALSE(time_zone_from(beyond));
    auto far = block(4, '\0', {2'000});
    far[44 + 5] = '\x7f';  // and the first kind is years from Greenwich
    CHECK_FALSE(time_zone_from(far));
    auto huge = block(4, '\0', {});
    huge.replace(32, 4, "\xff\xff\xff\xff");
    CHECK_FALSE(time_zone_from(huge));
}

TEST_CASE("rules of POSIX are read in all their forms") {
    const auto offset = [](const char* rule, const char* moment) {
        const auto found = time_zone_rule_from(rule);
        INFO(rule);
        REQUIRE(found);
        return found->offset_at(std::chrono::floor<seconds>(at(moment)));
    };

    CHECK(offset("<+0545>-5:45", "2026-07-01") == hours(5) + minutes(45));
    CHECK(offset("NST3:30NDT,M3.2.0,M11.1.0", "2026-07-01") == -hours(2) - minutes(30));
    CHECK(offset("AAA-1BBB-3,J60/0,J300/0", "2028-02-29T22:59:59Z") == hours(1));
    CHECK(offset("AAA-1BBB-3,J60/0,J300/0", "2028-02-29T23:00:00Z") == hours(3));
    CHECK(offset("AAA-1BBB-3,59/0,300/0", "2028-02-28T23:00:00Z") == hours(3));
    CHECK(offset("EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z") == -hours(4));
    CHECK(offset("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z") == -hours(4));
    CHECK(offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z") == -hours(2));
    CHECK(offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z") == -hours(1));
    for (const char* rule :
         {"",
          "A5",
          "ABC",
          "ABC25",
          "ABC5:60",
          "<ABC5",
          "ABC5DEF",
          "ABC5DEF,M3.5.0",
          "ABC5DEF,M13.1.0,M10.5.0",
          "ABC5DEF,M3.6.0,M10.5.0",
          "ABC5DEF,M3.0.0,M10.5.0",
          "ABC5DEF,M3.1.7,M10.5.0",
          "ABC5DEF,J0,J9",
          "ABC5DEF,366,9",
          "ABC5DEF,M3.1.0/168,9",
          "ABC5DEF,1,9,",
          "ABC5 ",
          ":Europe/Berlin"})
        CHECK_FALSE(time_zone_rule_from(rule));
}
