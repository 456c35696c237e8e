// What is written in YAML says the rows that it was written from; what several targets agree on.
#include "framework/author/learn/learn.hpp"
#include "framework/author/write/written_spec.hpp"
#include "framework/base/text.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "matchers/table.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Lexicon& lexicon() {
    static const Lexicon all = Vocabulary(resource_table()).lexicon();
    return all;
}

std::vector<Row> rows_of(const std::string& yaml) {
    Surroundings around;
    around.target.name = "t";
    around.target.variables.add("release", "v12");
    around.target.variables.add("deploy_key", "ssh-ed25519 AAAA");
    around.target.variables.add(
        "settings", Json(Json::Object{{"server", Json(Json::Object{{"port", "443"}})}})
    );
    around.platform.family = "debian";
    around.now = *from_iso8601("2026-07-01T12:00:00Z");
    auto plan = collect(read_yaml_specs(yaml, "a.yaml"), lexicon(), around);
    for (const auto& problem : plan.problems)
        REQUIRE((problem.rule.empty() ? problem.message : "") == "");
    return plan.specs.at(0).rows;
}

std::string indented(std::string_view items) {
    std::string text;
    for (const auto line : lines_of(items))
        text += "  " + std::string(line) + "\n";
    return text;
}

WrittenSpec spec_of(std::vector<WrittenRow> rows) {
    return {"", "t", {{"a heading", "", std::move(rows)}}};
}

/// All that a row expects.
std::string told(const Expression& expression) {
    Row row;
    row.expression = expression;
    Spec spec;
    spec.rows = {row};
    return to_text(to_json(Plan{"t", {spec}, {}, {}}));
}

Expression expects(const std::string& item) {
    return rows_of("spec: s\nexpect:\n  - " + item).at(0).expression;
}

Learnt learnt(const std::string& target, const std::vector<std::string>& items) {
    Learnt one{target, {{"a heading", "", {}}}};
    for (const auto& item : items) {
        auto row = expects(item);
        for (auto& value : row.matcher.values)
            if (const auto* version = value.as<Version>())
                value = Version{version->text, VersionOrder::dpkg};  // as a target says it
        one.parts[0].rows.push_back({row});
    }
    return one;
}

}  // namespace

