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
    return Waivers(waivers_from("waivers:\n" + items, "waivers.yaml"), shop(), today);
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
    CHECK(waivers.remarks().empty());
}

TEST_CASE("what is errored or passed is never waived") {
    auto waivers = waivers_of("- {id: [spec / c, spec / d], reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "");
    REQUIRE(waivers.remarks().size() == 1);
    CHECK(
        waivers.remarks().front()
        == "waivers.yaml:2:3: the waiver of \"spec / c, spec / d\" lets nothing stand that failed: "
           "can it go?"
    );
}

TEST_CASE("a value binds a waiver to it") {
    auto waivers = waivers_of("- {id: spec / a, value: \"0644\", reason: r, until: 2027-01-31}\n"
                              "- {id: spec / b, value: old, reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "b");
}

TEST_CASE("a waiver holds through its last day, and is told two weeks before") {
    auto ended = waivers_of("- {id: spec / a, reason: r, until: 2026-11-26}\n");
    auto last_day = waivers_of("- {id: spec / a, reason: r, until: 2026-11-27}\n");
    auto later = waivers_of("- {id: spec / a, reason: r, until: 2026-12-12}\n");

    CHECK(waived(ended, "web1") == "");
    CHECK(waived(last_day, "web1") == "a");
    CHECK(waived(later, "web1") == "a");
    REQUIRE(ended.remarks().size() == 1);
    CHECK(ended.remarks().front().find("ended on 2026-11-26") != std::string::npos);
    REQUIRE(last_day.remarks().size() == 1);
    CHECK(last_day.remarks().front().find("ends on 2026-11-27") != std::string::npos);
    CHECK(later.remarks().empty());
}

TEST_CASE("one whose targets are not in the run is not told to match nothing") {
    auto waivers = waivers_of("- {id: spec / x, targets: db1, reason: r, until: 2027-01-31}\n");

    CHECK(waived(waivers, "web1") == "");
    CHECK(waivers.remarks().empty());
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
