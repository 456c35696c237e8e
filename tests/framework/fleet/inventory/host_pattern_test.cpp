#include "framework/fleet/inventory/host_pattern.hpp"

#include "tests/framework/fleet/inventory/inventories.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using muster::Inventory;
using muster::targets_named;
using muster::tests::refusal_of;
using Names = std::vector<std::string>;

namespace {

const Inventory& shop() {
    static const auto inventory = muster::tests::inventory_of("inventory: shop\n"
                                                              "roles: [web, db, prod, cache]\n"
                                                              "targets:\n"
                                                              "  web[1-5]: {roles: [web]}\n"
                                                              "  web6: {roles: [web, prod]}\n"
                                                              "  db1: {roles: [db, prod]}\n"
                                                              "  db2: {roles: [db]}\n");
    return inventory;
}

Names named(const std::string& pattern) {
    Names names;
    for (const auto place : targets_named(pattern, shop()))
        names.push_back(shop().targets[place].name);
    return names;
}

}  // namespace

TEST_CASE("a term is a target, a role, all, a glob or an expression, in the inventory's order") {
    CHECK(named("db1") == Names{"db1"});
    CHECK(named("db2,db1") == Names{"db1", "db2"});
    CHECK(named("prod") == Names{"web6", "db1"});
    CHECK(named("*").size() == 8);
    CHECK(named("[cd][ab]1") == Names{"db1"});
    CHECK(named("*2") == Names{"web2", "db2"});
    CHECK(named("~(web|db)2$") == Names{"web2", "db2"});
}

TEST_CASE("terms add up, narrow and take away, whatever their order") {
    CHECK(named("web:&prod") == Names{"web6"});
    CHECK(named("&prod:web") == Names{"web6"});
    CHECK(named("db:web:!prod:!web[0-3]") == Names{"web5", "db2"});
    CHECK(named("!web") == Names{"db1", "db2"});
}

TEST_CASE("several patterns are one: what one takes away no other brings back") {
    const auto count = [](const std::vector<std::string>& patterns) {
        return targets_named(patterns, shop()).size();
    };

    CHECK(count({"web", "!web3"}) == 5);
    CHECK(count({"!web3", "web"}) == 5);
    CHECK(count({"db1", "web:db", "&prod"}) == 2);
}

TEST_CASE("a subscript takes some of a role, both ends included") {
    CHECK(named("web[0]") == Names{"web1"});
    CHECK(named("web[-1]") == Names{"web6"});
    CHECK(named("web[1:2]") == Names{"web2", "web3"});
    CHECK(named("web[4:]") == Names{"web5", "web6"});
    CHECK(named("db:web[0]") == Names{"web1", "db1", "db2"});
    CHECK(named("web[2-3]:db[0-0]") == Names{"web3", "web4", "db1"});
}

TEST_CASE("behind what names nobody it is a range of names") {
    const auto rack = muster::tests::inventory_of("inventory: x\ntargets:\n  node[08-12]:\n");
    CHECK(targets_named("node[09-10]", rack) == std::vector<std::size_t>{1, 2});
    const auto twelve = muster::tests::inventory_of("inventory: x\ntargets:\n  web[1-12]:\n");
    CHECK(targets_named("web[1-12]", twelve).size() == 12);  // no class of `1`, `-`, `2`
    CHECK(targets_named("web[10:12]", twelve) == std::vector<std::size_t>{9, 10, 11});
}

TEST_CASE("a name that holds what parts terms is a name, and who has no role is ungrouped") {
    const auto some = muster::tests::inventory_of(
        "inventory: x\ntargets: {\"2001:db8::1\": , \"ssh://root@h:2222\": {roles: r}, a: }\n"
    );
    CHECK(targets_named("2001:db8::1", some) == std::vector<std::size_t>{0});
    CHECK(targets_named("ssh://root@h:2222", some) == std::vector<std::size_t>{1});
    CHECK(targets_named("ungrouped", some) == std::vector<std::size_t>{0, 2});
}

TEST_CASE("a file has a term a line") {
    const muster::TemporaryFolder folder;
    folder.write("retry", "# those that failed\nweb2\n\n db1 \n");

    CHECK(named("@" + folder.file("retry")) == Names{"web2", "db1"});
    CHECK(
        refusal_of([] { return named("@/nowhere/retry"); }).find("there is no such file")
        != std::string::npos
    );
}

TEST_CASE("a term that names nobody is an error that says so, wherever it stands") {
    const auto refused = [](const char* pattern) {
        return refusal_of([&] { return named(pattern); });
    };

    CHECK(
        refused("wbe1").find(
            "\"wbe1\": no target and no role of the inventory; did you mean \"web1\"?"
        )
        == 0
    );
    CHECK(refused("web:!wbe1").find("no target and no role") != std::string::npos);
    CHECK(refused("cache").find("the role \"cache\" has no members") == 0);
    CHECK(refused("web:!web").find("nothing is left") != std::string::npos);
    CHECK(refused("x*").find("no target and no role") != std::string::npos);
    CHECK(refused("web[9]").find("no target and no role") != std::string::npos);
    CHECK(refused("").find("names nobody") != std::string::npos);
    CHECK_FALSE(refused("~(").empty());  // no regular expression
}