TEST_CASE("the examples of the vocabulary, written again, say the same rows") {
    std::size_t written = 0;
    std::size_t all = 0;
    for (const auto* resource : lexicon().all()) {
        if (resource->of_fleet)
            continue;  // nothing that is learnt of one target
        INFO(resource->name);
        std::vector<WrittenRow> rows;
        for (const auto& row : rows_of("spec: s\nexpect:\n" + indented(resource->yaml_example))) {
            ++all;
            if (row.broken.empty() and row.guards.empty() and can_be_written(row.expression))
                rows.push_back({row.expression});
        }
        if (rows.empty())
            continue;  // all are of views with names
        const auto text = to_text(spec_of(rows), SpecLanguage::yaml, lexicon());
        INFO(text);
        const auto again = rows_of(text);
        REQUIRE(again.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            CHECK(told(again[i].expression) == told(rows[i].expression));
        written += rows.size();
    }
    // Two facts compared, what is joined of several, views with names, captured groups and maps are not written.
    CHECK(written > all * 3 / 4);
}

TEST_CASE("names and values that YAML would take for something else come back as they were") {
    for (const auto* value :
         {"no",  "true", "null", "~",  "0755", "1.10", "-",  "- a",  "a: b", "a #b", "{{ x }}",
          "'",   "\"",   "\\",   "",   " a ",  "a\nb", "\t", "\x01", "@a",   "=",    "日本",
          "a,b", "[a]",  "{a}",  "%a", "!a",   "&a",   "*a", "|",    ">"}) {
        Expression expression;
        expression.fact = {{"file", {Value("/x")}}, "owner"};
        expression.matcher = equals(Value(value));
        const auto text = to_text(spec_of({{expression}}), SpecLanguage::yaml, lexicon());
        INFO(text);
        CHECK(told(rows_of(text).at(0).expression) == told(expression));
    }
}

TEST_CASE("what a kernel says stays a number or a text of digits") {
    for (const auto* item :
         {"{kernel_parameter: a, value: 10}", "{kernel_parameter: a, value: \"10\"}"}) {
        const auto expression = expects(item);
        const auto text = to_text(spec_of({{expression}}), SpecLanguage::yaml, lexicon());
        INFO(text);
        CHECK(told(rows_of(text).at(0).expression) == told(expression));
    }
}

TEST_CASE("a number beyond 64 bits comes back as it was") {
    for (const auto* number :
         {"18446744073709551616", "-99999999999999999999999", "0.0000000001", "0.1"}) {
        const auto expression = expects(
            "{users: , where: {uid: " + std::string(number) + "}, every: {shell: /bin/sh}}"
        );
        const auto text = to_text(spec_of({{expression}}), SpecLanguage::yaml, lexicon());
        INFO(text);
        CHECK(told(rows_of(text).at(0).expression) == told(expression));
    }
}

TEST_CASE("rows about one thing are one item, and things of which the same is said, too") {
    const auto text = to_text(
        spec_of({
            {expects("{service: a, running: true}")},
            {expects("{service: a, enabled: false}")},
            {expects("{service: b, running: true}")},
            {expects("{service: b, enabled: false}")},
            {expects("{file: /x, link: {owner: root}}")},
            {expects("{file: /x, mode: 0644}")},
        }),
        SpecLanguage::yaml,
        lexicon()
    );
    CHECK(
        text
        == "spec: t\n"
           "expect:\n"
           "  - it: a heading\n"
           "    expect:\n"
           "      - {service: [a, b], running: true, enabled: false}\n"
           "      - {file: /x, link: {owner: root}, mode: 0644}\n"
    );
}

TEST_CASE("in C++ a row is a statement, broken as the formatter would") {
    const std::vector<std::pair<const char*, const char*>> pairs = {
        {"{package: nginx, version: {at_least: 1.22}}", R"(package("nginx").version >= "1.22")"},
        {"{service: a, enabled: false}", R"(not service("a").enabled)"},
        {"{file: /x, content: {contains: 'a\"b'}}", R"(file("/x").content.contains("a\"b"))"},
        {"{listening_ports: , exposed_tcp: [22]}", "listening_ports().exposed_tcp == list(22)"},
        {"{port: 53, on: 127.0.0.1, udp: {listening: true}}",
         R"(port(53).on("127.0.0.1").udp.listening)"},
        {"{file: /x, mode: 01777}", R"(file("/x").mode == 01777)"},
        {"{file: /x, mode: 0640}", R"(file("/x").mode == 0640)"},
        {"{file: /x, mode: 04755}", R"(file("/x").mode == 04755)"},
        {"{file: /x, mode: 0000}", R"(file("/x").mode == 0000)"},
        {"{file: /x, owner: \"a\\u009bb\"}", R"(file("/x").owner == "a\302\233b")"},
        {"{user: a, shell: {not: /bin/sh}}", R"(not (user("a").shell == "/bin/sh"))"},
        {"{service: a, property: {Restart: always}}",
         R"(service("a").property("Restart") == "always")"},
    };
    for (const auto& [item, statement] : pairs)
        CHECK(
            to_statements({{expects(item)}}, SpecLanguage::cpp, lexicon())
            == std::vector<std::string>{std::string("expect(") + statement + ");\n"}
        );
    const auto wide = to_statements(
        {{expects(
            "{file: /a/rather/long/path/that/leads/somewhere, sha256: " + std::string(64, 'a') + "}"
        )}},
        SpecLanguage::cpp,
        lexicon()
    );
    CHECK(
        wide.at(0)
        == "expect(\n    file(\"/a/rather/long/path/that/leads/somewhere\").sha256\n    == \""
               + std::string(64, 'a') + "\"\n);\n"
    );
}

