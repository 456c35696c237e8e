#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/routes.hpp"
#include "framework/model/report_codec.hpp"
#include "tests/framework/fleet/sample_fleet.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <set>

using muster::answer_page;
using muster::Json;
using muster::Overview;
using muster::PageAnswer;
using muster::parse_json;
using muster::text_at;
using muster::tests::calm_fleet;
using muster::tests::sample_fleet;

namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

PageAnswer asked(const Overview& overview, const std::string& path, const Query& query = {}) {
    return answer_page(overview, {.path = path, .query = query});
}

std::size_t length(const Overview& overview, const std::string& path, const Query& query = {}) {
    const auto answer = asked(overview, path, query);
    REQUIRE(answer.status == 200);
    const auto json = parse_json(answer.body);
    const auto* list = json.find(path.substr(path.rfind('/') + 1));
    REQUIRE(list != nullptr);
    return list->as<Json::Array>()->size();
}

/// Holds answers against the schemas of the description, which no member may go beyond.
constexpr std::string_view judge = R"python(
import json, sys, jsonschema
description = json.load(open(sys.argv[1]))
schemas = description["components"]["schemas"]
def closed(schema, inside_all_of=False):
    if isinstance(schema, dict):
        if "properties" in schema and not inside_all_of and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
        for name, part in schema.items():
            closed(part, name == "allOf")
    elif isinstance(schema, list):
        for part in schema: closed(part, inside_all_of)
whole = schemas["WholeTarget"]["allOf"]
schemas["WholeTarget"] = {"type": "object", "required": schemas["Target"]["required"] + whole[1]["required"],
                          "properties": {**schemas["Target"]["properties"], **whole[1]["properties"]}}
closed(schemas)
resolver = jsonschema.RefResolver("", description)
for argument in sys.argv[2:]:
    name, file = argument.split("=")
    schema = {"$ref": "#/components/schemas/" + name}
    for error in jsonschema.Draft4Validator(schema, resolver=resolver).iter_errors(json.load(open(file))):
        print(name, list(error.absolute_path), error.message[:200])
)python";

/// One address of each route.
std::string address_of(const muster::PageRoute& route, const Overview& overview) {
    const auto brace = route.path.find('{');
    return std::string(route.path.substr(0, brace))
           + (brace == std::string_view::npos ? "" : overview.targets.front().target.name);
}

std::string judged(const Overview& overview) {
    const muster::tests::ScratchFolder folder;
    const auto program = folder.file("judge.py", judge);
    auto line = "python3 -W ignore " + program + " "
                + folder.file("api", asked(overview, "/api/v1/openapi.json").body);
    int number = 0;
    for (const auto& route : muster::routes())
        if (not route.schema.empty())
            line += " " + std::string(route.schema) + "="
                    + folder.file(
                        std::to_string(++number),
                        asked(overview, address_of(route, overview), {{"quiet", "yes"}}).body
                    );
    CHECK(number >= 8);
    return muster::tests::run_tool(line).output;
}

}  // namespace

TEST_CASE("every answer of the API is as its description says, and says nothing else") {
    CHECK(judged(sample_fleet()) == "");
    CHECK(judged(calm_fleet()) == "");
    auto fresh = calm_fleet();
    fresh.targets = {{}};
    fresh.targets.front().states.emplace_back();
    fresh.targets.front().target.name = "new";
    CHECK(judged(fresh) == "");
}

TEST_CASE("the description of the API is whole: routes, parameters, schemas") {
    const auto api = parse_json(asked(sample_fleet(), "/api/v1/openapi.json").body);

    CHECK(text_at(api, "openapi") == "3.0.3");
    const auto* paths = api.find("paths");
    std::set<std::string_view> known;
    for (const auto& route : muster::routes()) {
        INFO(route.path);
        known.insert(route.path);
        const auto* path = paths->find(route.path);
        REQUIRE(path != nullptr);
        const auto* operation = path->find(muster::lower_case(route.method));
        REQUIRE(operation != nullptr);
        CHECK(text_at(*operation, "summary") == route.summary);
        CHECK(operation->find("responses") != nullptr);
        if (not route.schema.empty())
            CHECK(api.find("components")->find("schemas")->find(route.schema) != nullptr);
    }
    CHECK(paths->as<Json::Object>()->size() == known.size());
}

