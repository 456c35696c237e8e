#include "framework/fleet/serve/metrics.hpp"

#include "framework/base/text.hpp"
#include "tests/framework/fleet/sample_fleet.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using muster::metrics_text;
using muster::Series;
using muster::tests::calm_fleet;
using muster::tests::sample_fleet;
using muster::tests::state_of;

namespace {

/// What promtool says of metrics: nothing where it has nothing to say.
std::string promtool(const std::string& metrics) {
    const muster::tests::ScratchFolder folder;
    const auto file = folder.file("metrics", metrics);
    const auto run = muster::tests::run_tool("promtool check metrics < " + file);
    return run.output + (run.exit_status == 0 ? "" : "(refused)");
}

/// The samples of a family.
std::vector<std::string> samples(const std::string& metrics, const std::string& family) {
    std::vector<std::string> all;
    for (const auto line : muster::lines_of(metrics))
        if (line.starts_with(family + "{") or line.starts_with(family + " "))
            all.emplace_back(line);
    return all;
}

bool has(const std::string& metrics, const std::string& line) {
    const auto lines = muster::lines_of(metrics);
    return std::ranges::count(lines, line) == 1;
}

}  // namespace

TEST_CASE("promtool accepts the metrics of a fleet, of one that is well and of none") {
    REQUIRE(muster::tests::has_tool("promtool"));

    CHECK(promtool(metrics_text(sample_fleet())) == "");
    CHECK(promtool(metrics_text(sample_fleet(), Series::all)) == "");
    CHECK(promtool(metrics_text(calm_fleet())) == "");
    CHECK(promtool(metrics_text({})) == "");
}

TEST_CASE("metrics say who is up, how all stands and what is wrong") {
    const auto metrics = metrics_text(sample_fleet());

    CHECK(has(metrics, "muster_up{target=\"app-01\"} 1"));
    CHECK(has(metrics, "muster_up{target=\"backup-14\"} 0"));
    CHECK(has(metrics, "muster_expectations{target=\"app-03\",standing=\"failed\"} 1"));
    CHECK(has(metrics, "muster_expectations{target=\"app-03\",standing=\"conforms\"} 11"));
    CHECK(has(metrics, "muster_expectations{target=\"proxy-04\",standing=\"waived\"} 1"));
    CHECK(
        has(metrics,
            R"(muster_problem{target="proxy-02",role="proxy",spec="nginx role",)"
            R"(id="nginx role / file \"/etc/nginx/nginx.conf\" mode / equals",)"
            R"(standing="failed",impact="high",owner="web team",quiet=""} 1)")
    );
    CHECK(
        has(metrics,
            R"(muster_problem{target="mail-03",role="mail",spec="baseline",)"
            R"(id="baseline / file \"/etc/shadow\" mode / equals",)"
            R"(standing="failed",impact="medium",owner="web team",quiet="silenced"} 1)")
    );
    CHECK(samples(metrics, "muster_problem").size() == 10);
    CHECK(has(metrics, "muster_round_duration_seconds{target=\"app-01\"} 0.184"));
    CHECK(has(metrics, "muster_round_exchanges{target=\"app-01\"} 1"));
    CHECK(has(metrics, "muster_last_round_timestamp_seconds{target=\"app-01\"} 1795870783.000"));
    CHECK(has(metrics, "muster_round_lateness_seconds{percentile=\"99\"} 0.041"));
    CHECK(has(metrics, "muster_sessions_open 58"));
    CHECK(has(metrics, "muster_outbox_messages 0"));
    CHECK(has(metrics, "muster_notices_total{channel=\"team\"} 112"));
    CHECK(has(metrics, "muster_build_info{version=\"0.1.0\"} 1"));
}

TEST_CASE("a first sign is no problem yet, and who left the inventory has no series") {
    auto overview = sample_fleet();
    CHECK_FALSE(
        metrics_text(overview).find("muster_problem{target=\"mail-01\"") != std::string::npos
    );

    overview.targets.front().target.retired = true;
    CHECK(metrics_text(overview).find("\"proxy-01\"") == std::string::npos);
}

TEST_CASE("with all series each expectation has one") {
    const auto overview = sample_fleet();
    std::size_t expectations = 0;
    for (const auto& target : overview.targets)
        expectations += target.states.size();

    const auto all = samples(metrics_text(overview, Series::all), "muster_problem");
    CHECK(all.size() == expectations);
    CHECK(
        std::ranges::count_if(all, [](const std::string& line) { return line.ends_with("} 1"); })
        == 10
    );
}

TEST_CASE("a followed value is a metric where it is a number and nothing else") {
    auto overview = calm_fleet();
    overview.targets.resize(1);
    auto& state = overview.targets.front().states.front();
    state.observation.result.follow = true;
    const auto followed = [&](const char* value) {
        state.observation.result.actual = value;
        const auto all = samples(metrics_text(overview), "muster_followed");
        return all.empty() ? "" : all.front().substr(all.front().rfind(' ') + 1);
    };

    CHECK(followed("412") == "412");
    CHECK(followed("-0.5") == "-0.5");
    for (const auto* text :
         {"", "1.2.3", "12 MiB", "\"12\"", " 12", "nan", "inf", "1e999", "0x10", "true"})
        CHECK(followed(text) == "");
    state.observation.result.follow = false;
    CHECK(followed("412") == "");
}

TEST_CASE("hostile names stay labels") {
    for (const auto* text :
         {"a\"} 1\nmuster_up{target=\"b",
          "\\",
          "\\n",
          "\xff\xfe",
          "a\nb",
          "\x1b[31m",
          "日本",
          "#"}) {
        auto overview = sample_fleet();
        overview.health.version = text;
        overview.health.told = {{text, 3}};
        for (auto& target : overview.targets) {
            target.target.name += text;
            target.target.roles = {text};
            for (auto& state : target.states) {
                state.of.id += text;
                state.observation.owner = state.observation.spec = text;
            }
        }

        const auto metrics = metrics_text(overview);
        CHECK(promtool(metrics) == "");
        CHECK(samples(metrics, "muster_up").size() == 60);
    }
}
