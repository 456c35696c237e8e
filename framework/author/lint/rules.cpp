#include "framework/author/lint/rules.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array rules = {
    LintRule{
        .id = "cannot-fail",
        .summary = "an expectation that holds whatever the target says",
        .meaning = "Every text contains the empty text, every pattern that can match nothing is "
                   "found in every text, and no "
                   "size is below 0. Such a row fails only where the thing is absent: say so with "
                   "`exists` or `installed`.",
        .found_in = "- {file: /etc/ssh/sshd_config, content: {matches: '(PermitRootLogin no)?'}}",
        .instead = "- {file: /etc/ssh/sshd_config, content: {matches: '^PermitRootLogin no'}}",
    },
    LintRule{
        .id = "cannot-pass",
        .summary = "an expectation that holds of nothing",
        .meaning = "A range from more to less, a size below 0, the opposite of what always holds.",
        .found_in = "- {process: sshd, threads: {between: [4, 1]}}",
        .instead = "- {process: sshd, threads: {between: [1, 4]}}",
    },
    LintRule{
        .id = "contradiction",
        .summary = "two expectations that no target meets",
        .meaning = "Both are about the same fact, and whatever it is, one of them fails. Rows "
                   "below different guards may "
                   "exclude each other and are left alone, as are specs for different roles.",
        .found_in = "- {file: /etc/motd, mode: 0644}\n- {file: /etc/motd, mode: {at_most: 0600}}",
        .instead = "- {file: /etc/motd, mode: 0644}",
    },
    LintRule{
        .id = "of-absent",
        .summary = "something is expected of a thing that is expected to be absent",
        .meaning = "What is not there has no owner, version or content, and every matcher on it "
                   "fails, a negated one, too: "
                   "`not contains` is no way to say that a file may be missing.",
        .found_in = "- {file: /etc/nologin, exists: false}\n"
                    "- {file: /etc/nologin, content: {not: {contains: maintenance}}}",
        .instead = "- {file: /etc/nologin, exists: false}",
    },
    LintRule{
        .id = "implied",
        .summary = "an expectation that another one implies",
        .meaning = "Where the other passes, this one does, too, and where this one fails, so does "
                   "the other: a second row "
                   "for one fault. That a thing is there is not counted: it may stand beside what "
                   "is expected of it, since it "
                   "says best what is wrong.",
        .found_in = "- {package: openssl, version: {at_least: 3.0.11}}\n"
                    "- {package: openssl, version: {at_least: 3.0}}",
        .instead = "- {package: openssl, version: {at_least: 3.0.11}}",
    },
    LintRule{
        .id = "repeated",
        .summary = "an expectation that stands twice in a spec",
        .meaning =
            "In a loop whose name the row does not use, or copied. The second says nothing new.",
        .found_in =
            "- {service: cron, running: true}\n- {service: cron, enabled: true, running: true}",
        .instead = "- {service: cron, enabled: true, running: true}",
    },
    LintRule{
        .id = "no-expectations",
        .summary = "a spec or a heading below which nothing is expected",
        .meaning = "It looks as if something were verified. A spec without rows is `not verified` "
                   "in a run. Platforms are "
                   "tried one after the other: what has rows on one of them is well.",
        .found_in = "- it: is hardened\n  expect: []\n- {service: cron, running: true}",
        .instead = "- it: is hardened\n  expect:\n    - {service: cron, running: true}",
        .on_every_platform = true,
    },
    LintRule{
        .id = "unused-resource",
        .summary = "a resource is named and nothing is expected of it",
        .meaning = "`package(\"nginx\").installed;` without `expect(…)` asks nothing. In YAML it "
                   "is an error. It has no line "
                   "of its own: the line is that of the spec.",
        .found_in =
            "auto nginx = package(\"nginx\");\n(void)nginx;\nexpect(service(\"cron\").running);",
        .instead = "auto nginx = package(\"nginx\");\nexpect(nginx.installed);",
        .on_every_platform = true,
    },
    LintRule{
        .id = "empty-list",
        .summary = "a list without items",
        .meaning = "Perhaps a variable or a file came empty. Where nothing is meant, `is_empty()` "
                   "says so and is not found.",
        .found_in = "- {listening_ports: , udp: []}",
        .instead = "- {listening_ports: , udp: {is_empty: true}}",
    },
    LintRule{
        .id = "decimal-mode",
        .summary = "a mode written in decimal",
        .meaning = "In C++ `400` is 0620 and `500` is 0764, which are modes, too. The other usual "
                   "modes in decimal (`644`) "
                   "are errors.",
        .found_in = "expect(file(\"/etc/shadow\").mode == 400);",
        .instead = "expect(file(\"/etc/shadow\").mode == 0400);",
    },
    LintRule{
        .id = "service-suffix",
        .summary = "a service is spelt with and without `.service`",
        .meaning = "They are one service with two names: reports and history count it twice. "
                   "Without the suffix a spec is "
                   "right on hosts without systemd, too.",
        .found_in = "- {service: cron, running: true}\n- {service: cron.service, enabled: true}",
        .instead = "- {service: cron, running: true, enabled: true}",
    },
    LintRule{
        .id = "duplicate-id",
        .summary = "an id that several rows of a spec have",
        .meaning = "An id names one row: for `--id`, in history and in waivers.",
        .found_in =
            "- {service: cron, running: true, id: cron}\n- {service: ssh, running: true, id: cron}",
        .instead =
            "- {service: cron, running: true, id: cron}\n- {service: ssh, running: true, id: ssh}",
    },
    LintRule{
        .id = "command-for-resource",
        .summary = "a command asks what a resource knows",
        .meaning = "A resource is asked together with all others, works on every platform that has "
                   "the thing, tells absent "
                   "from unknown, and its failure says what is. A command costs a process and says "
                   "that its exit status is 1.",
        .found_in = "- {command: systemctl is-active nginx, exit_status: 0}",
        .instead = "- {service: nginx, running: true}",
    },
    LintRule{
        .id = "no-answer",
        .summary = "what no platform that Muster knows can answer",
        .meaning = "On every platform on which the row stands the attribute cannot be asked, "
                   "whatever the target says: the "
                   "row would be errored for ever.",
        .found_in = "- {service: \"web@.service\", of_user: deploy, running: true}",
        .instead = "- {service: \"web@1.service\", of_user: deploy, running: true}",
        .on_every_platform = true,
    },
    LintRule{
        .id = "unknown-role",
        .summary = "a spec for a role that the inventory does not know",
        .meaning = "It is run on no target, and nobody misses it. In a loop (`hosts`) or a "
                   "condition such a role is a broken "
                   "spec.",
        .found_in = "spec: web servers\nroles: [wbe]\nexpect:\n  - {service: nginx, running: true}",
        .instead = "spec: web servers\nroles: [web]\nexpect:\n  - {service: nginx, running: true}",
        .inventory = "inventory: shop\ntargets: {web1: {roles: [web]}}",
    },
    LintRule{
        .id = "empty-role",
        .summary = "a spec for roles that no target of the inventory has",
        .meaning = "The roles are known and have no members: the spec is run on no target.",
        .found_in =
            "spec: caches\nroles: [cache]\nexpect:\n  - {service: memcached, running: true}",
        .instead = "spec: caches\nroles: [web]\nexpect:\n  - {service: memcached, running: true}",
        .inventory = "inventory: shop\nroles: [web, cache]\ntargets: {web1: {roles: [web]}}",
    },
    LintRule{
        .id = "errored-by-inventory",
        .summary = "a row that is an error on targets, by what the inventory says of them",
        .meaning = "A variable or an address that a target lacks, a loop over a role without "
                   "members, a text where a number "
                   "is expected: the row is errored in every run. The targets are named. Only "
                   "`muster lint` looks at it, a "
                   "run tells it in its report.",
        .found_in = "- {package: nginx, version: {at_least: \"{{ nginx }}\"}}",
        .instead = "- {package: nginx, version: {at_least: \"{{ nginx }}\"}, when: {var: {nginx: "
                   "{is_set: true}}}}",
        .inventory = "inventory: shop\ntargets:\n  web1: {vars: {nginx: 1.22}}\n  web2:",
    },
};

}  // namespace

std::span<const LintRule> lint_rules() {
    return rules;
}

const LintRule* find_lint_rule(std::string_view id) {
    const auto* found = std::ranges::find(rules, id, &LintRule::id);
    return found == rules.end() ? nullptr : found;
}

}  // namespace muster
