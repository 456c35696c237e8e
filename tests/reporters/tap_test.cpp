#include "tests/reporters/written.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

ToolRun prove(const std::string& report, const std::string& options = "") {
    const ScratchFolder folder;
    return run_tool("prove " + options + " -e cat " + folder.file("report.tap", report));
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

RunReport conforming() {
    auto run = sample_report();
    run.targets = {run.targets[1]};
    return run;
}

}  // namespace

TEST_CASE("prove counts a test a target, and fails for those that do not conform") {
    if (not has_tool("prove"))
        return skip("no prove (perl)");

    const auto run = prove(written("tap", sample_report()));

    CHECK(run.exit_status == 1);
    CHECK(has(run.output, "Failed 3/4 subtests"));
    CHECK(has(run.output, "Failed tests:  1, 3-4"));
    CHECK_FALSE(has(run.output, "Parse errors"));
}

TEST_CASE("prove is content with targets that conform") {
    if (not has_tool("prove"))
        return skip("no prove (perl)");

    const auto run = prove(written("tap", conforming()));

    INFO(run.output);
    CHECK(run.exit_status == 0);
    CHECK(has(run.output, "All tests successful."));
}

TEST_CASE("prove is not content with a run without targets or one that was interrupted") {
    if (not has_tool("prove"))
        return skip("no prove (perl)");
    auto interrupted = conforming();
    interrupted.interrupted = true;

    CHECK(prove(written("tap", {})).exit_status == 1);
    CHECK(prove(written("tap", interrupted)).exit_status != 0);
}

TEST_CASE("a subtest alone is TAP that prove understands") {
    if (not has_tool("prove"))
        return skip("no prove (perl)");
    std::string subtest = "TAP version 13\n";
    std::istringstream lines(written("tap", sample_report()));
    for (std::string line; std::getline(lines, line) and line != "not ok 1 - web-03";)
        if (line.starts_with("    "))
            subtest += line.substr(4) + "\n";

    const auto run = prove(subtest, "--directives");

    INFO(run.output);
    CHECK(has(run.output, "Failed tests:  3, 5, 7, 9"));
    CHECK(
        has(run.output,
            "not ok 4 - nginx role: port \"443\" listening: true # TODO waived until 2026-12-31: "
            "the certificate comes on Monday, OPS-17, web team")
    );
    CHECK(
        has(run.output,
            "ok 8 - nginx role: kernel_parameter \"net.core.somaxconn\" value: at least 1024 "
            "# SKIP only_if(service \"nginx\" enabled) does not hold")
    );
    CHECK_FALSE(has(run.output, "Parse errors"));
}

TEST_CASE("hostile texts add no line of their own to a TAP report") {
    auto run = report_full_of(hostile_text());
    run.interrupted = false;

    const auto report = written("tap", run);

    CHECK(report.size() < (1U << 20));
    std::size_t tests = 0;
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) {
        tests += line.starts_with("ok") or line.starts_with("not ok") ? 1 : 0;
        CHECK_FALSE(has(line, "\x1b"));
        CHECK_FALSE(line.starts_with("Bail"));
    }
    CHECK(tests == 2);
    if (not has_tool("prove"))
        return;
    const auto judged = prove(report);
    CHECK(has(judged.output, "Failed 2/2 subtests"));
    CHECK_FALSE(has(judged.output, "Parse errors"));
}

TEST_CASE("a hash and a backslash in a title begin no directive") {
    auto run = conforming();
    run.targets[0].name = "web # TODO \\ later";

    CHECK(has(written("tap", run), "\nok 1 - web \\# TODO \\\\ later\n"));
}
