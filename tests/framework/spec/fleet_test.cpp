// FLEETs: relations between members, what is seen from them, and what has no meaning there; in C++ and in YAML.
#include "framework/model/plan_codec.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "tests/framework/spec/collected.hpp"

#include <catch2/catch.hpp>

using namespace muster::dsl;
using muster::Surroundings;
using muster::tests::collected;

namespace {

using Texts = std::vector<std::string>;

/// Two applications, a database, and a role of nobody.
Surroundings of_fleet() {
    Surroundings all;
    all.target.name = "fleet";
    all.target.variables = muster::Json(muster::Json::Object{{"least", "2"}});
    all.platform_assumed = true;
    all.fleet = true;
    all.now = *muster::from_iso8601("2026-07-01T12:00:00Z");
    const muster::Target app1{"app1", "ssh://app1", {"app"}, {{"lan", "10.0.0.1"}}};
    const muster::Target app2{"app2", "ssh://app2", {"app"}, {{"lan", "10.0.0.2"}}};
    const muster::Target db1{"db1", "ssh://db1", {"db"}, {{"lan", "10.0.0.9"}}};
    all.inventory = std::make_shared<muster::Inventory>(muster::Inventory{
        {app1, app2, db1}, {"app", "db", "lb"}});
    return all;
}

muster::Plan plan_of(const std::string& text, const Surroundings& around = of_fleet()) {
    return muster::collect(
        muster::read_yaml_specs(text, "shop.yaml"), muster::tests::test_lexicon(), around
    );
}

/// The rows of a FLEET in YAML, given without indentation.
muster::tests::Collected said(const std::string& items) {
    auto plan = plan_of("fleet: shop\nexpect:\n" + items);
    return {plan.specs.at(0).rows, plan.problems};
}

template<class Body>
std::string problem_of(const Body& body, const Surroundings& around) {
    const auto found = collected(body, around);
    if (found.problems.size() != 1)
        return std::to_string(found.problems.size()) + " problems";
    return found.problems[0].message + "; " + found.problems[0].hint;
}

std::string problem_of(const std::string& items) {
    const auto found = said(items);
    if (found.problems.size() != 1)
        return std::to_string(found.problems.size()) + " problems";
    const auto& one = found.problems[0];
    return to_string(one.where) + ": " + one.message;
}

}  // namespace

TEST_CASE("relations say what is asked of each member") {
    const auto found = collected(
        [] {
            expect(hosts("app").every(thing("/x").there));
            expect(not hosts("app").some(thing("/x").mode == 0644 and not thing("/y").there));
            expect(hosts("app").at_least(var("least"), thing("/x").there));
            expect(hosts("app").agree_on(thing("/x").content));
            expect(hosts("app").list(thing("/x").size) == list(1, 2));
            expect(hosts().duplicates(thing("/x").names).is_empty());
            expect(hosts("app", "db").except("app2").names == list("app1", "db1"));
            expect(hosts("db").where(thing("/x").there).where(thing("/x").size, 4).count == 1);
            expect(hosts("db").addresses("lan") == hosts("app").list(thing("/x").addresses));
        },
        of_fleet()
    );

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == Texts{R"(hosts "app" every (thing "/x" there))", R"(not hosts "app" some (thing "/x" mode: 0644 and not thing "/y" there))", R"(hosts "app" at_least 2 (thing "/x" there))", R"(hosts "app" agree_on (thing "/x" content))", R"(hosts "app" list (thing "/x" size): [1, 2])", R"(hosts duplicates (thing "/x" names): nothing)", R"(hosts "app" "db" except "app2" names: ["app1", "db1"])", R"(hosts "db" where (thing "/x" there) where (thing "/x" size: 4) count: 1)", R"(hosts "db" addresses "lan" == hosts "app" list (thing "/x" addresses))"}
    );
}