TEST_CASE("every reference of the description leads to a schema") {
    const auto text = asked(sample_fleet(), "/api/v1/openapi.json").body;
    const auto schemas = *parse_json(text).find("components")->find("schemas");
    constexpr std::string_view mark = "#/components/schemas/";
    int references = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        const auto begin = at + mark.size();
        const auto name = text.substr(begin, text.find('"', begin) - begin);
        CHECK(schemas.find(name) != nullptr);
        ++references;
    }
    CHECK(references > 10);
}

TEST_CASE("every route that only reads answers") {
    const auto overview = sample_fleet();
    for (const auto& route : muster::routes()) {
        if (route.answer == nullptr)
            continue;
        INFO(route.path);
        const auto answer = asked(
            overview,
            address_of(route, overview),
            {{"id", overview.targets.front().states.front().of.id},
             {"format", "junit"},
             {"target", "app-01"}}
        );
        CHECK(answer.status == 200);
        CHECK(answer.type.starts_with(std::string(route.type.substr(0, route.type.find(';')))));
        CHECK(answer.body != "");
    }
}

TEST_CASE("lists are narrowed down by what is asked for") {
    const auto overview = sample_fleet();

    CHECK(length(overview, "/api/v1/targets") == 60);
    CHECK(length(overview, "/api/v1/targets", {{"role", "db"}}) == 6);
    CHECK(length(overview, "/api/v1/targets", {{"role", "app"}, {"standing", "failed"}}) == 4);
    CHECK(length(overview, "/api/v1/expectations", {{"target", "app-0*"}}) == 9 * 12);
    CHECK(length(overview, "/api/v1/expectations", {{"standing", "stale"}}) == 1);
    CHECK(length(overview, "/api/v1/expectations", {{"id", "*REVISION*"}}) == 24);
    CHECK(length(overview, "/api/v1/problems") == 9);
    CHECK(length(overview, "/api/v1/problems", {{"quiet", "yes"}}) == 12);
    CHECK(length(overview, "/api/v1/problems", {{"role", "app"}}) == 4);
    CHECK(length(overview, "/api/v1/transitions") == 10);
    CHECK(length(overview, "/api/v1/transitions", {{"after", "8"}}) == 2);
    CHECK(length(overview, "/api/v1/transitions", {{"kind", "problem"}, {"target", "db-*"}}) == 2);
    CHECK(length(overview, "/api/v1/silences") == 2);
}

