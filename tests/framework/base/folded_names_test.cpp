#include "framework/base/folded_names.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace {

std::string folded(const std::vector<std::string>& names) {
    return muster::folded_names(names);
}

}  // namespace

TEST_CASE("names that count on are one range, in whatever order they come") {
    CHECK(folded({"web1", "web2", "web3"}) == "web[1-3]");
    CHECK(folded({"web10", "web8", "web9", "web8"}) == "web[8-10]");
    CHECK(folded({"web1", "web2", "web4"}) == "web[1-2], web4");
    CHECK(folded({"web01.example.net", "web02.example.net"}) == "web[01-02].example.net");
    CHECK(folded({"r1n1", "r1n2", "r2n1"}) == "r1n[1-2], r2n1");
}

TEST_CASE("zeros in front keep names apart that only look alike") {
    CHECK(folded({"web08", "web09", "web10"}) == "web[08-10]");
    CHECK(folded({"web009", "web08"}) == "web08, web009");
    CHECK(folded({"web99", "web100", "web098"}) == "web99, web098, web100");
}

TEST_CASE("what does not count stands as it is, in its order") {
    CHECK(folded({"db", "proxy", "db"}) == "db, proxy");
    CHECK(folded({"10.0.0.1", "10.0.0.2"}) == "10.0.0.1, 10.0.0.2");
    CHECK(folded({"web1.a", "web2.b", "x"}) == "web1.a, web2.b, x");
    CHECK(folded({"b99999999999999999999", "b1"}) == "b99999999999999999999, b1");
    CHECK(folded({""}) == "");
    CHECK(folded({}) == "");
}
