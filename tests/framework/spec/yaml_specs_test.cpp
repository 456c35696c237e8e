// What YAML says is what C++ says, row for row; what means nothing is told with its place.
#include "framework/base/text.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/spec/yaml/body.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "tests/framework/spec/collected.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace muster::dsl;
using muster::Surroundings;
using muster::tests::collected;
using muster::tests::surroundings;

namespace {

muster::Plan plan_of(const std::string& text, const Surroundings& around = surroundings()) {
    const auto& lexicon = muster::tests::test_lexicon();
    return muster::collect(muster::read_yaml_specs(text, "web.yaml"), lexicon, around);
}

/// The rows below `expect:`, given without indentation.
muster::tests::Collected said(
    const std::string& items, const Surroundings& around = surroundings()
) {
    auto plan = plan_of("spec: web\nexpect:\n" + items, around);
    return {plan.specs.at(0).rows, plan.problems};
}

/// All that a plan says of rows, but where they stand.
std::string told(std::vector<muster::Row> rows) {
    for (auto& row : rows) {
        row.where = {};
        row.id.clear();
        for (auto& guard : row.guards)
            guard.where = {};
    }
    muster::Spec spec;
    spec.rows = std::move(rows);
    return to_text(to_json(muster::Plan{"t", {spec}, {}, {}}), 1);
}

/// The one thing that is wrong with items: "web.yaml:3:5: message; hint".
std::string problem_of(const std::string& items) {
    const auto problems = said(items).problems;
    if (problems.size() != 1)
        return std::to_string(problems.size()) + " problems";
    const auto& one = problems[0];
    return to_string(one.where) + ": " + one.message + (one.hint.empty() ? "" : "; " + one.hint);
}

std::string fault_of(const std::string& text) {
    try {
        (void)muster::read_yaml_specs(text, "web.yaml");
    } catch (const muster::Broken& broken) {
        return broken.what();
    }
    return "nothing is wrong";
}

}  // namespace

TEST_CASE("an item says what C++ says, by the attribute's type") {
    const auto by_cpp = collected([] {
        expect(thing("/x").there);
        expect(not thing("/x").there);
        expect(thing("/x").mode <= 0640);
        expect(thing("/x").mode == 0644);
        expect(thing("/x").mode == "u=rw,go=r");
        expect(thing("/x").size >= 16_MiB);
        expect(thing("/x").age < 30d);
        expect(thing("/x").value == 10);
        expect(thing("/x").value == "10");
        expect(thing("/x").value == list(0, 1));
        expect(thing("/x").content == "no");
        expect(thing("/x").version >= "1.10");
        expect(thing("/x").names == list("b", "a"));
        expect(thing("/x").names.contains("a", starts_with("b")));
        expect(thing("/x").names.fits(contains("sudo") and not contains("adm")));
        expect(thing("/x").names.every(starts_with("x")));
        expect(thing("/x").names.is_subset_of(list()));
        expect(thing("/x").lines.exactly(1, matches("^x")));
        expect(thing("/x").version.within_versions(">= 1.22, < 2"));
        expect(thing("/x").changed > ago(1d));
        expect(thing("/x").changed.newer_than(90s));
        expect(not thing("/x").changed.is_set());
        expect(thing("/x").size.between(1, 5));
        expect(thing("/x").content.in("a", "b"));
        expect(thing("/x").content.json("server.listen", 443));
    });
    const auto by_yaml = said(R"(
- {thing: /x, there: true}
- {thing: /x, there: false}
- {thing: /x, mode: {"<=": 0640}}
- {thing: /x, mode: 0644}
- {thing: /x, mode: "u=rw,go=r"}
- {thing: /x, size: {at_least: 16MiB}}
- {thing: /x, age: {"<": 30d}}
- {thing: /x, value: 10}
- {thing: /x, value: "10"}
- {thing: /x, value: [0, 1]}
- {thing: /x, content: no}
- {thing: /x, version: {">=": 1.10}}
- {thing: /x, names: [b, a]}
- {thing: /x, names: {contains: [a, {starts_with: b}]}}
- {thing: /x, names: {fits: {contains: sudo, not: {contains: adm}}}}
- {thing: /x, names: {every: {starts_with: x}}}
- {thing: /x, names: {is_subset_of: []}}
- {thing: /x, lines: {exactly: [1, {matches: ^x}]}}
- {thing: /x, version: {within_versions: ">= 1.22, < 2"}}
- {thing: /x, changed: {">": {ago: 1d}}}
- {thing: /x, changed: {newer_than: 90s}}
- {thing: /x, changed: {is_set: false}}
- {thing: /x, size: {between: [1, 5]}}
- {thing: /x, content: {in: [a, b]}}
- {thing: /x, content: {json: {server.listen: 443}}}
)");

    CHECK(by_yaml.problems.empty());
    CHECK(told(by_yaml.rows) == told(by_cpp.rows));
}

