#include "framework/model/report_codec.hpp"

#include "tests/support/sample_report.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string fault_of(std::string_view text) {
    try {
        (void)report_from_json(parse_json(text));
    } catch (const Broken& broken) {
        return broken.message();
    }
    return "";
}

std::string with_result(const std::string& member) {
    return R"({"format": 1, "targets": [{"specs": [{"results": [{)" + member + "}]}]}]}";
}

}  // namespace

TEST_CASE("a report that was written and read is the same report") {
    const auto json = to_json(tests::sample_report());
    const auto text = to_text(json, 2);

    const auto back = report_from_json(parse_json(text));

    CHECK(to_text(to_json(back), 2) == text);
    CHECK(back.version == "0.1.0");
    CHECK(back.started == tests::sample_report().started);
    CHECK(back.duration == std::chrono::milliseconds(10'030));
    REQUIRE(back.targets.size() == 4);
    CHECK(back.targets[0].platform == tests::sample_report().targets[0].platform);
    CHECK(back.targets[3].unreachable == "no answer from db2:2222 within 10 s");
    const auto& row = back.targets[0].specs[0].results[2];
    CHECK(row.outcome == Outcome::failed);
    CHECK(row.where == Location{"nginx.cpp", 14, 9});
    CHECK(row.impact == Impact::high);
    CHECK(row.duration == std::chrono::milliseconds(2));
    REQUIRE(row.evidence.size() == 1);
    CHECK(row.evidence[0].question == "stat /etc/nginx/nginx.conf");
    CHECK(exit_status(back) == exit_status(tests::sample_report()));
}

TEST_CASE("a duration comes back to the nanosecond") {
    RunReport run;
    for (const long count : {0L, 1L, 999'999'999L, 86'400'000'000'001L, 4'000'000'000'000'003L}) {
        run.duration = Nanoseconds(count);

        const auto back = report_from_json(parse_json(to_text(to_json(run))));

        CHECK(back.duration.count() == count);
    }
}

TEST_CASE("any bytes in a report's texts survive") {
    const auto run = tests::report_full_of(std::string("\xFF\0\x1b]0;x\x07\u202E\n", 12));

    const auto back = report_from_json(parse_json(to_text(to_json(run))));

    CHECK(back.targets[0].name == run.targets[0].name);
    CHECK(to_json(back) == to_json(run));
}

TEST_CASE("counts stand in the report for readers") {
    const auto json = to_json(tests::sample_report());

    CHECK(
        to_text(*json.find("summary"))
        == R"({"passed":5,"failed":2,"errored":1,"skipped":2,"waived":1})"
    );
}

TEST_CASE("what is no report is refused") {
    CHECK(fault_of("[]") == "this is no report of format 1");
    CHECK(fault_of(R"({"format": 2})") == "this is no report of format 1");
    CHECK(fault_of(R"({"format": 1, "targets": 3})") == "expected a list");
    CHECK(
        fault_of(R"({"format": 1, "started": "today"})")
        == "expected a time like 2026-07-01T12:00:00Z"
    );
    CHECK(fault_of(R"({"format": 1, "seconds": "1"})") == "expected a number of seconds");
    CHECK(fault_of(R"({"format": 1, "seconds": 1e300})") == "expected a number of seconds");
    CHECK(
        fault_of(with_result(R"("outcome": "green")"))
        == "expected passed, failed, errored or skipped"
    );
    CHECK(
        fault_of(with_result(R"("impact": 3)")) == "expected none, low, medium, high or critical"
    );
}
