#include "framework/model/plan_codec.hpp"

#include "framework/base/error.hpp"
#include "framework/model/row_id.hpp"
#include "framework/model/value_codec.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Fact fact(std::string resource, Value name, std::string attribute) {
    return {{std::move(resource), {std::move(name)}}, std::move(attribute)};
}

/// A plan with every kind of value, every form of expression and every statement word.
Plan full_plan() {
    Row row;
    row.headings = {"outer", "内側"};
    row.where = {"nginx.cpp", 14, 0};
    auto property = fact("service", "nginx", "property");
    property.parameters = {Value("Restart")};
    property.derivations = {{"captured", "^a(.)"}};
    property.subject.qualifiers = {
        {"titled", {Matcher{"starts_with", {"x"}, {}}}},
        {"on", {Value(Term{TermKind::address, "::1"})}, true}};
    property.subject.view = "udp";
    Expression leaf{
        Expression::Form::match,
        property,
        Matcher{"in", {Mode{0644}, Scalar{"1"}, 2.5, absent}, {}},
        {},
        {}};
    Expression compare{
        Expression::Form::compare,
        fact("file", "/a", "sha256"),
        Matcher{"equals"},
        fact("file", "/b\xFF", "sha256"),
        {}};
    Expression negation{Expression::Form::negation, {}, {}, {}, {compare}};
    row.expression = {Expression::Form::any, {}, {}, {}, {leaf, negation}};
    row.guards = {{compare, {"nginx.cpp", 3, 0}}};
    row.retry_for = std::chrono::seconds(30);
    row.because = "a reload must not take the site down";
    row.impact = Impact::critical;
    row.given_id = "reload";
    row.about = "web-03";
    row.follow = true;
    row.judged = false;
    Spec spec{
        Spec::Kind::fleet,
        "reverse proxy",
        {"nginx.cpp", 1, 0},
        {"proxy"},
        {"web"},
        "web team",
        "https://example.org",
        {row}};
    spec.rows.push_back(row);
    spec.rows[1].skip_reason = "until monday";
    spec.rows[1].broken = "no variable";
    set_row_ids(spec);
    return {"web-03", {spec}, {"other"}, {{{"nginx.cpp", 2, 5}, "no word", "try another", true}}};
}

}  // namespace

TEST_CASE(
    "what is empty, false or zero is left out of a plan's text, and values that are so are not"
) {
    Plan plan{"web", {Spec{}}, {}, {}};
    Row row;
    row.id = "a";
    row.expression.fact = {{"port", {Value(Number{0})}}, "listening"};
    row.expression.matcher = equals(Value(false));
    plan.specs[0].rows = {row};

    const auto text = to_text(to_json(plan));
    const auto again = plan_from_json(parse_json(text));

    CHECK(text.find("skip_reason") == std::string::npos);
    CHECK(text.find("guards") == std::string::npos);
    const auto& read = again.specs.at(0).rows.at(0);
    CHECK(read.expression.fact.subject.name() == "0");
    CHECK(read.expression.matcher.values.at(0).as<bool>() != nullptr);
    CHECK(read.judged);
}

TEST_CASE("a plan that was written and read is the same plan, whatever bytes are in it") {
    const auto plan = full_plan();

    const auto text = to_text(to_json(plan));
    const auto again = plan_from_json(parse_json(text));

    CHECK(to_text(to_json(again)) == text);
    REQUIRE(again.specs.size() == 1);
    const auto& row = again.specs[0].rows[0];
    CHECK(row.headings[1] == "内側");
    CHECK(row.expression.parts[1].parts[0].other.subject.name() == "/b\xFF");
    CHECK(row.impact == Impact::critical);
    CHECK(row.retry_for == std::chrono::seconds(30));
    CHECK(not row.judged);
    CHECK(again.problems[0].warning);
    CHECK(again.left_out == std::vector<std::string>{"other"});
}

TEST_CASE("values keep their types: a text, a number and a scalar of the same digits stay apart") {
    const std::vector<Value> values = {
        "1",
        1,
        Scalar{"1"},
        Version{"1", VersionOrder::rpm},
        Term{TermKind::address, "::1"},
        true,
        1.5,
        Mode{01777},
        set_of_texts({"b", "a"}),
        sequence_of_texts({"b", "a"}),
        *from_iso8601("2030-01-01T00:00:00.25Z"),
        Map{{{"k", Scalar{"v"}}}},
        not_set,
        wrong_kind("is a folder"),
    };
    for (const auto& value : values) {
        const auto again = value_from_json(parse_json(to_text(to_json(value))));
        CHECK(again.data.index() == value.data.index());
        CHECK(to_shown(again) == to_shown(value));
    }
}

TEST_CASE("what is no plan of this format is refused") {
    CHECK_THROWS_AS(plan_from_json(parse_json("{}")), Broken);
    CHECK_THROWS_AS(plan_from_json(parse_json(R"({"format": 2})")), Broken);
    CHECK_THROWS_AS(plan_from_json(parse_json(R"({"format": 1, "specs": 3})")), Broken);
    CHECK_THROWS_AS(plan_from_json(parse_json(R"({"format": 1, "specs": [{"kind": 7}]})")), Broken);
}

TEST_CASE("a row's id has no values, counts equals apart, and is kept when the row moves") {
    Spec spec{Spec::Kind::spec, "proxy", {}, {}, {}, "", "", {}};
    const auto add = [&](Expression expression, int line) {
        Row row;
        row.headings = {"listens"};
        row.where.line = line;
        row.expression = std::move(expression);
        spec.rows.push_back(row);
    };
    const auto owner = fact("file", "/x", "owner");
    add({Expression::Form::match, owner, equals("root"), {}, {}}, 1);
    add({Expression::Form::match, owner, equals("www-data"), {}, {}}, 2);
    add({Expression::Form::match,
         fact("user", "al", "groups"),
         Matcher{"contains", {}, {equals("a"), equals("b")}},
         {},
         {}},
        3);

    set_row_ids(spec);

    CHECK(spec.rows[0].id == "proxy / listens / file \"/x\" owner / equals");
    CHECK(spec.rows[1].id == "proxy / listens / file \"/x\" owner / equals / 2");
    CHECK(spec.rows[2].id == "proxy / listens / user \"al\" groups / contains");
}
