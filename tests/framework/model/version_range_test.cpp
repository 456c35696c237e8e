#include "framework/model/version_range.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

VersionRange parsed(VersionOrder order, std::string_view text) {
    auto result = VersionRange::parse(order, text);
    if (const auto* fault = std::get_if<RangeFault>(&result))
        FAIL(text << ": " << fault->reason);
    return std::get<VersionRange>(std::move(result));
}

std::string fault_of(VersionOrder order, std::string_view text) {
    const auto result = VersionRange::parse(order, text);
    const auto* fault = std::get_if<RangeFault>(&result);
    return fault ? std::to_string(fault->column) + ": " + fault->reason : "no fault";
}

}  // namespace

TEST_CASE("a comma joins bounds that must all hold, two bars those of which one must") {
    const auto range = parsed(VersionOrder::dpkg, ">= 1.22, < 2 || = 3");

    CHECK(range.holds("1.22") == true);
    CHECK(range.holds("1.22.1-3+deb12u1") == true);
    CHECK(range.holds("0:3") == true);
    CHECK(range.holds("1.21") == false);
    CHECK(range.holds("2") == false);
    CHECK(range.holds("2.1-1") == false);
    CHECK(range.holds("3.1") == false);
}

TEST_CASE("every comparison of a range means what it says") {
    const auto holds = [](std::string_view range) {
        return parsed(VersionOrder::rpm, range).holds("1:2.0-1");
    };

    CHECK(holds("=1:2.0") == true);
    CHECK(holds("=2.0") == false);
    CHECK(holds("!=1:2.0") == false);
    CHECK(holds("!=2.0") == true);
    CHECK(holds("<1:2.0") == false);
    CHECK(holds("<1:2.1") == true);
    CHECK(holds("<=1:2.0") == true);
    CHECK(holds("<=1:1.9") == false);
    CHECK(holds(">1:2.0") == false);
    CHECK(holds(">1:1.9") == true);
    CHECK(holds(">=1:2.0") == true);
    CHECK(holds(">=1:2.1") == false);
}

TEST_CASE("blanks around the signs of a range do not count") {
    CHECK(parsed(VersionOrder::dotted, "  >=1,<2||=3  ").holds("1.5") == true);
    CHECK(parsed(VersionOrder::dotted, "\t>=  1 , <\t2  ||  = 3").holds("3.0") == true);
}

TEST_CASE("a range says nothing about what is no version") {
    CHECK(parsed(VersionOrder::dpkg, "!= 1").holds("latest") == std::nullopt);
    CHECK(parsed(VersionOrder::dpkg, "!= 1").holds("") == std::nullopt);
}

TEST_CASE("versions without an order can be listed in a range, but not compared") {
    const auto range = parsed(VersionOrder::text, "= 2024a || = 2024b");

    CHECK(range.holds("2024b") == true);
    CHECK(range.holds("2023c") == false);
    CHECK(parsed(VersionOrder::text, "!= 2024a, != 2024b").holds("2023c") == true);
    CHECK(parsed(VersionOrder::text, "!= 2024a").holds("2024a") == false);
    CHECK(
        fault_of(VersionOrder::text, "= 1 || >= 2")
        == "8: these versions have no order: only = and != can be asked"
    );
}

TEST_CASE("a fault in a range says where and what") {
    const auto fault = [](std::string_view text) { return fault_of(VersionOrder::dpkg, text); };

    CHECK(fault("") == "1: expected one of = != < <= > >=");
    CHECK(fault("1.0") == "1: expected one of = != < <= > >=");
    CHECK(fault(">= ") == "4: expected a version");
    CHECK(fault(">= 1,") == "6: expected one of = != < <= > >=");
    CHECK(fault(">= 1 ||") == "8: expected one of = != < <= > >=");
    CHECK(fault(">= 1 | < 2") == "6: expected \",\" or \"||\"");
    CHECK(fault(">= 1 < 2") == "6: expected \",\" or \"||\"");
    CHECK(fault("== 1") == "1: equality is written \"=\", not \"==\"");
    CHECK(
        fault(">= 1, < v2") == "9: no dpkg version: upstream version does not begin with a digit"
    );
}

TEST_CASE("a long range of hostile text is read to its end or refused") {
    std::string range = "= 0";
    for (int count = 0; count < 20'000; ++count)
        range += " || = 1." + std::to_string(count);

    CHECK(parsed(VersionOrder::dpkg, range).holds("1.19999") == true);
    CHECK(parsed(VersionOrder::dpkg, range).holds("2") == false);
    CHECK(fault_of(VersionOrder::dpkg, std::string(1'000'000, '<')) != "no fault");
    CHECK(fault_of(VersionOrder::dpkg, std::string(1'000'000, '|')) != "no fault");
    CHECK(fault_of(VersionOrder::dpkg, std::string("= 1\0, = 2", 9)) != "no fault");
}
