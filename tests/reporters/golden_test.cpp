#include "tests/support/golden.hpp"

#include "tests/reporters/written.hpp"
#include "tests/support/source_tree.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using tests::written;

namespace {

std::string differs_from(const std::string& name, const std::string& text) {
    return tests::golden_difference(tests::source_file("tests/reporters/golden/" + name), text);
}

}  // namespace

TEST_CASE("the console report reads like its golden file") {
    CHECK(differs_from("console.txt", written("console", tests::sample_report())) == "");
}

TEST_CASE("the console report of 80 columns wraps what is not to be copied") {
    const ReporterOptions narrow{.columns = 80, .command_line = "muster run --sudo"};

    CHECK(differs_from("console-80.txt", written("console", tests::sample_report(), narrow)) == "");
}

TEST_CASE("the console report in colours reads like its golden file") {
    const ReporterOptions colours{.colours = Colours::on, .command_line = "muster run --sudo"};

    CHECK(
        differs_from("console-colours.txt", written("console", tests::sample_report(), colours))
        == ""
    );
}

TEST_CASE("the TAP report reads like its golden file") {
    CHECK(differs_from("report.tap", written("tap", tests::sample_report())) == "");
}

TEST_CASE("the JUnit report reads like its golden file") {
    CHECK(differs_from("junit.xml", written("junit", tests::sample_report())) == "");
}

TEST_CASE("the JSON report reads like its golden file") {
    CHECK(differs_from("report.json", written("json", tests::sample_report())) == "");
}

TEST_CASE("reports for CI and for monitoring read like their golden files") {
    for (const auto& [name, file] :
         {std::pair("html", "report.html"),
          std::pair("markdown", "report.md"),
          std::pair("github", "github.txt"),
          std::pair("nagios", "nagios.txt"),
          std::pair("prometheus", "muster.prom")})
        CHECK(differs_from(file, written(name, tests::sample_report())) == "");
}

TEST_CASE("equal reports are written byte for byte equal") {
    for (const auto& entry : reporter_table())
        CHECK(
            written(entry.name, tests::sample_report())
            == written(entry.name, tests::sample_report())
        );
}

TEST_CASE("every source of the folder is in the table, by name") {
    std::vector<std::string_view> names;
    for (const auto& entry : reporter_table())
        names.push_back(entry.name);

    CHECK(
        names
        == std::vector<
            std::
                string_view>{"console", "github", "html", "json", "junit", "markdown", "nagios", "prometheus", "tap"}
    );
}