TEST_CASE("qualifiers, views, parameters and parts are said as in C++") {
    const auto by_cpp = collected([] {
        expect(thing("/x").on("::1").there);
        expect(thing("/x").on("::1").on("127.0.0.1").there);
        expect(thing("/x").titled(starts_with("unicorn")).there);
        expect(thing("/x").keyed("deploy", "open sesame").there);
        expect(thing("/x").udp.there);
        expect(thing("/x").property("Restart") == "always");
        expect(thing("/x").property("Type") == "simple");
        expect(thing("/x").content.captured("^port (\\d+)") >= 1024);
        expect(thing("/x").map["k"] == 1);
        expect(thing("/x").map.has("k"));
        expect(thing("/a").content == thing("/b").content);
        expect(thing("/a").size >= thing("/b").size);
        expect(thing("/a").changed > thing("/b").changed);
        expect(thing("/x").content.contains("a") and not thing("/x").content.matches("^b"));
        expect(thing("/x").content.contains("a") or thing("/x").content.contains("b"));
    });
    const auto by_yaml = said(R"(
- {thing: /x, there: true, on: "::1"}
- {thing: /x, on: ["::1", 127.0.0.1], there: true}
- {thing: /x, titled: {starts_with: unicorn}, there: true}
- {thing: /x, keyed: {deploy: open sesame}, there: true}
- {thing: /x, udp: {there: true}}
- {thing: /x, property: {Restart: always, Type: simple}}
- {thing: /x, content: {captured: {'^port (\d+)': {">=": 1024}}}}
- {thing: /x, map: {k: 1}}
- {thing: /x, map: {has: k}}
- {thing: /a, content: {same_as: {thing: /b}}}
- {thing: /a, size: {">=": {thing: /b}}}
- {thing: /a, changed: {">": {thing: /b, fact: changed}}}
- {thing: /x, content: {contains: a, not: {matches: ^b}}}
- {thing: /x, content: {any_of: [{contains: a}, {contains: b}]}}
)");

    CHECK(by_yaml.problems.empty());
    CHECK(told(by_yaml.rows) == told(by_cpp.rows));
}

TEST_CASE("several subjects and several attributes are rows of their own") {
    const auto by_cpp = collected([] {
        for (const auto* name : {"/x", "/y"}) {
            expect(thing(name).there);
            expect(thing(name).mode == 0644);
        }
    });
    const auto by_yaml = said("- {thing: [/x, /y], there: true, mode: 0644}\n");

    CHECK(told(by_yaml.rows) == told(by_cpp.rows));
    CHECK(to_string(by_yaml.rows.at(1).where) == "web.yaml:3:34");
}

