#include "framework/fleet/waivers/waivers.hpp"

#include "tests/framework/fleet/inventory/inventories.hpp"

#include <catch2/catch.hpp>

using muster::Instant;
using muster::Outcome;
using muster::Result;
using muster::TargetReport;
using muster::Waivers;
using muster::waivers_from;
using muster::tests::refusal_of;

namespace {

const Instant today = *muster::from_iso8601("2026-11-27T12:00:00Z");

muster::Inventory shop() {
    return muster::tests::inventory_of(
        "inventory: x\ntargets: {web1: {roles: web}, web2: {roles: web}, db1: }\n"
    );
}

TargetReport report(const std::string& target) {
    TargetReport all{.name = target};
    const auto row = [](const char* id, Outcome outcome, const char* actual) {
        Result result;
        result.id = id;
        result.outcome = outcome;
        result.actual = actual;
        return result;
    };
    all.specs.push_back({"spec", {}, {}, {}, "", "", {}});
    all.specs.front().results = {
        row("spec / a", Outcome::failed, "0666"),
        row("spec / b", Outcome::failed, "\"old\""),
        row("spec / c", Outcome::errored, ""),
        row("spec / d", Outcome::passed, "1")};
    return all;
}

/// Which rows of a report of this target are waived.
std::string waived(Waivers& waivers, const std::string& target) {
    auto marked = report(target);
    waivers.mark(marked);
    std::string ids;
    for (const auto& result : marked.specs.front().results)
        ids += result.waived ? result.id.substr(7) : "";
    return ids;
}

Waivers waivers_of(const std::string& items) {
    static const auto inventory = shop();
    return Waivers(
        waivers_from("waivers:\n" + items, "waivers.yaml"), inventory.targets, &inventory, today
    );
}

}  // namespace

TEST_CASE("a failed row is waived, on the targets that are meant, and stays failed") {
    auto waivers = waivers_of("- {id: spec / a, targets: web:!web2, reason: r, ticket: T-1, owner: "
                              "o, until: 2027-01-31}\n");
    auto marked = report("web1");
    waivers.mark(marked);
    const auto& row = marked.specs.front().results.front();

    REQUIRE(row.waived);
    CHECK(row.outcome == Outcome::failed);
    CHECK(row.waived->reason == "r");
    CHECK(row.waived->ticket == "T-1");
    CHECK(row.waived->until == "2027-01-31");
    CHECK(waived(waivers, "web2") == "");
    CHECK(waived(waivers, "db1") == "");
    CHECK(tally(marked).failed == 1);
    CHECK(tally(marked).waived == 1);
    CHECK(tally(marked).all() == 4);
    CHECK(waivers.remarks(Waivers::Asked::all_rows).empty());
}