TEST_CASE("YAML says the same relations") {
    const auto in_cpp = collected(
        [] {
            expect(hosts("app").every(thing("/x").there));
            expect(not hosts("app").some(thing("/x").there));
            expect(hosts("app").at_least(2, thing("/x").there and thing("/x").size == 4));
            expect(hosts("app").agree_on(thing("/x").content));
            expect(hosts("app").list(thing("/x").size) == list(1, 2));
            expect(hosts().duplicates(thing("/x").names).is_empty());
            expect(hosts("app", "db").except("app2").names == list("app1", "db1"));
            expect(hosts("db").where(not thing("/x").there).count == 1);
            for (auto db : hosts("db"))
                expect(not PeerFrom(hosts("app")).peer(db.address("lan")).reachable).about(db);
            for (auto db : hosts("db"))
                expect(PeerFrom(db).peer("x").reachable);
        },
        of_fleet()
    );
    const auto in_yaml = said(R"(
- {hosts: app, every: {thing: /x, there: true}}
- {hosts: app, some: {thing: /x, there: true}}
- {hosts: app, at_least: [2, {thing: /x, there: true, size: 4}]}
- {hosts: app, agree_on: {thing: /x, fact: content}}
- {hosts: app, list: [{thing: /x, fact: size}, [1, 2]]}
- {hosts: , duplicates: [{thing: /x, fact: names}, {is_empty: true}]}
- {hosts: [app, db], except: app2, names: [app1, db1]}
- {hosts: db, where: {thing: /x, there: false}, count: 1}
- {each: {db: {hosts: db}}, from: {hosts: app}, peer: "{{ db.address.lan }}", reachable: false, about: db}
- {each: {db: {hosts: db}}, from: db, peer: x, reachable: true}
)");

    CHECK(in_cpp.problems.empty());
    CHECK(in_yaml.problems.empty());
    auto expected = in_cpp.texts();
    expected[1] = R"(hosts "app" some (thing "/x" there))";
    CHECK(in_yaml.texts() == expected);
    REQUIRE(in_yaml.rows.size() == 11);
    CHECK(in_yaml.rows[8].about == "db1");
    CHECK(in_cpp.rows[9].about == "db1");
}

TEST_CASE("from(hosts(…)) is a row for each member, with the not inside it") {
    const auto found = collected(
        [] {
            const PeerFrom apps(hosts("app"));
            expect(not apps.peer("db").reachable and apps.peer("web").reachable).id("lan");
            only_if(apps.peer("db").reachable);
            expect(PeerFrom(hosts("lb").or_none()).peer("db").reachable);
            expect(peer("db").reachable);
        },
        of_fleet()
    );

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == Texts{R"(not from app1: peer "db" reachable and from app1: peer "web" reachable)", R"(not from app2: peer "db" reachable and from app2: peer "web" reachable)", R"(peer "db" reachable)"}
    );
    CHECK(found.rows[0].id == " / lan / from app1");
    CHECK(found.rows[1].id == " / lan / from app2");
    REQUIRE(found.rows[2].guards.size() == 2);
    CHECK(describe(found.rows[2].guards[1].expression) == R"(from app2: peer "db" reachable)");
}

TEST_CASE("a relation of nobody is one errored row, unless nobody may be there") {
    const auto found = collected(
        [] {
            expect(hosts("lb").every(thing("/x").there));
            expect(PeerFrom(hosts("lb")).peer("db").reachable);
            expect(hosts("lb").or_none().count == 0);
            expect(hosts("db").except("db1").count == 0);
        },
        of_fleet()
    );
    auto alone = of_fleet();
    alone.inventory = nullptr;
    const auto without = collected([] { expect(hosts("app").count == 2); }, alone);

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == Texts{R"(broken: the role "lb" has no members)", R"(broken: the role "lb" has no members)", R"(hosts "lb" or_none count: 0)", R"(broken: the role "db" has no members but those left out)"}
    );
    CHECK(without.texts() == Texts{"broken: no inventory: hosts() knows nobody; give one with -i"});
}

TEST_CASE("what the controller sees may be compared, and from a member, too") {
    const auto found = collected(
        [] {
            expect(peer("ns1").reachable == peer("ns2").reachable);
            for (auto app : hosts("app"))
                expect(PeerFrom(app).peer("ns1").reachable == PeerFrom(app).peer("ns2").reachable);
        },
        of_fleet()
    );

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == Texts{R"(peer "ns1" reachable == peer "ns2" reachable)", R"(from app1: peer "ns1" reachable == from app1: peer "ns2" reachable)", R"(from app2: peer "ns1" reachable == from app2: peer "ns2" reachable)"}
    );
}

TEST_CASE("roles, names and numbers of relations are looked at before anybody is asked") {
    const auto fleet = of_fleet();
    CHECK(
        problem_of("- {hosts: [app, typo], count: 2}").find("no role \"typo\"") != std::string::npos
    );
    CHECK(
        problem_of("- {hosts: app, except: app9, count: 2}").find("no target \"app9\"")
        != std::string::npos
    );
    CHECK(
        problem_of("- {hosts: app, at_least: [-1, {thing: /x, there: true}]}")
            .find("-1 is no number of members")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(hosts("").count == 3); }, fleet)
        == "a role without a name; hosts() is all of them"
    );
    const auto with_roles =
        plan_of("fleet: shop\nroles: [app]\nexpect:\n- {hosts: app, count: 2}\n");
    REQUIRE(with_roles.problems.size() == 1);
    CHECK(with_roles.problems[0].message == "a FLEET has no roles: it is about no one target");
}