TEST_CASE("headings, guards and the words of a statement are said as in C++") {
    const auto by_cpp = collected([] {
        IT("outer") {
            IT("inner") {
                expect(thing("/x").there)
                    .retry_for(30s)
                    .because("web-03 must")
                    .impact("high")
                    .id("there")
                    .follow();
            }
            only_if(thing("/g").there and thing("/g").mode == 0644);
            expect(thing("/y").there);
        }
        follow(thing("/z").version);
        IT("later") {
            skip("until #12");
            expect(thing("/z").there);
        }
        expect(thing("/a").there or not thing("/b").there);
        expect(not(thing("/a").there and thing("/b").there));
    });
    const auto by_yaml = said(R"(
- it: outer
  expect:
    - it: inner
      expect:
        - thing: /x
          there: true
          retry_for: 30s
          because: "{{ target.name }} must"
          impact: high
          id: there
          follow: true
    - only_if: {thing: /g, there: true, mode: 0644}
      expect:
        - {thing: /y, there: true}
- {follow: {thing: /z, fact: version}}
- it: later
  skip: "until #12"
  expect: [{thing: /z, there: true}]
- any_of: [{thing: /a, there: true}, {thing: /b, there: false}]
- not: {all_of: [{thing: [/a, /b], there: true}]}
)");

    CHECK(by_yaml.problems.empty());
    CHECK(told(by_yaml.rows) == told(by_cpp.rows));
}

TEST_CASE("a spec's head, its own variables, loops and conditions") {
    const auto plan = plan_of(R"(
spec: web
roles: [proxy, web]
tags: cis-5.2
owner: web team
runbook: https://wiki.example.org/web
vars: {port: 1, user: www-data}
expect:
  - {thing: "/home/{{ user }}", there: true}
  - {thing: /x, size: "{{ port }}"}
  - {thing: "/srv/{{ site.name }}", there: true, each: {site: {var: sites}}}
  - {thing: "{{ db.address.lan }}", there: true, about: "{{ db.name }}", each: {db: {hosts: db}}}
  - {thing: "/port/{{ p }}", there: true, each: {p: [80, 443]}}
  - {thing: "/port/{{ p }}", there: true, each: {p: {range: [1, 2]}}}
  - {thing: "{{ target.address.lan }}", there: true, when: {family: [debian, suse], version: {">=": "12"}}}
  - {thing: /no, there: true, when: {version: {">=": "13"}}}
  - {thing: /no, there: true, when: {not: {role: proxy}}}
  - {thing: /no, there: true, when: {var: {nothing: 1}}}
  - {thing: /yes, there: true, when: {any_of: [{name: web-04}, {address: lan}], var: {port: {">": 8000}}}}
  - {thing: '/{{ "{{" }}', there: true}
)");
    std::vector<std::string> texts;
    for (const auto& row : plan.specs.at(0).rows)
        texts.push_back(row.broken.empty() ? describe(row.expression) : row.broken);

    CHECK(plan.problems.empty());
    CHECK(plan.specs[0].roles == std::vector<std::string>{"proxy", "web"});
    CHECK(plan.specs[0].tags == std::vector<std::string>{"cis-5.2"});
    CHECK(plan.specs[0].owner == "web team");
    CHECK(plan.specs[0].runbook == "https://wiki.example.org/web");
    CHECK(plan.specs[0].rows.at(4).about == "db-01");
    CHECK(texts == std::vector<std::string>{
              R"(thing "/home/www-data" there)",
              R"(thing "/x" size: 8080)",
              R"(thing "/srv/a.example" there)",
              R"(thing "/srv/b.example" there)",
              R"(thing "10.0.0.9" there)",
              R"(thing "/port/80" there)",
              R"(thing "/port/443" there)",
              R"(thing "/port/1" there)",
              R"(thing "/port/2" there)",
              R"(thing "10.0.0.3" there)",
              R"(thing "/yes" there)",
              R"(thing "/{{" there)",
          });
}

TEST_CASE("what this target lacks is an errored row, and the next item stands") {
    const auto found = said(R"(
- {thing: "{{ nowhere }}", there: true}
- {thing: "{{ target.address.wan }}", there: true}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: lb}}}
- {thing: /x, size: "{{ target.name }}"}
- {thing: /x, there: true}
)");

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(broken: web-03 has no variable "nowhere")",
              R"(broken: target.address.wan: there is no "wan"; did you mean "lan"?)",
              R"(broken: the role "lb" has no members)",
              R"(broken: thing "/x" size: "web-03" is not a number)",
              R"(thing "/x" there)",
          });
}

