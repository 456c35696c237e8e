#include "tests/reporters/written.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

/// What xmllint says of a report against junit.xsd; "" when it is valid.
std::string faults(const std::string& report) {
    const ScratchFolder folder;
    const auto run = run_tool(
        "xmllint --noout --schema " + source_file("tests/reporters/junit.xsd") + " "
        + folder.file("report.xml", report)
    );
    return run.exit_status == 0 ? "" : run.output.substr(0, 2000);
}

RunReport twins() {
    auto run = sample_report();
    auto& rows = run.targets[1].specs[0].results;
    auto third = rows[0];
    third.statement += " (2)";  // the name that a second row of that statement would get
    rows.push_back(third);
    rows.push_back(rows[0]);
    rows.push_back(rows[0]);
    run.targets.push_back(run.targets[1]);
    return run;
}

// Recounts a report by other people's reader and prints what differs from its own counts.
constexpr auto recount = R"(
import sys, xml.etree.ElementTree as tree
from junitparser import JUnitXml
path = sys.argv[1]
root = tree.parse(path).getroot()
total = dict(tests=0, failures=0, errors=0)
for suite in root:
    cases = suite.findall("testcase")
    found = dict(tests=len(cases), failures=len(suite.findall("testcase/failure")),
                 errors=len(suite.findall("testcase/error")), skipped=len(suite.findall("testcase/skipped")))
    for word, number in found.items():
        if int(suite.get(word)) != number: print("suite", suite.get("name"), word, suite.get(word), number)
        if word in total: total[word] += number
for word, number in total.items():
    if int(root.get(word)) != number: print("all", word, root.get(word), number)
xml = JUnitXml.fromfile(path)
print([(suite.hostname, len(list(suite))) for suite in xml])
print([str(case.result[0].message) for suite in xml for case in suite if case.result][0])
)";

}  // namespace

TEST_CASE("a JUnit report is valid by the schema that Jenkins accepts") {
    if (not has_tool("xmllint"))
        return skip("no xmllint (libxml2-utils)");

    CHECK(faults(written("junit", sample_report())) == "");
    CHECK(faults(written("junit", {})) == "");
}

TEST_CASE("rows of the same words have names of their own in JUnit") {
    if (not has_tool("xmllint"))
        return skip("no xmllint (libxml2-utils)");

    const auto report = written("junit", twins());

    CHECK(faults(report) == "");
    CHECK(report.find("running: true (2) (2)") != std::string::npos);
    CHECK(report.find("running: true (3)") != std::string::npos);
}

TEST_CASE("hostile texts leave a JUnit report valid and bounded") {
    if (not has_tool("xmllint"))
        return skip("no xmllint (libxml2-utils)");

    const auto report = written("junit", report_full_of(hostile_text()));

    CHECK(faults(report) == "");
    CHECK(report.size() < (8U << 20));
}

TEST_CASE("other people's readers count what a JUnit report says") {
    if (run_tool("/usr/bin/python3 -c 'import junitparser'").exit_status != 0)
        return skip("no python3-junitparser");
    const ScratchFolder folder;
    const auto script = folder.file("recount.py", recount);

    const auto run = run_tool(
        "PYTHONIOENCODING=utf-8 /usr/bin/python3 " + script + " "
        + folder.file("report.xml", written("junit", sample_report()))
    );

    CHECK(
        run.output
        == "[('web-03', 8), ('web-03', 1), ('アプリ-01', 2), ('アプリ-01', 1), ('db-01', 1), "
           "('db-02', 1)]\nexpected 0644, is 0666\n"
    );
}

TEST_CASE("an interrupted run and one without targets are no green JUnit report") {
    auto interrupted = sample_report();
    interrupted.targets = {interrupted.targets[1]};
    interrupted.interrupted = true;

    CHECK(
        written("junit", interrupted).find("tests=\"4\" failures=\"0\" errors=\"1\"")
        != std::string::npos
    );
    CHECK(
        written("junit", {}).find("tests=\"1\" failures=\"0\" errors=\"1\"") != std::string::npos
    );
}
