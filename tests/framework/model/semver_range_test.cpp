#include "framework/model/semver_range.hpp"

#include "tests/framework/model/version_vectors.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string answer(std::string_view range, std::string_view version) {
    const auto result = SemverRange::parse(range);
    if (const auto* fault = std::get_if<RangeFault>(&result))
        return std::to_string(fault->column) + ": " + fault->reason;
    const auto holds = std::get<SemverRange>(result).holds(version);
    return holds ? *holds ? "in" : "out" : "no version";
}

std::string fault_of(std::string_view range) {
    return answer(range, "1.0.0");
}

}  // namespace

TEST_CASE("semver ranges hold what npm says they hold") {
    const auto vectors = tests::version_vectors("semver_range");

    REQUIRE(vectors.size() >= 1000);
    for (const auto& [version, verdict, range] : vectors) {
        INFO(version << " " << verdict << " " << range);
        CHECK(answer(range, version) == verdict);
    }
}

TEST_CASE("a caret keeps the first number that is not zero, a tilde the first two") {
    CHECK(answer("^1.2 || ~2.0.1", "1.9.0") == "in");
    CHECK(answer("^1.2 || ~2.0.1", "2.0.0") == "out");
    CHECK(answer("^1.2 || ~2.0.1", "2.0.9") == "in");
    CHECK(answer("^1.2 || ~2.0.1", "2.1.0") == "out");
    CHECK(answer("^0.2.3", "0.2.9") == "in");
    CHECK(answer("^0.2.3", "0.3.0") == "out");
    CHECK(answer("^0.0.3", "0.0.4") == "out");
}

TEST_CASE("a pre-release is only in a range that names one of the same numbers") {
    CHECK(answer(">=2.0.0-beta", "2.0.0-rc.1") == "in");
    CHECK(answer(">=1.9", "2.0.0-rc.1") == "out");
    CHECK(answer("^1.2.3", "2.0.0-alpha") == "out");
    CHECK(answer("*", "2.0.0-alpha") == "out");
}

TEST_CASE("a comma joins bounds as a blank does") {
    CHECK(answer(">=1.2, <1.5", "1.4.9") == "in");
    CHECK(answer(">=1.2,<1.5", "1.5.0") == "out");
    CHECK(answer(">=1.2 <1.5", "1.5.0") == "out");
}

TEST_CASE("a semver range says nothing about what is no semantic version") {
    CHECK(answer("*", "1.2") == "no version");
    CHECK(answer("*", "v1.2.3") == "no version");
    CHECK(answer("*", "") == "no version");
}

TEST_CASE("a fault in a semver range says where and what") {
    CHECK(fault_of("") == "1: expected a number, x or *");
    CHECK(fault_of("^") == "2: expected a number, x or *");
    CHECK(fault_of("^1.2 ||") == "8: expected a number, x or *");
    CHECK(fault_of("^1.2 | 3") == "6: expected \"||\"");
    CHECK(fault_of(">=1.2,") == "7: expected a number, x or *");
    CHECK(fault_of("latest") == "1: expected a number, x or *");
    CHECK(fault_of("1.2.3.4") == "6: \".\" is not allowed at column 6");
    CHECK(fault_of("1.02") == "3: a number has a leading zero");
    CHECK(fault_of("1.x.3") == "5: a number stands behind a wildcard");
    CHECK(fault_of("9007199254740992") == "1: a number is above 9007199254740991");
    CHECK(fault_of("1.2.3-") == "7: this is no pre-release and no build of a semantic version");
}

TEST_CASE("a long semver range of hostile text is read to its end or refused") {
    std::string range = "1.0.0";
    for (int count = 0; count < 20'000; ++count)
        range += " || ^3." + std::to_string(count);

    CHECK(answer(range, "3.5.0") == "in");
    CHECK(answer(range, "2.0.0") == "out");
    CHECK(fault_of(std::string(1'000'000, '9')) == "1: a number is above 9007199254740991");
    CHECK(fault_of(std::string(1'000'000, '^')) != "in");
    CHECK(fault_of(std::string("1\0", 2)) == "2: \"\\x00\" is not allowed at column 2");
}