TEST_CASE("a loop over members leaves one out and may be allowed to be empty") {
    const auto found = said(R"(
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: "", except: "{{ target.name }}"}}}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: lb, or_none: true}}}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: db, except: db-01}}}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: db, except: db-01, or_none: true}}}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: lb}}, when: {role: db}}
- {thing: "{{ h.name }}", there: true, each: {h: {hosts: ""}}, when: {name: "{{ h.name }}"}}
)");

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "db-01" there)",
              R"(broken: the role "db" has no members but those left out)",
              R"(thing "web-03" there)",
          });
}

TEST_CASE("in YAML, too, a role that the inventory does not know is a broken spec") {
    CHECK(
        problem_of("- {thing: /x, there: true, each: {h: {hosts: proxi}}}\n")
            .find(R"(web.yaml:3:46: the inventory has no role "proxi"; did you mean "proxy"?)")
        == 0
    );
}

TEST_CASE(
    "a variable that the inventory has and nobody can tell is not its default, and no condition"
) {
    auto around = surroundings();
    around.target.untold["secret"] = "it is encrypted";
    const auto found = said(
        "- {thing: \"{{ secret }}\", there: true}\n"
        "- {thing: /x, there: true, when: {var: {secret: 1}}}\n",
        around
    );

    const std::string broken =
        R"(broken: the variable "secret" of web-03 cannot be told: it is encrypted)";
    CHECK(found.texts() == std::vector<std::string>{broken, broken});
}

TEST_CASE("the names of a view are maps, one in the other") {
    const auto found = said("- {thing: /x, leg: {left: {2: {long: true}, 3: {long: false}}}}\n");
    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == std::vector<
            std::string>{R"(thing "/x" leg "left" 2 long)", R"(not thing "/x" leg "left" 3 long)"}
    );
    CHECK(problem_of("- {thing: /x, leg: {left: {}}}\n") == "web.yaml:3:15: leg of nothing");
    CHECK(problem_of("- {thing: /x, leg: {left: {2: {short: true}}}}\n")
              .starts_with("web.yaml:3:32: leg has no \"short\""));
}

TEST_CASE("what has no meaning is told with line, column and what was meant") {
    CHECK(
        problem_of("- {thign: /x, there: true}\n")
        == R"(web.yaml:3:4: no resource "thign"; did you mean "thing"?)"
    );
    CHECK(
        problem_of("- {thing: /x, ther: true}\n")
        == R"(web.yaml:3:15: thing has no "ther"; did you mean "there"?)"
    );
    CHECK(
        problem_of("- {thing: /x, there: yes}\n")
        == R"(web.yaml:3:15: thing "/x" there: "yes" is not a flag; write true or false)"
    );
    CHECK(
        problem_of("- {thing: /x, size: {atleast: 3}}\n")
        == R"(web.yaml:3:22: no matcher "atleast"; did you mean "at_least"?)"
    );
    CHECK(
        problem_of("- {thing: /x, size: {starts_with: a}}\n")
            .find("a number has no \"starts_with\"")
        != std::string::npos
    );
    CHECK(
        problem_of("- {thing: /x, content: {same_as: {thing: /y, fact: size}}}\n")
        == "web.yaml:3:34: a text is not compared with size, a number of bytes"
    );
    CHECK(
        problem_of("- {thing: /x}\n").find("nothing is expected of this thing") != std::string::npos
    );
    CHECK(
        problem_of("- {because: x}\n").find("an item begins with what it is about")
        != std::string::npos
    );
    CHECK(problem_of("- {because: x, thing: /x, there: true}\n") == "0 problems");
    CHECK(
        problem_of("- {thing: [/x, /y], there: true, id: a}\n")
        == "web.yaml:3:34: an id names one row, and these are 2; part the item"
    );
    CHECK(
        problem_of("- {thing: /x, there: true, when: {familiy: debian}}\n")
        == R"(web.yaml:3:35: when has no "familiy"; did you mean "family"?)"
    );
    CHECK(
        problem_of("- {thing: '{{ a | upper }}', there: true}\n").find("is no name")
        != std::string::npos
    );
    CHECK(
        problem_of("- {thing: '{{ a', there: true}\n").find("{{ is not closed") != std::string::npos
    );
    CHECK(
        problem_of("- {thing: 'a{{ sites }}', there: true}\n").find("is a list or a map")
        != std::string::npos
    );
    CHECK(
        problem_of("- {thing: /x, names: {contains: }}\n").find("there is no value")
        != std::string::npos
    );
    CHECK(problem_of("- just a text\n") == "web.yaml:3:3: an item is a map, not a plain value");
    CHECK(
        problem_of("- {thing: /x, there: true, each: {n: {range: [-9223372036854775808, "
                   "9223372036854775807]}}}\n")
            .find("a range of more than 10000 numbers")
        != std::string::npos
    );
}

