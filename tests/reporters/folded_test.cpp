#include "framework/base/text.hpp"
#include "tests/reporters/written.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace muster;
using namespace muster::tests;

namespace {

/// The failed row of the sample on so many targets; on the last with another value.
RunReport fleet(std::size_t targets) {
    auto run = sample_report();
    const auto one = run.targets.front();
    run.targets.clear();
    for (std::size_t i = 1; i <= targets; ++i) {
        auto& target = run.targets.emplace_back(one);
        target.name = "web" + std::to_string(i);
        auto& results = target.specs.front().results;
        std::erase_if(results, [](const Result& row) { return row.where.line != 14; });
        target.specs.resize(1);
        if (i == targets)
            results.front().message = "expected 0644, is 0777";
    }
    return run;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

int status_of(const RunReport& run) {
    const auto table = reporter_table();
    return std::ranges::find(table, "nagios", &ReporterEntry::name)
        ->exit_status(run, exit_status(run));
}

RunReport with_impact(Impact impact) {
    auto run = fleet(1);
    run.targets.front().specs.front().results.front().impact = impact;
    return run;
}

}  // namespace

TEST_CASE("equal failures are told once, with the targets that they are on") {
    const auto run = fleet(300);

    for (const char* name : {"markdown", "github", "nagios"}) {
        const auto text = written(name, run);
        INFO(name);
        CHECK((has(text, "(web[1-299])") or has(text, "(web\\[1-299\\])")));
        CHECK(has(text, "(web300)"));
        CHECK_FALSE(has(text, "web17"));
    }
}

TEST_CASE("targets with equal counts share a line of the table in Markdown") {
    auto run = fleet(40);
    for (auto& target : run.targets)
        if (target.name != "web7")
            target.specs.front().results.front().outcome = Outcome::passed;
    const auto text = written("markdown", run);

    CHECK(has(text, "| web\\[1-6\\], web\\[8-40\\] ✓ | 1 | 0 | 0 | 0 | 0 |"));
    CHECK(has(text, "| web7 ✗ | 0 | 1 | 0 | 0 | 0 |"));
}

TEST_CASE("a plugin of Nagios warns of what hardly matters, and knows that it does not know") {
    auto lost = fleet(1);
    lost.targets.front().specs.clear();
    lost.targets.front().unreachable = "no route";
    auto good = with_impact(Impact::high);
    good.targets.front().specs.front().results.front().outcome = Outcome::passed;

    CHECK(status_of(good) == 0);
    CHECK(status_of(with_impact(Impact::low)) == 1);
    CHECK(status_of(with_impact(Impact::medium)) == 2);
    CHECK(status_of(lost) == 3);
    auto minor_and_lost = with_impact(Impact::low);
    minor_and_lost.targets.push_back(lost.targets.front());
    CHECK(status_of(minor_and_lost) == 3);
    auto minor_and_interrupted = with_impact(Impact::low);
    minor_and_interrupted.interrupted = true;
    CHECK(status_of(minor_and_interrupted) == 3);
    auto empty_spec = good;
    empty_spec.targets.front().specs.push_back({"empty", {"a.yaml", 3, 1}});
    CHECK(status_of(empty_spec) == 3);
    const auto table = reporter_table();
    CHECK(std::ranges::find(table, "nagios", &ReporterEntry::name)->exit_status(good, 1) == 3);
    CHECK(has(written("nagios", lost), "MUSTER UNKNOWN - 0 passed, 1 unreachable on 1 target |"));
    CHECK(has(
        written("nagios", good), "MUSTER OK - 1 passed on 1 target | passed=1;;;0 failed=0;;0;0"
    ));
}

TEST_CASE("a spec without expectations is told, with its line") {
    auto run = with_impact(Impact::high);
    run.targets.front().specs.front().results.front().outcome = Outcome::passed;
    run.targets.front().specs.push_back({"empty", {"a.yaml", 3, 1}});

    CHECK(
        has(written("github", run),
            "::error file=a.yaml,line=3,title=not verified%3A empty::the spec has no expectations "
            "(web1)")
    );
    CHECK(has(written("markdown", run), "**a.yaml:3** empty: the spec has no expectations (web1)"));
    CHECK(has(
        written("nagios", run), "not verified: a.yaml:3: empty: the spec has no expectations (web1)"
    ));
}

TEST_CASE("rows that are waived otherwise or matter otherwise are not told as one") {
    auto run = fleet(4);
    const auto row = [&](std::size_t i) -> Result& {
        return run.targets[i].specs.front().results.front();
    };
    row(0).waived = {"AAA", "", "", "2027-01-01"};
    row(1).waived = {"BBB", "", "", "2028-01-01"};
    row(2).impact = Impact::critical;
    const auto text = written("github", run);

    CHECK(has(text, "(web1), waived until 2027-01-01: AAA"));
    CHECK(has(text, "(web2), waived until 2028-01-01: BBB"));
    CHECK(has(text, "(web3)"));
}

TEST_CASE("no series of a metric stands twice") {
    auto run = sample_report();
    run.targets.front().specs.push_back(run.targets.front().specs.front());
    const auto text = written("prometheus", run);
    std::set<std::string> series;
    for (const auto line : lines_of(text))
        if (not line.starts_with('#')) {
            INFO(line);
            CHECK(series.insert(std::string(line.substr(0, line.rfind(' ')))).second);
        }
}

TEST_CASE("promtool takes the metrics, whatever the names") {
    if (not has_tool("promtool"))
        return skip("no promtool (prometheus)");
    const ScratchFolder folder;
    for (const auto& run : {sample_report(), fleet(3), report_full_of(hostile_text(1000))}) {
        const auto ended = run_tool(
            "promtool check metrics < " + folder.file("muster.prom", written("prometheus", run))
        );
        INFO(ended.output);
        CHECK(ended.exit_status == 0);
    }
}

TEST_CASE("hostile texts neither begin a line nor end a field of a report for CI") {
    const auto run = report_full_of(hostile_text(2000));

    const auto github = written("github", run);
    for (const auto line : lines_of(github))
        CHECK(line.starts_with("::"));
    const auto nagios = written("nagios", run);
    CHECK(nagios.starts_with("MUSTER CRITICAL - "));
    CHECK(std::ranges::count(nagios, '|') == 1);
    const auto markdown = written("markdown", run);
    CHECK_FALSE(has(markdown, "<!--"));
    CHECK_FALSE(has(markdown, "\n---\n"));
    for (const auto* report : {&nagios, &markdown})
        CHECK(report->find('\x1b') == std::string::npos);
}
