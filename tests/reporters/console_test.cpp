#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/utf8.hpp"
#include "tests/reporters/written.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The first character that has no place on a terminal, by its offset.
std::string first_unsafe(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto [code, length] = first_character(text.substr(at));
        if (length == 0 or deceives(code) or code == 0x7F or (code < 0x20 and code != '\n'))
            return "offset " + std::to_string(at);
        at += length;
    }
    return "";
}

RunReport of_one_target(std::size_t passed_rows) {
    auto run = sample_report();
    run.targets.resize(1);
    auto& rows = run.targets[0].specs[0].results;
    rows.insert(rows.begin(), passed_rows, rows[0]);
    return run;
}

}  // namespace

TEST_CASE("hostile texts reach a terminal escaped and bounded") {
    const auto report = written("console", report_full_of(hostile_text()));

    CHECK(first_unsafe(report) == "");
    CHECK(report.size() < (256U << 10));
}

TEST_CASE("nothing hostile gets out of its line in a console report") {
    auto run = of_one_target(0);
    run.targets[0].specs[0].results[2].message = "expected a\n  ✓ all is well\r\x1b[1A";

    CHECK(has(written("console", run), "mode: expected a\\n  ✓ all is well\\r\\x1b[1A [1]\n"));
}

TEST_CASE("a long report counts passed rows and still lists all others") {
    const auto report = written("console", of_one_target(200));

    CHECK(has(report, "      ✓ 202 passed\n"));
    CHECK_FALSE(has(report, "✓ package"));
    CHECK(has(report, "      ✗ file \"/etc/nginx/nginx.conf\" mode: expected 0644, is 0666 [1]\n"));
    CHECK(std::ranges::count(report, '\n') < 80);
}

TEST_CASE("with many targets a spec that passed is one line") {
    auto run = sample_report();
    run.targets[1].notices = {"something to tell"};
    run.targets.resize(6, run.targets[1]);

    CHECK(has(written("console", run), "\n  ✓ アプリケーション: 2 passed\n"));
}

TEST_CASE("the columns of the summary align for wide characters") {
    const auto report = written("console", sample_report());
    std::vector<std::size_t> columns;
    for (const auto line : lines_of(report))
        if (const auto at = line.find(" passed, ");
            at != line.npos and not line.starts_with("5 passed"))
            columns.push_back(display_width(line.substr(0, at)));

    CHECK(columns == std::vector<std::size_t>{12, 12, 12});
}

TEST_CASE(
    "a file name and a target that a shell would take apart are quoted in the line that runs again"
) {
    auto run = of_one_target(0);
    run.targets[0].url = "ssh://root@web;reboot";
    run.targets[0].specs[0].results[2].where.file = "my specs/it's.cpp";

    const auto report = written("console", run, {.columns = 40});

    CHECK(
        has(report, "again     muster run 'my specs/it'\\''s.cpp:14' -t 'ssh://root@web;reboot'\n")
    );
}

TEST_CASE("an interrupted run says so, and one of nothing is told as nothing") {
    CHECK(has(
        written("console", report_full_of("x")), "interrupted: this is what was known by then\n"
    ));
    CHECK(
        written("console", {})
        == "0 passed, 0 failed, 0 errored, 0 skipped · 0 targets · 0 exchanges · 0.00 s\n"
    );
}

TEST_CASE("a row of a fleet is told of its member") {
    auto run = of_one_target(0);
    run.targets[0].specs[0].results[2].about = "db-07";

    CHECK(has(written("console", run), "is 0666 (db-07)\n"));
}

TEST_CASE(
    "compared with an earlier run, what is new and fixed is told, and what still fails is counted"
) {
    auto run = of_one_target(0);
    run.compared_with = "last.json";
    using Kind = Change::Kind;
    run.changes = {
        {Kind::fresh,
         "web-03",
         "1",
         {"a.yaml", 3, 5},
         "port 80 listening",
         "expected true, is false"},
        {Kind::still,
         "web-03",
         "2",
         {"a.yaml", 4, 5},
         "port 81 listening",
         "expected true, is false"},
        {Kind::fixed,
         "web-03",
         "3",
         {"a.yaml", 5, 5},
         "port 82 listening",
         "expected true, is false"},
        {Kind::gone, "web-03", "4", {"a.yaml", 6, 5}, "port 83\x1b[31m listening", ""}};

    const auto report = written("console", run);

    CHECK(has(report, "since last.json: 1 new, 1 fixed, 1 still failing, 1 gone\n"));
    CHECK(has(report, "  new   web-03  a.yaml:3:5  port 80 listening: expected true, is false\n"));
    CHECK(has(report, "  fixed web-03  a.yaml:5:5  port 82 listening\n"));
    CHECK(not has(report, "\x1b[31m"));
    CHECK(not has(report, "a.yaml:4:5"));
}

namespace {

/// web1 to web9, each as the first target of the sample; web8 fails otherwise, web9 is well.
RunReport of_many_targets() {
    auto run = of_one_target(0);
    const auto one = run.targets.front();
    run.targets.clear();
    for (int i = 1; i <= 9; ++i) {
        auto& target = run.targets.emplace_back(one);
        target.name = "web" + std::to_string(i);
        target.notices.clear();
        target.specs.resize(1);
        std::erase_if(target.specs[0].results, [i](const Result& row) {
            const bool is_the_failure = row.outcome == Outcome::failed and row.where.line == 14;
            return row.outcome != Outcome::passed and (i == 9 or not is_the_failure);
        });
        for (auto& row : target.specs[0].results)
            if (i == 8 and row.outcome == Outcome::failed)
                row.message = "expected 0644, is 0777";
    }
    return run;
}

}  // namespace

TEST_CASE("of many targets equal failures are told once, with the numbers of the listing") {
    const auto report = written("console", of_many_targets());

    CHECK(has(report, "Failed (8, 2 different)"));
    CHECK(has(report, "mode: expected 0644, is 0666 (web[1-7])\n"));
    CHECK(has(report, "mode: expected 0644, is 0777 (web8)\n"));
    CHECK(has(report, "  1. "));
    CHECK(has(report, "  2. "));
    CHECK_FALSE(has(report, "  3. "));
    CHECK(has(report, "is 0777 [2]\n"));
}

TEST_CASE("of many targets those that are well are counted alone, and equal verdicts are one line"
) {
    const auto report = written("console", of_many_targets());

    CHECK(has(report, "\nweb7  "));
    CHECK_FALSE(has(report, "\nweb9  ssh"));
    CHECK(has(report, "web[1-8]  "));
    CHECK(has(report, "web9      "));
    CHECK(has(report, "9 targets"));
}

TEST_CASE(
    "of many targets one whose failure is waived is listed, and equal answers are those of one"
) {
    auto run = of_many_targets();
    auto& rows = run.targets[7].specs[0].results;
    for (auto& row : rows)
        if (row.outcome == Outcome::failed)
            row.waived = Waiver{"known", "OPS-1", "", "2099-01-01"};
    const auto report = written("console", run);

    CHECK(has(report, "\nweb8  "));
    CHECK(has(report, "(waived until 2099-01-01: known, OPS-1)"));
    CHECK(has(report, "as on     web1\n"));
}