TEST_CASE("secrets, ranges and bytes that are no text are not written") {
    Expression expression;
    expression.fact = {{"user", {Value("a")}}, "password_hash"};
    Value secret("$6$x");
    secret.shown_as = "$6$…";
    for (const auto& value :
         {secret,
          Value("\xff"),
          Value(std::string("a\0b", 3)),
          Value(Range{1, 2, "why"}),
          absent}) {
        expression.matcher = equals(value);
        CHECK(not can_be_written(expression));
    }
    expression.matcher = equals(Value("a"));
    CHECK(can_be_written(expression));
}

TEST_CASE("what targets agree on is kept, what differs by its value is a variable of theirs") {
    const auto both = agreed(
        {learnt(
             "web1",
             {"{port: 80, process: nginx}",
              "{machine: , timezone: UTC}",
              "{listening_ports: , exposed_tcp: [22, 80]}",
              "{package: nginx, version: {at_least: 1.22.1-9}}",
              "{service: a, running: true}",
              "{service: only-here, running: true}"}
         ),
         learnt(
             "web2",
             {"{port: 80, process: nginx}",
              "{machine: , timezone: Asia/Tokyo}",
              "{listening_ports: , exposed_tcp: [22, 8080]}",
              "{package: nginx, version: {at_least: 1.22.1-8}}",
              "{service: a, running: false}"}
         )}
    );
    CHECK(
        to_text({"", "t", both.learnt.parts}, SpecLanguage::yaml, lexicon())
        == "spec: t\n"
           "expect:\n"
           "  - it: a heading\n"
           "    expect:\n"
           "      - {port: 80, process: nginx}\n"
           "      - {machine: , timezone: \"{{ machine_timezone }}\"}\n"
           "      - {listening_ports: , exposed_tcp: \"{{ listening_ports_exposed_tcp }}\"}\n"
           "      - {package: nginx, version: {at_least: 1.22.1-8}}\n"
    );
    REQUIRE(both.variables.size() == 2);
    CHECK(
        both.variables[1].second
        == std::vector<
            std::
                string>{"machine_timezone=Asia/Tokyo", "listening_ports_exposed_tcp=[\"22\",\"8080\"]"}
    );
    CHECK(
        both.left_out
        == std::vector<std::string>{"service \"a\" running", "service \"only-here\" running"}
    );
}

TEST_CASE("facts of like names have variables of their own, and an empty list is a value") {
    const auto both = agreed(
        {learnt(
             "a",
             {"{file: /a-b, owner: x}",
              "{file: /a.b, owner: x}",
              "{listening_ports: , exposed_udp: {is_empty: true}}"}
         ),
         learnt(
             "b",
             {"{file: /a-b, owner: y}",
              "{file: /a.b, owner: z}",
              "{listening_ports: , exposed_udp: [68]}",
              "{file: /c, owner: z}"}
         )}
    );
    CHECK(
        both.variables.at(0).second
        == std::vector<
            std::string>{"file_a_b_owner=x", "file_a_b_owner_2=x", "listening_ports_exposed_udp=[]"}
    );
    CHECK(
        both.variables.at(1).second
        == std::vector<
            std::
                string>{"file_a_b_owner=y", "file_a_b_owner_2=z", "listening_ports_exposed_udp=[\"68\"]"}
    );
    CHECK(both.left_out == std::vector<std::string>{"file \"/c\" owner"});
}

TEST_CASE("a topic that there is not is told with the nearest") {
    CHECK_THROWS_AS(check_wish({{"file:/etc/hos\nts"}}), Broken);
    try {
        check_wish({{"service", "pakage"}});
        FAIL("it was taken");
    } catch (const Broken& broken) {
        CHECK(std::string(broken.what()).find("did you mean \"package\"") != std::string::npos);
    }
    check_wish({{"service:nginx*", "file:/etc/nginx/**"}});
}