TEST_CASE("a list that would be too long is cut, and says so") {
    auto overview = calm_fleet();
    const auto states = overview.targets.front().states;
    for (int i = 0; i < 1001; ++i)
        overview.targets.front().states.insert(
            overview.targets.front().states.end(), states.begin(), states.begin() + 10
        );

    const auto answer =
        parse_json(asked(overview, "/api/v1/expectations", {{"role", "proxy"}}).body);
    CHECK(answer.find("expectations")->as<Json::Array>()->size() == 10'000);
    CHECK(*answer.find("left_out") == Json(50));  // 40 of four targets, and 10 010, less 10 000
}

TEST_CASE("what has no meaning is refused with what was probably meant") {
    const auto overview = sample_fleet();
    const auto slip = [&](const std::string& path, const Query& query, int status) {
        const auto answer = asked(overview, path, query);
        CHECK(answer.status == status);
        CHECK(answer.type == "application/json");
        return text_at(parse_json(answer.body), "error");
    };

    CHECK(
        slip("/api/v1/targets", {{"standing", "faild"}}, 400)
        == "there is no standing \"faild\"; did you mean \"failed\"?"
    );
    CHECK(slip("/api/v1/transitions", {{"kind", "x"}}, 400) == "there is no kind \"x\" of events");
    CHECK(slip("/api/v1/transitions", {{"after", "x"}}, 400) == "after is the number of an event");
    CHECK(slip("/api/v1/report", {{"format", "pdf"}}, 400) == "format is junit, tap or json");
    CHECK(
        slip("/api/v1/report", {{"format", "tap"}, {"target", "x"}}, 404)
        == "no target is called \"x\""
    );
    CHECK(slip("/api/v1/targets/x\"y", {}, 404) == "no target is called \"x\"y\"");
    CHECK(slip("/api/v2/targets", {}, 404) == "There is nothing at /api/v2/targets.");
}

TEST_CASE("what only the server answers is not answered here") {
    const auto overview = calm_fleet();
    CHECK(answer_page(overview, {.method = "POST", .path = "/api/v1/silences"}).status == 405);
    CHECK(answer_page(overview, {.method = "GET", .path = "/events/stream"}).status == 405);
    CHECK(answer_page(overview, {.method = "DELETE", .path = "/api/v1/targets"}).status == 405);
}

TEST_CASE("healthz is 200 as long as the loop is well, says why not, and names nothing") {
    using namespace std::chrono_literals;
    auto overview = calm_fleet();
    overview.health.troubles = {"team: not delivered: the words of a command"};
    CHECK(asked(overview, "/healthz").status == 200);

    overview.health.is_well = false;
    overview.health.last_round = overview.now - 181s;
    const auto answer = asked(overview, "/healthz");
    CHECK(answer.status == 503);
    const auto told = parse_json(answer.body);
    CHECK(text_at(told, "status") == "stuck");
    CHECK(text_at(told, "reason") == "no round ended for 3 min; the interval is 60 s");
    CHECK(answer.body.find("team") == std::string::npos);
    CHECK(answer.body.find(overview.title) == std::string::npos);
    CHECK(asked(overview, "/api/v1/health").body.find("team") != std::string::npos);
}

TEST_CASE("a probe of HTTP and a plugin see the same") {
    const auto overview = sample_fleet();

    const auto bad = asked(overview, "/probe", {{"target", "proxy-02"}});
    CHECK(bad.status == 503);
    CHECK(bad.headers.at(0) == std::pair<std::string, std::string>("Muster-Plugin-Status", "2"));
    CHECK(bad.body.starts_with("MUSTER CRITICAL - "));
    CHECK(asked(overview, "/probe", {{"target", "app-01"}}).status == 200);
    CHECK(asked(overview, "/probe", {{"target", "nobody"}}).status == 503);
}

TEST_CASE("the last rounds are a report like that of a run") {
    const auto overview = sample_fleet();
    const auto report = [&](const std::string& format, const std::string& target = "") {
        return asked(overview, "/api/v1/report", {{"format", format}, {"target", target}});
    };

    const auto run = muster::report_from_json(parse_json(report("json").body));
    CHECK(run.targets.size() == 60);
    const auto count = tally(run);
    CHECK(count.failed == 8);  // the first sign, too: it is what was found
    CHECK(count.waived == 1);
    CHECK(count.errored == 2);  // one could not be told, one is stale
    CHECK(exit_status(run) == 1);

    const auto one = muster::report_from_json(parse_json(report("json", "backup-09").body));
    REQUIRE(one.targets.size() == 1);
    CHECK(exit_status(one) == 2);
    CHECK(one.targets[0].specs[0].results[3].message == "no result for 21 s");

    CHECK(
        muster::report_from_json(parse_json(report("json", "backup-14").body))
            .targets[0]
            .unreachable
        == "connection refused"
    );
    CHECK(report("junit").type == "application/xml");
    CHECK_THAT(report("tap", "app-01").body, Catch::StartsWith("TAP version 13"));
}

TEST_CASE("what was never asked is not green in a report") {
    auto overview = calm_fleet();
    overview.targets.resize(1);
    overview.targets[0].states[0].standing = muster::Standing::pending;

    const auto run = muster::report_from_json(
        parse_json(asked(overview, "/api/v1/report", {{"format", "json"}}).body)
    );
    CHECK(exit_status(run) == 2);
    CHECK(run.targets[0].specs[0].results[0].message == "not asked yet");
}
