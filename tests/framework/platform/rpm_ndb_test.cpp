#include "framework/platform/rpm_ndb.hpp"

#include "framework/model/cannot_tell.hpp"
#include "tests/support/ndb_bytes.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

TEST_CASE("a damaged Packages.db is told as such") {
    const std::vector<std::string> headers = {"one", std::string(5000, 'x'), ""};
    const auto whole = ndb_of(headers);
    CHECK(ndb_headers(whole) == headers);
    const auto trouble = [](const std::string& bytes) {
        try {
            (void)ndb_headers(bytes);
        } catch (const CannotTell& why) {
            return why.message;
        }
        return std::string("it was read");
    };
    const auto changed = [&](std::size_t at, const std::string& bytes) {
        auto copy = whole;
        copy.replace(at, bytes.size(), bytes);
        return trouble(copy);
    };
    constexpr std::size_t first_blob = 4096;
    CHECK_THAT(trouble(""), Contains("cut short"));
    CHECK_THAT(trouble(whole.substr(0, 5000)), Contains("cut short"));
    CHECK_THAT(changed(0, "Rpmx"), Contains("no RpmP"));
    CHECK_THAT(changed(4, "\1"), Contains("of version 1"));
    CHECK_THAT(changed(12, std::string(1, '\0')), Contains("0 pages"));
    CHECK_THAT(changed(12, "\2"), Contains("no Slot"));
    CHECK_THAT(changed(48, "slot"), Contains("no Slot"));
    CHECK_THAT(changed(first_blob, "blob"), Contains("no BlbS"));
    CHECK_THAT(changed(first_blob + 4, "\7"), Contains("not where its slot leads"));
    CHECK_THAT(changed(first_blob + 12, "\x70"), Contains("not where its slot leads"));
    CHECK_THAT(changed(first_blob + 12, "\2"), Contains("two sizes"));
    CHECK_THAT(changed(first_blob + 28, "BlbS"), Contains("no BlbE"));
}