TEST_CASE("what would be dropped or hold of itself is refused") {
    struct Case {
        std::string items;
        std::string complaint;
    };
    const std::vector<Case> cases = {
        {"- {thing: /x, there: true, it: heading}", "thing has no \"it\""},
        {"- {expect: [{thing: /x, there: true}], because: b}", "a group has no \"because\""},
        {"- {thign: /x, expect: [{thing: /x, there: true}]}", "a group has no \"thign\""},
        {"- {follow: {thing: /x, fact: mode}, retry_for: 1h}", "follow has no \"retry_for\""},
        {"- {thing: /x, there: true, follow: {thing: /y}}", "follow is a plain value, not a map"},
        {"- {thing: /x, there: true, skip: false}", "skip takes a reason, not false"},
        {"- {thing: /x, there: true, on: []}", "on of nothing"},
        {"- {thing: /x, there: true, keyed: {}}", "keyed of nothing"},
        {"- {thing: /x, property: {}}", "property of nothing"},
        {"- {thing: /x, udp: {}}", "udp of nothing"},
        {"- {thing: /x, names: {contains: []}}", "contains of nothing holds of everything"},
        {"- {thing: /x, names: {}}", "an empty map expects nothing"},
        {"- {thing: /x, content: {same_as: {}}}", "which fact?"},
        {"- {thing: /x, content: {same_as: {thing: /y, fact: {property: a, b: c}}}}",
         "a fact is one attribute"},
        {"- {not: {thing: [/x, /y], there: true}}", "not stands before one expectation"},
        {"- {any_of: []}", "any_of of nothing"},
        {"- {thing: /x, there: true, when: {role: []}}", "of nothing"},
        {"- {thing: /x, there: true, when: {var: {}}}", "a condition of nothing"},
        {"- {thing: /x, there: true, when: {role: {not: web}}}",
         "role is a plain value, not a map"},
        {"- {thing: /x, there: true, when: {var: {sites: {name: a}}}}",
         "a map is not compared with anything"},
        {"- {thing: /x, content: {captured: {'(': 1}}}", "is no regular expression"},
        {"- {thing: /x, size: {captured: {a: 1}}}", "a number has no \"captured\""},
        {"- {thing: /x, there: true, each: {target: [a]}}", "\"target\" is no name to choose"},
        {"- {thing: !vault x, there: true}", "is not read"},
    };

    for (const auto& [items, complaint] : cases) {
        INFO(items);
        std::string told;
        try {
            told = problem_of(items + "\n");
        } catch (const muster::Broken& broken) {
            told = broken.what();
        }
        CHECK_THAT(told, Catch::Contains(complaint));
    }
}

TEST_CASE("a place in data may be called as a resource is, and numbers in lists stay numbers") {
    const auto by_cpp = collected([] {
        expect(thing("/x").content.json("thing", 443));
        expect(thing("/x").value == 60);
        expect(thing("/x").value == "60");
    });
    const auto by_yaml = said(R"(
- {thing: /x, content: {json: {thing: 443}}}
- {thing: /x, value: "{{ n }}", each: {n: [060, "60"]}}
)");

    CHECK(by_yaml.problems.empty());
    CHECK(told(by_yaml.rows) == told(by_cpp.rows));
}

