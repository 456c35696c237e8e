#include "reporters/support/words.hpp"

#include "tests/support/sample_report.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("the headline names place, thing, expected, is and target") {
    const auto target = tests::sample_report().targets[0];

    CHECK(
        headline(target.specs[0].results[2], target)
        == "nginx.cpp:14: file \"/etc/nginx/nginx.conf\" mode: expected 0644, is 0666 (web-03)"
    );
}

TEST_CASE("a row without a subject is told by its statement, one without anything by its message") {
    Result broken;
    broken.message = "no inventory";
    CHECK(sentence(broken) == "no inventory");

    broken.statement = "hosts(\"app\")";
    CHECK(sentence(broken) == "hosts(\"app\"): no inventory");
}

TEST_CASE("the line that runs again leaves out what is not known") {
    CHECK(run_again({}, {}, {}) == "muster run");
    CHECK(
        run_again({.where = {"web.cpp", 3, 5}}, {.url = "local"}, {.command_line = "./checks run"})
        == "./checks run web.cpp:3 -t local"
    );
}

TEST_CASE("seconds have a point and their digits") {
    CHECK(decimal_seconds(Nanoseconds(1'234'567'890)) == "1.235");
    CHECK(decimal_seconds(Nanoseconds(0), 2) == "0.00");
}

TEST_CASE("a target conforms when rows passed and nothing else but skips is there") {
    const auto run = tests::sample_report();

    CHECK_FALSE(conforms(run.targets[0]));
    CHECK(conforms(run.targets[1]));
    CHECK_FALSE(conforms(run.targets[2]));
    CHECK_FALSE(conforms(run.targets[3]));
}