TEST_CASE("what is asked of nobody, or of the wrong one, is a broken spec") {
    const auto fleet = of_fleet();
    CHECK(
        problem_of([] { expect(thing("/x").there); }, fleet)
        == R"(thing "/x" there: of which host?; hosts("app").every(…) asks each member of a role)"
    );
    CHECK(
        problem_of([] { only_if(thing("/x").there); }, fleet)
        == R"(thing "/x" there: of which host?; hosts("app").every(…) asks each member of a role)"
    );
    CHECK(
        problem_of([] { expect(hosts("app").every(hosts("db").count == 1)); }, fleet)
        == "every: a relation is not asked of each member; hosts(…) asks its members what a SPEC "
           "would ask them"
    );
    CHECK(
        problem_of(
            [] { expect(hosts("app").every(PeerFrom(hosts("db")).peer("x").reachable)); }, fleet
        )
        == "every: what is seen from(…) is not asked of each member; hosts(…) asks its members "
           "what "
           "a SPEC would ask them"
    );
    CHECK(
        problem_of(
            [] {
                expect(
                    PeerFrom(hosts("app")).peer("x").reachable
                    and PeerFrom(hosts("db")).peer("x").reachable
                );
            },
            fleet
        )
        == "one expectation looks from one set of members; write an expectation for each"
    );
    CHECK(
        problem_of([] { expect(hosts("app").every(thing("/x").mode == 644)); }, fleet)
            .find("write 0644")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing(target().name).there); }, fleet)
        == "a FLEET is about no one target; for (auto host : hosts(\"app\")) goes through its "
           "members; var() has the variables of the run"
    );
    const auto spec = muster::tests::surroundings();
    CHECK(
        problem_of([] { expect(hosts("db").count == 1); }, spec)
        == "what hosts(…) say is no fact of one target; a FLEET relates hosts to each other; a "
           "loop "
           "over hosts(…) may stand here"
    );
    CHECK(problem_of([] { expect(PeerFrom(hosts("db")).peer("x").reachable); }, spec)
              .starts_with("from(…) is no fact of one target"));
}

TEST_CASE("slips in YAML have their places") {
    CHECK(
        problem_of("- {thing: /x, there: true}")
        == "shop.yaml:3:15: thing \"/x\" there: of which host?"
    );
    CHECK(
        problem_of("- {hosts: app, at_least: {thing: /x, there: true}}")
        == "shop.yaml:3:26: at_least takes a list of 2"
    );
    CHECK(
        problem_of("- {hosts: app, list: [{thing: /x, fact: size}]}")
        == "shop.yaml:3:22: list takes a list of 2"
    );
    CHECK(
        problem_of("- {thing: /x, from: app1, there: true}")
        == "shop.yaml:3:15: thing is not seen from elsewhere"
    );
    CHECK(
        problem_of("- {peer: x, from: app3, reachable: true}")
        == "shop.yaml:3:19: the inventory has no target \"app3\"; did you mean \"app1\"?"
    );
    CHECK(
        problem_of("- {peer: x, from: {hosts: app, but: app1}, reachable: true}")
        == "shop.yaml:3:32: hosts has no \"but\""
    );
    CHECK(
        problem_of("- {when: {family: debian}, peer: x, reachable: true}")
        == "shop.yaml:3:11: a FLEET is about no one target"
    );
    CHECK(
        problem_of("- {peer: \"{{ target.name }}\", reachable: true}")
        == "shop.yaml:3:10: a FLEET is about no one target"
    );
    CHECK(
        problem_of("- {from: app1, foo: x, expect: []}").find("a group has no \"f")
        != std::string::npos
    );
}

TEST_CASE("SPECs and FLEETs of a file are said each at its time") {
    const std::string text = "spec: web\nexpect:\n- {thing: /x, there: true}\n"
                             "---\nfleet: shop\nexpect:\n- {hosts: app, count: 2}\n";
    auto of_target = of_fleet();
    of_target.fleet = false;

    const auto fleet = plan_of(text);
    const auto spec = plan_of(text, of_target);

    REQUIRE(fleet.specs.size() == 1);
    CHECK(fleet.specs[0].title == "shop");
    REQUIRE(spec.specs.size() == 1);
    CHECK(spec.specs[0].title == "web");
    CHECK(spec.problems.empty());
}

TEST_CASE("what is asked of each member is written and read again") {
    const auto plan = plan_of("fleet: shop\nexpect:\n"
                              "- {hosts: app, at_least: [2, {thing: /x, size: {\">\": 3}}]}\n"
                              "- {hosts: app, agree_on: {thing: /x, fact: content}}\n"
                              "- {from: app1, peer: x, reachable: true}\n");
    const auto again = muster::plan_from_json(to_json(plan));

    REQUIRE(again.specs.at(0).rows.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(
            describe(again.specs[0].rows[i].expression)
            == describe(plan.specs[0].rows[i].expression)
        );
    CHECK(to_text(to_json(again)) == to_text(to_json(plan)));
}
