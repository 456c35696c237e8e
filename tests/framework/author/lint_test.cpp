// What lint finds and what it leaves alone, rule by rule, on YAML items of the real vocabulary.
#include "framework/author/lint/lint.hpp"

#include "framework/author/lint/checks.hpp"
#include "framework/author/lint/rules.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "matchers/table.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Vocabulary& vocabulary() {
    static const Vocabulary all(resource_table());
    return all;
}

const Instant now = *from_iso8601("2026-07-01T12:00:00Z");

std::vector<LintedPlan> plans_of(const std::string& documents) {
    const auto entries = read_yaml_specs(documents, "a.yaml");
    std::vector<LintedPlan> plans;
    for (const auto& platform : lint_platforms()) {
        Surroundings around;
        around.target.name = "t";
        around.platform = platform;
        around.platform_assumed = true;
        around.every_role = true;
        around.now = now;
        plans.push_back({collect(entries, vocabulary().lexicon(), around), platform});
        for (const auto& problem : plans.back().plan.problems)
            REQUIRE((problem.warning ? "" : problem.message) == "");
    }
    return plans;
}

std::vector<std::string> rules_in(const std::string& documents) {
    std::vector<std::string> rules;
    for (const auto& finding : lint(plans_of(documents), vocabulary(), now))
        rules.push_back(std::to_string(finding.where.line) + " " + std::string(finding.rule));
    return rules;
}

/// Of items, the first of which stands in line 1.
std::vector<std::string> found(const std::string& items) {
    return rules_in("{spec: s, vars: {none: []}, expect: [\n" + items + "\n]}");
}

