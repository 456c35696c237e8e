#include "framework/fleet/inventory/host_range.hpp"

#include "tests/framework/fleet/inventory/inventories.hpp"

#include <catch2/catch.hpp>

using muster::names_in_range;
using muster::tests::refusal_of;
using Names = std::vector<std::string>;

TEST_CASE("a name without a range is itself") {
    CHECK(names_in_range("web-03.example.net", {}) == Names{"web-03.example.net"});
}

TEST_CASE("numbers keep the width of the first, where it begins with 0") {
    CHECK(names_in_range("web[08-10].net", {}) == Names{"web08.net", "web09.net", "web10.net"});
    CHECK(names_in_range("web[8:10]", {}) == Names{"web8", "web9", "web10"});
    CHECK(names_in_range("web[0:4:2]", {}) == Names{"web0", "web2", "web4"});
}

TEST_CASE("letters are ranges, too, and several ranges multiply") {
    CHECK(names_in_range("db[a-c]", {}) == Names{"dba", "dbb", "dbc"});
    CHECK(names_in_range("r[1-2]n[a:b]", {}) == Names{"r1na", "r1nb", "r2na", "r2nb"});
}

TEST_CASE("what is no range is refused at its place") {
    const muster::Location where{"hosts", 3, 1};
    const auto refused = [&](const char* text) {
        return refusal_of([&] { return names_in_range(text, where); });
    };

    CHECK(refused("web[1-").find("hosts:3:1") == 0);
    CHECK(refused("web[]").find("is no range") != std::string::npos);
    CHECK(refused("web[1-x]").find("is no range") != std::string::npos);
    CHECK(refused("web[5-3]").find("runs backwards") != std::string::npos);
    CHECK(refused("web[1:9:0]").find("runs backwards") != std::string::npos);
    CHECK(refused("web[1-999999]").find("more than 100000 names") != std::string::npos);
    CHECK(refused("w[1-400]x[1-400]").find("more than 100000 names") != std::string::npos);
    CHECK(refused("w[1-99999999999999999999]").find("is no range") != std::string::npos);
}
