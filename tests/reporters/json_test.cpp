#include "framework/base/json/json.hpp"

#include "framework/model/report_codec.hpp"
#include "tests/reporters/written.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

// Prints the first fault of a report, or nothing.
constexpr auto validate = R"(
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2], encoding="utf-8"))):
    print("/".join(str(step) for step in error.absolute_path), error.message[:200])
    break
)";

std::string faults(const std::string& report) {
    const ScratchFolder folder;
    return run_tool(
               "/usr/bin/python3 " + folder.file("validate.py", validate) + " "
               + source_file("docs/report.schema.json") + " " + folder.file("report.json", report)
    )
        .output;
}

bool has_validator() {
    return run_tool("/usr/bin/python3 -c 'import jsonschema'").exit_status == 0;
}

}  // namespace

TEST_CASE("a JSON report is valid by its schema") {
    if (not has_validator())
        return skip("no python3-jsonschema");

    CHECK(faults(written("json", sample_report())) == "");
    CHECK(faults(written("json", {})) == "");
    CHECK(faults(written("json", report_full_of(hostile_text(64U << 10)))) == "");
}

TEST_CASE("the schema refuses what is no report") {
    if (not has_validator())
        return skip("no python3-jsonschema");
    auto report = written("json", sample_report());
    report.replace(report.find("\"failed\"", report.find("\"results\"")), 8, "\"grey\"");

    CHECK(faults(report).find("'grey' is not one of") != std::string::npos);
}

TEST_CASE("a JSON report with hostile texts shows none of them to a terminal and loses none") {
    const auto run = report_full_of(hostile_text(64U << 10));

    const auto report = written("json", run);

    CHECK(report.find('\x1b') == std::string::npos);
    CHECK(report.find('\x7F') == std::string::npos);
    CHECK(to_json(report_from_json(parse_json(report))) == to_json(run));
}

TEST_CASE("characters that reorder text are escaped in JSON and mean the same") {
    auto run = sample_report();
    run.targets[0].name = "web\u202E\u009B日本";

    const auto report = written("json", run);

    CHECK(report.find("\"web\\u202e\\u009b日本\"") != std::string::npos);
    CHECK(report_from_json(parse_json(report)).targets[0].name == run.targets[0].name);
}
