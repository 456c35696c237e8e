#include "reporters/support/output.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "tests/reporters/written.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace muster;
using namespace muster::tests;

namespace {

std::vector<ReporterRequest> requests(const std::vector<std::string>& options) {
    const auto table = reporter_table();
    return reporter_requests(options, table);
}

std::string fault_of(const std::vector<std::string>& options) {
    std::ostringstream standard_output;
    try {
        const Reports reports(requests(options), {}, standard_output);
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "";
}

void report(const std::vector<std::string>& options, std::ostream& standard_output) {
    Reports reports(requests(options), {.colours = Colours::on}, standard_output);
    const auto run = sample_report();
    reports.run_started(run.targets.size());
    for (const auto& target : run.targets)
        reports.target_done(target);
    reports.run_done(run);
}

std::size_t files_in(const std::string& folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

TEST_CASE("without a reporter the console report goes to standard output") {
    const auto usual = requests({});

    REQUIRE(usual.size() == 1);
    CHECK(usual[0].reporter.name == "console");
    CHECK(usual[0].file == "");
}

TEST_CASE("several reporters write at once, those of files without colours") {
    const ScratchFolder folder;
    std::ostringstream standard_output;

    report(
        {"console",
         "console=" + folder.path("plain"),
         "tap=" + folder.path("report.tap"),
         "junit=" + folder.path("a=b.xml")},
        standard_output
    );

    CHECK(standard_output.str().find("\x1b[32m") != std::string::npos);
    CHECK(*read_file(folder.path("plain")) == written("console", sample_report(), {}));
    CHECK(*read_file(folder.path("report.tap")) == written("tap", sample_report(), {}));
    CHECK(*read_file(folder.path("a=b.xml")) == written("junit", sample_report(), {}));
    CHECK(files_in(folder.path("")) == 3);
}

TEST_CASE("a minus is standard output") {
    std::ostringstream standard_output;

    report({"tap=-"}, standard_output);

    CHECK(standard_output.str() == written("tap", sample_report(), {}));
}

TEST_CASE("wrong reporter options are told with the nearest right word") {
    CHECK(fault_of({"junt=x"}) == "unknown reporter \"junt\"; did you mean \"junit\"?");
    CHECK(
        fault_of({"pdf"})
        == "unknown reporter \"pdf\"; there are console, github, html, json, junit, markdown, "
           "nagios, "
           "prometheus, tap"
    );
    CHECK(fault_of({"junit="}) == "no file behind \"junit=\"; NAME=FILE, or NAME alone");
    CHECK(
        fault_of({"console", "tap"})
        == "two reporters write to standard output; give one a file: tap=FILE"
    );
    CHECK(
        fault_of({"tap=/tmp/same", "json=/tmp/same"})
        == "/tmp/same: two reporters write to this file"
    );
}

TEST_CASE("a path that cannot be written is found out before the run") {
    const ScratchFolder folder;

    CHECK(
        fault_of({"tap=" + folder.path("none/report.tap")})
        == folder.path("none/report.tap") + ": cannot be written: No such file or directory"
    );
    CHECK(
        fault_of({"tap=" + folder.path("")})
        == folder.path("") + ": cannot be written: Is a directory"
    );
    CHECK(fault_of({"tap=/proc/report.tap"}).starts_with("/proc/report.tap: cannot be written: "));
    CHECK(fault_of({"tap=" + folder.path(std::string(300, 'x'))})
              .ends_with("cannot be written: File name too long"));
}

TEST_CASE("until the run is done an older report stays what it was") {
    const ScratchFolder folder;
    const auto path = folder.file("report.tap", "yesterday");
    std::ostringstream standard_output;
    Reports reports(requests({"tap=" + path}), {}, standard_output);

    reports.run_started(1);

    CHECK(*read_file(path) == "yesterday");
    CHECK(files_in(folder.path("")) == 1);
}

TEST_CASE("a link stays a link, and a file keeps its permissions") {
    const ScratchFolder folder;
    const auto path = folder.file("report.tap", "yesterday");
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
    REQUIRE(::symlink("report.tap", folder.path("latest").c_str()) == 0);
    std::ostringstream standard_output;

    report({"tap=" + folder.path("latest")}, standard_output);

    CHECK(std::filesystem::is_symlink(folder.path("latest")));
    CHECK(read_file(path)->starts_with("TAP version 13\n"));
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("a device is written to and never replaced") {
    std::ostringstream standard_output;

    report({"tap=/dev/null"}, standard_output);

    CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a report that standard output did not take is an error") {
    std::ofstream full("/dev/full");
    std::ostringstream standard_output;

    CHECK_THROWS_WITH(report({"json"}, full), "standard output cannot be written");
    CHECK_THROWS_WITH(
        report({"tap=/dev/full"}, standard_output),
        "/dev/full: cannot be written: No space left on device"
    );
}