/// Lines one after the other, as items.
std::vector<std::string> between(const std::string& one, const std::string& other) {
    return found(one + ",\n" + other);
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("what holds of everything cannot fail") {
    const auto file = [](const std::string& attribute) {
        return found("{file: /x, " + attribute + "}");
    };
    const Rules rule = {"2 cannot-fail"};
    CHECK(file("content: {contains: ''}") == rule);
    CHECK(file("content: {starts_with: ''}") == rule);
    CHECK(file("content: {matches: 'x*'}") == rule);
    CHECK(file("content: {matches: '^'}") == rule);
    CHECK(file("content: {any_of: [{matches: 'x*'}, {contains: a}]}").size() == 1);
    CHECK(file("size: {at_least: 0}") == rule);
    CHECK(file("size: {'>': -1}") == rule);
    CHECK(file("mode: {at_least: 0}") == rule);
    CHECK(file("size: {not: {less_than: 0}}") == rule);
    CHECK(file("lines: {at_least: [0, x]}") == rule);
    CHECK(found("{any_of: [{port: 80, listening: true}, {port: 80, listening: false}]}") == rule);

    CHECK(file("content: {matches: '^[^#]*$'}") == Rules());
    CHECK(file("content: {matches: '^.{0,40}$'}") == Rules());
    CHECK(file("content: {matches: '^$'}") == Rules());
    CHECK(file("content: {matches: '^x*$'}") == Rules());
    CHECK(file("content: {contains: a}") == Rules());
    CHECK(file("size: {at_least: 1}") == Rules());
    CHECK(file("size: {at_most: 0}") == Rules());
    CHECK(file("mode: {at_most: 0644}") == Rules());
    CHECK(file("lines: {at_least: [1, x]}") == Rules());
    CHECK(
        found("{any_of: [{port: 80, listening: true}, {port: 81, listening: false}]}") == Rules()
    );
}

TEST_CASE("what holds of nothing cannot pass") {
    const Rules rule = {"2 cannot-pass"};
    CHECK(found("{file: /x, size: {between: [5, 1]}}") == rule);
    CHECK(found("{file: /x, size: {less_than: 0}}") == rule);
    CHECK(found("{file: /x, size: {at_most: -1}}") == rule);
    CHECK(found("{file: /x, content: {not: {contains: ''}}}") == rule);
    CHECK(found("{not: {file: /x, content: {matches: ''}}}") == rule);

    CHECK(found("{file: /x, size: {between: [1, 1]}}") == Rules());
    CHECK(found("{file: /x, size: {less_than: 1}}") == Rules());
    CHECK(found("{not: {file: /x, content: {matches: a}}}") == Rules());
}

TEST_CASE("expectations that exclude each other are found at the later one") {
    const Rules rule = {"3 contradiction"};
    const auto file = [](const std::string& one, const std::string& other) {
        return between("{file: /x, " + one + "}", "{file: /x, " + other + "}");
    };
    CHECK(file("owner: root", "owner: adm") == rule);
    CHECK(file("owner: root", "owner: {not: root}") == rule);
    CHECK(file("owner: {in: [root, adm]}", "owner: daemon") == rule);
    CHECK(file("mode: 0644", "mode: {at_most: 0600}") == rule);
    CHECK(file("mode: {at_least: 0640}", "mode: {at_most: 0600}") == rule);
    CHECK(file("size: {at_least: 10}", "size: {less_than: 10}") == rule);
    CHECK(file("size: {more_than: 10}", "size: {at_most: 10}") == rule);
    CHECK(file("size: {not: {less_than: 10}}", "size: 9") == rule);
    CHECK(file("content: {contains: a}", "content: {not: {contains: a}}") == rule);
    CHECK(file("content: {contains: a}", "content: b") == rule);
    CHECK(
        between("{service: ssh, running: true}", "{service: ssh, running: false, enabled: true}")
        == rule
    );
    CHECK(
        between("{package: a, version: {at_least: 2.0}}", "{package: a, version: {'<': 1.9}}")
        == rule
    );
    CHECK(
        between("{kernel_parameter: a, value: 1}", "{kernel_parameter: a, value: {at_most: 0}}")
        == rule
    );
    CHECK(
        between("{listening_ports: , tcp: [22]}", "{listening_ports: , tcp: {contains: 80}}")
        == rule
    );
    CHECK(found("{file: /x, owner: {all_of: [root, adm]}}") == Rules{"2 contradiction"});

    CHECK(file("owner: root", "owner: {in: [root, adm]}") == Rules{"3 implied"});
    CHECK(file("size: {at_least: 10}", "size: {at_most: 10}") == Rules());
    CHECK(file("mode: {at_least: 0600}", "mode: {at_most: 0640}") == Rules());
    CHECK(file("content: {contains: a}", "content: {not: {contains: b}}") == Rules());
    CHECK(
        file("owner: root, when: {family: debian}", "owner: adm, when: {family: rhel}") == Rules()
    );
    CHECK(
        file(
            "owner: root, only_if: {package: a, installed: true}",
            "owner: adm, only_if: {package: b, installed: true}"
        )
        == Rules()
    );
    CHECK(file("owner: root", "owner: adm, only_if: {package: b, installed: true}") == rule);
    CHECK(file("owner: root", "owner: adm, skip: later") == Rules());
    CHECK(between("{file: /x, owner: root}", "{file: /y, owner: adm}") == Rules());
}

TEST_CASE("what is equal to more than one text, or ordered otherwise elsewhere, excludes nothing") {
    const std::string long_text(450, 'x');
    CHECK(
        between(
            "{kernel_parameter: a, value: [1, 2]}", "{kernel_parameter: a, value: {matches: '^1'}}"
        )
        == Rules()
    );
    CHECK(
        between(
            "{package: a, version: 1.22.1, when: {family: rhel}}",
            "{package: a, version: {matches: '-9'}, when: {family: rhel}}"
        )
        == Rules()
    );
    CHECK(found("{package: a, version: {'>': 7.88.1, '<': 7.88.1-10}}") == Rules());
    CHECK(
        between(
            "{command: 'a " + long_text + " 1', exit_status: 0}",
            "{command: 'a " + long_text + " 2', exit_status: 1}"
        )
        == Rules()
    );
    CHECK(
        between(
            "{http: 'http://a/', bearer: alice, status: 200}",
            "{http: 'http://a/', bearer: mallory, status: 403}"
        )
        == Rules()
    );
}

TEST_CASE("specs for different roles may say different things") {
    const auto documents = [](const std::string& one, const std::string& other) {
        return rules_in(
            "spec: one\n" + one + "expect: [{file: /x, owner: root}]\n---\nspec: other\n" + other
            + "expect: [{file: /x, owner: adm}]"
        );
    };
    CHECK(documents("roles: a\n", "roles: b\n") == Rules());
    CHECK(documents("roles: a\n", "").size() == 1);
    CHECK(documents("", "").size() == 1);
}

TEST_CASE("what follows from another row is found, and what says more is not") {
    const Rules rule = {"3 implied"};
    const auto file = [](const std::string& one, const std::string& other) {
        return between("{file: /x, " + one + "}", "{file: /x, " + other + "}");
    };
    CHECK(file("mode: 0600", "mode: {at_most: 0640}") == rule);
    CHECK(file("size: {at_least: 10}", "size: {at_least: 5}") == rule);
    CHECK(file("size: {more_than: 10}", "size: {at_least: 10}") == rule);
    CHECK(file("content: {contains: [a, b]}", "content: {contains: a}") == rule);
    CHECK(file("content: {contains: abc}", "content: {contains: b}") == rule);
    CHECK(file("content: {starts_with: ab}", "content: {starts_with: a}") == rule);
    CHECK(file("owner: root", "owner: {is_set: true}") == rule);
    CHECK(file("owner: root", "owner: {not: adm}") == rule);
    CHECK(file("size: {at_least: 5}", "size: {at_least: 10}") == Rules{"2 implied"});
    CHECK(
        between("{user: a, groups: {contains: [x, y]}}", "{user: a, groups: {contains: x}}") == rule
    );

    CHECK(file("exists: true", "owner: root") == Rules());
    CHECK(file("size: {at_least: 10}", "size: {more_than: 10}") == Rules{"2 implied"});
    CHECK(file("content: {contains: a}", "content: {contains: ab}") == Rules{"2 implied"});
    CHECK(file("content: {contains: ab}", "content: {starts_with: a}") == Rules());
    CHECK(file("mode: {at_most: 0640}", "mode: {at_most: 0604}") == Rules());
    CHECK(
        file("mode: 0600, only_if: {package: a, installed: true}", "mode: {at_most: 0640}")
        == Rules()
    );
}

TEST_CASE("what stands twice is found once, in a loop, too") {
    CHECK(
        between("{service: a, running: true}", "{service: a, running: true}") == Rules{"3 repeated"}
    );
    CHECK(found("{service: a, running: true, each: {n: [1, 2]}}") == Rules{"2 repeated"});
    CHECK(found("{service: 'a{{ n }}', running: true, each: {n: [1, 2]}}") == Rules());
    CHECK(between("{service: a, running: true}", "{service: b, running: true}") == Rules());
}

TEST_CASE("of what is absent nothing more can be said") {
    const Rules rule = {"3 of-absent"};
    CHECK(between("{file: /x, exists: false}", "{file: /x, owner: root}") == rule);
    CHECK(
        between("{file: /x, exists: false}", "{file: /x, content: {not: {contains: a}}}") == rule
    );
    CHECK(
        between("{package: a, installed: false}", "{package: a, version: {at_least: 1}}") == rule
    );
    CHECK(between("{package: a, installed: false}", "{package: b, version: 1}") == Rules());
    CHECK(found("{file: /x, exists: false, linked_to: /y, link: {owner: root}}") == Rules());
    CHECK(
        between(
            "{file: /x, exists: false}",
            "{any_of: [{file: /x, exists: false}, {file: /x, owner: root}]}"
        )
        == Rules()
    );
    CHECK(between("{file: /x, exists: true}", "{file: /x, owner: root}") == Rules());
}

TEST_CASE("headings and specs without rows are found where no platform has any") {
    CHECK(found("{it: a, expect: []}, {port: 80, listening: true}") == Rules{"2 no-expectations"});
    CHECK(
        found("{it: a, expect: [{port: 80, listening: true, when: {family: windows}}]}, {port: 81, "
              "listening: true}")
        == Rules()
    );
    CHECK(
        found("{it: a, expect: [{port: 80, listening: true, when: {family: alpine}}]}, {port: 81, "
              "listening: true}")
        == Rules()
    );
    CHECK(rules_in("spec: s\nexpect: []") == Rules{"1 no-expectations"});
    CHECK(
        rules_in("spec: s\nexpect: [{port: 80, listening: true, when: {family: alpine}}]")
        == Rules()
    );
    CHECK(
        found(
            "{it: a, each: {p: [1, 2]}, expect: [{port: 80, listening: true, when: {var: {p: 1}}}]}"
        )
            .size()
        <= 1
    );
}

TEST_CASE("lists without items are found, and is_empty is not") {
    CHECK(found("{listening_ports: , tcp: []}") == Rules{"2 empty-list"});
    CHECK(found("{listening_ports: , tcp: {is_subset_of: []}}") == Rules{"2 empty-list"});
    CHECK(found("{listening_ports: , tcp: {var: none}}") == Rules{"2 empty-list"});
    CHECK(found("{listening_ports: , tcp: {is_empty: true}}") == Rules());
    CHECK(found("{listening_ports: , tcp: [22]}") == Rules());
}

TEST_CASE("a service has one name, and an id one row") {
    CHECK(
        between("{service: a, running: true}", "{service: a.service, enabled: true}")
        == Rules{"3 service-suffix"}
    );
    CHECK(between("{service: a, running: true}", "{service: a.timer, enabled: true}") == Rules());
    CHECK(
        between("{service: a, running: true, id: x}", "{service: b, running: true, id: x}")
        == Rules{"3 duplicate-id"}
    );
}

TEST_CASE("commands that ask what a resource knows are found, scripts of the author's are not") {
    const auto command = [](const std::string& line) {
        return found("{command: '" + line + "', exit_status: 0}");
    };
    const Rules rule = {"2 command-for-resource"};
    CHECK(command("systemctl is-active nginx") == rule);
    CHECK(command("/usr/bin/systemctl is-enabled nginx") == rule);
    CHECK(command("sudo LC_ALL=C dpkg -l nginx") == rule);
    CHECK(command("dpkg -l | grep -q nginx") == rule);
    CHECK(command("stat -c %a /etc/passwd") == rule);
    CHECK(command("sysctl -n vm.swappiness") == rule);
    CHECK(command("grep -q root /etc/passwd") == rule);
    CHECK(found("{command: cat, input: x, stdout: x}") == Rules());
    for (const auto* line :
         {"sysctl --system",
          "mount -a",
          "mount -o remount,ro /boot",
          "hostname web-1",
          "curl -X POST a",
          "ls | xargs rm",
          "test 1 -lt 2",
          "grep -rn x /etc",
          "ip netns exec a ip addr"})
        CHECK(command(line) == Rules());
    CHECK(command("nginx -t") == Rules());
    CHECK(command("dpkg --verify") == Rules());
    CHECK(command("test -f /x && nginx -t") == Rules());
    CHECK(command("systemctl reload nginx") == Rules());
    CHECK(command("mysql -e x | grep y") == Rules());
}

TEST_CASE("every command's hint names a resource and an attribute that there are") {
    const auto lexicon = vocabulary().lexicon();
    for (const auto& hint : command_hints()) {
        INFO(hint.tool << " " << hint.word << ": " << hint.resource << "." << hint.attribute);
        const auto* resource = lexicon.find(hint.resource);
        REQUIRE(resource != nullptr);
        const auto dot = hint.attribute.find('.');
        const bool has_view = dot != std::string_view::npos;
        CHECK(
            find_attribute(
                *resource,
                has_view ? hint.attribute.substr(0, dot) : "",
                has_view ? hint.attribute.substr(dot + 1) : hint.attribute
            )
            != nullptr
        );
    }
}

TEST_CASE("what no platform can tell is found, and what one can is not") {
    CHECK(
        found("{service: 'web@.service', of_user: deploy, running: true}") == Rules{"2 no-answer"}
    );
    CHECK(found("{service: 'web@1.service', of_user: deploy, running: true}") == Rules());
    CHECK(found("{package: a, held: false}") == Rules());
}

TEST_CASE("one platform is not asked what needs all of them") {
    const auto plans =
        plans_of("{spec: s, expect: [\n{it: a, expect: []},\n{port: 80, listening: true}]}");
    for (const auto& finding :
         lint_one(plans.front().plan, plans.front().platform, vocabulary(), now))
        CHECK(not find_lint_rule(finding.rule)->on_every_platform);
}

TEST_CASE("many rows about one fact are looked through in a moment") {
    std::string items;
    for (int i = 0; i < 400; ++i)
        items += "{file: /x, content: {contains: 'a" + std::to_string(i) + "'}},\n";
    CHECK(found(items) == Rules());
}
