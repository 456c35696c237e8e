// What is new, fixed, still failing and gone between two runs.
#include "framework/model/comparison.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Result result(const std::string& id, Outcome outcome) {
    Result one;
    one.id = id;
    one.statement = id;
    one.outcome = outcome;
    one.message = outcome == Outcome::passed ? "" : "why " + id;
    return one;
}

TargetReport target(const std::string& name, std::vector<Result> results) {
    TargetReport one;
    one.name = name;
    one.specs.push_back({"s", {}, {}, {}, "", "", std::move(results)});
    return one;
}

TargetReport unreachable(const std::string& name) {
    TargetReport one;
    one.name = name;
    one.unreachable = "no route";
    return one;
}

RunReport run_of(std::vector<TargetReport> targets) {
    RunReport run;
    run.targets = std::move(targets);
    return run;
}

std::vector<std::string> told(const RunReport& before, const RunReport& now) {
    std::vector<std::string> lines;
    for (const auto& change : changes_between(before, now))
        lines.push_back(
            std::string(name(change.kind)) + " " + change.target + " " + change.statement
        );
    return lines;
}

using Lines = std::vector<std::string>;
constexpr auto passed = Outcome::passed;
constexpr auto failed = Outcome::failed;
constexpr auto errored = Outcome::errored;
constexpr auto skipped = Outcome::skipped;

}  // namespace

TEST_CASE("rows are compared by target and id, failed and errored alike") {
    const auto before =
        run_of({target("a", {result("1", failed), result("2", errored), result("3", passed)})});
    const auto now =
        run_of({target("a", {result("1", errored), result("2", passed), result("3", failed)})});
    CHECK(told(before, now) == Lines{"still failing a 1", "new a 3", "fixed a 2"});
    CHECK(told(now, now) == Lines{"still failing a 1", "still failing a 3"});
    CHECK(told(before, run_of({})) == Lines());
}

TEST_CASE(
    "the same row of another target is another row, and a row that was not asked before is new"
) {
    const auto before =
        run_of({target("a", {result("1", failed)}), target("b", {result("1", passed)})});
    const auto now = run_of(
        {target("a", {result("1", passed)}),
         target("b", {result("1", failed)}),
         target("c", {result("1", failed)})}
    );
    CHECK(told(before, now) == Lines{"new b 1", "new c 1", "fixed a 1"});
}

TEST_CASE("what is skipped now or was taken out is gone, not fixed") {
    const auto before = run_of({target("a", {result("1", failed), result("2", failed)})});
    const auto now = run_of({target("a", {result("1", skipped)})});
    CHECK(told(before, now) == Lines{"gone a 1", "gone a 2"});
}

TEST_CASE("of a target that is not reached now it is not said that its rows are gone") {
    const auto before =
        run_of({target("a", {result("1", failed)}), unreachable("b"), unreachable("c")});
    const auto now =
        run_of({unreachable("a"), target("b", {result("1", passed)}), unreachable("c")});
    CHECK(
        told(before, now)
        == Lines{"new a unreachable", "still failing c unreachable", "fixed b unreachable"}
    );
}

TEST_CASE("specs of one title may have rows of one id, each of which counts") {
    const auto two = [](Outcome first, Outcome second) {
        auto one = target("a", {result("1", first)});
        one.specs.push_back({"s", {}, {}, {}, "", "", {result("1", second)}});
        return run_of({one});
    };
    CHECK(told(two(passed, failed), two(failed, passed)) == Lines{"new a 1", "fixed a 1"});
    CHECK(told(two(passed, passed), two(failed, failed)) == Lines{"new a 1", "new a 1"});
}

TEST_CASE("a change tells of the later run in which the row did not hold") {
    const auto before = run_of({target("a", {result("1", failed)})});
    const auto changes = changes_between(before, run_of({target("a", {result("1", passed)})}));
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].message == "why 1");
    CHECK(changes[0].id == "1");
}