TEST_CASE("what is errored or passed is never waived") {
    auto waivers = waivers_of("- {id: [spec / c, spec / d], reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "");
    REQUIRE(waivers.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        waivers.remarks(Waivers::Asked::all_rows).front()
        == "waivers.yaml:2:3: the waiver of \"spec / c, spec / d\" is not needed: the row passes"
    );
}

TEST_CASE("a value binds a waiver to it") {
    auto waivers = waivers_of("- {id: spec / a, value: \"0644\", reason: r, until: 2027-01-31}\n"
                              "- {id: spec / b, value: old, reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "b");
    REQUIRE(waivers.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        waivers.remarks(Waivers::Asked::all_rows).front()
        == "waivers.yaml:2:3: the waiver of \"spec / a\" does not hold: the row fails with 0666"
    );
}

TEST_CASE("one of no row is told where all rows were asked") {
    auto waivers = waivers_of("- {id: spec / x, reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "");
    CHECK(waivers.remarks(Waivers::Asked::some_rows).empty());
    REQUIRE(waivers.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        waivers.remarks(Waivers::Asked::all_rows).front().find("is of no row") != std::string::npos
    );
}

TEST_CASE("a given id that several specs have is told, and one of them can be meant") {
    auto all = report("web1");
    all.specs.front().results.front().given_id = "mode";
    all.specs.push_back(all.specs.front());
    all.specs.back().title = "other";
    auto bare = waivers_of("- {id: mode, reason: r, until: 2027-01-31}\n");
    auto exact = waivers_of("- {id: other / mode, reason: r, until: 2027-01-31}\n");
    auto by_bare = all;
    auto by_exact = all;
    bare.mark(by_bare);
    exact.mark(by_exact);

    CHECK(tally(by_bare).waived == 2);
    REQUIRE(bare.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        bare.remarks(Waivers::Asked::all_rows).front().find("is of 2 specs: write TITLE / ID")
        != std::string::npos
    );
    CHECK_FALSE(by_exact.specs.front().results.front().waived);
    CHECK(by_exact.specs.back().results.front().waived);
}

TEST_CASE("a waiver holds through its last day, and is told two weeks before") {
    auto ended = waivers_of("- {id: spec / a, reason: r, until: 2026-11-26}\n");
    auto last_day = waivers_of("- {id: spec / a, reason: r, until: 2026-11-27}\n");
    auto later = waivers_of("- {id: spec / a, reason: r, until: 2026-12-12}\n");

    CHECK(waived(ended, "web1") == "");
    CHECK(waived(last_day, "web1") == "a");
    CHECK(waived(later, "web1") == "a");
    REQUIRE(ended.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        ended.remarks(Waivers::Asked::all_rows).front().find("ended on 2026-11-26")
        != std::string::npos
    );
    REQUIRE(last_day.remarks(Waivers::Asked::all_rows).size() == 1);
    CHECK(
        last_day.remarks(Waivers::Asked::all_rows).front().find("ends on 2026-11-27")
        != std::string::npos
    );
    CHECK(later.remarks(Waivers::Asked::all_rows).empty());
}

TEST_CASE("one whose targets are not in the run is not told to match nothing") {
    auto waivers = waivers_of("- {id: spec / x, targets: db1, reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "");
    CHECK(waivers.remarks(Waivers::Asked::all_rows).empty());
}

TEST_CASE("a run with waived failures alone conforms") {
    auto waivers = waivers_of("- {id: [spec / a, spec / b], reason: r, until: 2027-01-31}\n");
    muster::RunReport run;
    run.targets = {report("web1")};
    run.targets.front().specs.front().results.erase(
        run.targets.front().specs.front().results.begin() + 2
    );

    CHECK(exit_status(run) == 1);
    waivers.mark(run.targets.front());
    CHECK(exit_status(run) == 0);
}

TEST_CASE("a slip in a file of waivers is refused at its place") {
    const auto refused = [](const char* items) {
        return refusal_of([&] { return waivers_of(items); });
    };

    CHECK(
        refused("- {reason: r, until: 2027-01-31}\n").find("waivers.yaml:2:3: a waiver needs id")
        == 0
    );
    CHECK(refused("- {id: a, until: 2027-01-31}\n").find("needs reason") != std::string::npos);
    CHECK(
        refused("- {id: '', reason: r, until: 2027-01-31}\n").find("waivers.yaml:2:8: id is empty")
        == 0
    );
    CHECK(
        refused("- {id: [], reason: r, until: 2027-01-31}\n").find("a waiver of no row")
        != std::string::npos
    );
    CHECK(
        refused("- {id: a, reason: ' ', until: 2027-01-31}\n").find("reason is empty")
        != std::string::npos
    );
    CHECK(refused("- {id: a, reason: r}\n").find("needs until") != std::string::npos);
    CHECK(
        refused("- {id: a, reason: r, until: soon}\n").find("\"soon\" is no day")
        != std::string::npos
    );
    CHECK(
        refused("- {id: a, reason: r, until: 2027-01-31, host: x}\n")
            .find("a waiver has no \"host\"")
        != std::string::npos
    );
    CHECK(
        refused("- {id: a, reason: r, until: 2027-01-31, targets: nobody}\n")
            .find("\"nobody\": no target")
        != std::string::npos
    );
}