TEST_CASE("a condition tells a variable that is missing from one that is not so") {
    const auto found = said(R"(
- {thing: /1, there: true, when: {var: {nothing: {is_set: false}, port: {is_set: true}}}}
- {thing: /2, there: true, when: {var: {port: "{{ typo }}"}}}
- {thing: /3, there: true, when: {not: {var: {nothing: a}}}}
- {thing: /4, there: true, when: {var: {sites: {is_set: true}}}}
)");

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "/1" there)",
              R"(broken: web-03 has no variable "typo")",
              R"(thing "/3" there)",
              R"(thing "/4" there)",
          });
}

TEST_CASE("one wrong item does not hide another") {
    const auto found = said(R"(
- {thing: /x, thear: true}
- {thing: /x, there: true}
- it: a group
  expect:
    - {thing: /x, sise: 3}
    - {thing: /y, there: true}
)");

    CHECK(found.problems.size() == 2);
    CHECK(found.rows.size() == 4);
}

TEST_CASE("loops that multiply come to an end") {
    const auto items = muster::parse_yaml(
        "- each: {a: {range: [1, 9000]}}\n"
        "  expect: [{thing: '/{{ a }}/{{ b }}', there: true, each: {b: {range: [1, 9000]}}}]\n",
        "web.yaml"
    );
    const auto& lexicon = muster::tests::test_lexicon();
    const auto around = surroundings();
    muster::Collector collector(lexicon, around);
    muster::Telling telling{{}, collector, 100};

    try {
        muster::say_items(items.at(0), muster::Scope(around), telling);
        FAIL("it came to an end by itself");
    } catch (const muster::BodyEnds& end) {
        CHECK(end.message == "more than 100 items");
    }
    CHECK(collector.take_spec({}).rows.size() < 100);
}

TEST_CASE("a head that means nothing is told before anything is collected") {
    CHECK(fault_of("expect: []\n").find("this document is no spec") != std::string::npos);
    CHECK(
        fault_of("")
        == "web.yaml:1:1: there is no spec in this file; spec: a title, then expect: [items]"
    );
    CHECK(fault_of("spec: a\n").find("the spec \"a\" expects nothing") != std::string::npos);
    CHECK(
        fault_of("spec: a\nrole: x\nexpect: []\n").find("did you mean \"roles\"?")
        != std::string::npos
    );
    CHECK(
        fault_of("spec: a\nspec: b\nexpect: []\n").find("the key \"spec\" stands twice")
        != std::string::npos
    );
    CHECK(
        fault_of("spec: a\nexpect: {}\n").find("expect is a list, not a map") != std::string::npos
    );
}

TEST_CASE("included files say their items where they are included, and never themselves") {
    const muster::TemporaryFolder folder;
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream(folder.file(name)) << text;
        return folder.file(name);
    };
    write(
        "common.yaml", "vars: {user: root}\nexpect: [{thing: '/{{ user }}/{{ p }}', there: true}]\n"
    );
    write("list.yaml", "- {include: common.yaml}\n- {thing: /l, there: true}\n");
    write("names.txt", "# names\n/n1\n\n /n2\n");
    const auto spec = write(
        "spec.yaml",
        "spec: s\nexpect:\n- {include: list.yaml, each: {p: [1, 2]}}\n"
        "- {thing: {from_file: names.txt}, there: true}\n"
    );
    const auto circle = write("circle.yaml", "spec: s\nexpect: [{include: self.yaml}]\n");
    write("self.yaml", "- {include: self.yaml}\n");
    const auto& lexicon = muster::tests::test_lexicon();

    const auto plan = muster::collect(muster::read_yaml_specs(spec), lexicon, surroundings());

    std::vector<std::string> texts;
    for (const auto& row : plan.specs.at(0).rows)
        texts.push_back(describe(row.expression));
    CHECK(plan.problems.empty());
    CHECK(texts == std::vector<std::string>{
              R"(thing "/root/1" there)",
              R"(thing "/l" there)",
              R"(thing "/root/2" there)",
              R"(thing "/l" there)",
              R"(thing "/n1" there)",
              R"(thing "/n2" there)",
          });
    CHECK_THROWS_WITH(muster::read_yaml_specs(circle), Catch::Contains("includes itself"));
}
