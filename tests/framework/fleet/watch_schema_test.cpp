#include "framework/fleet/watch/watch_schema.hpp"

#include "framework/base/text.hpp"
#include "framework/fleet/watch/watch_file.hpp"
#include "tests/framework/fleet/inventory/inventories.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using muster::Json;

namespace {

/// Says of each line of a file whether the schema takes it, by a validator that knows nothing of Muster.
constexpr const char* validate = R"(
import json, sys
import jsonschema, yaml
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for form in open(sys.argv[2]):
    print("taken" if validator.is_valid(yaml.safe_load(form)) else "refused")
)";

const std::vector<std::string> right = {
    "interval: 2m",
    "interval: 1min, inventory_every: 5m, waivers: [a, b]",
    "intervals: [{role: db, every: 30s}, {target: t, spec: s, every: 1h}]",
    "retry: {after: 5s, attempts: 5}",
    "retry: {attempts: \"5\"}",
    "retry: {}",
    "flapping: false",
    "flapping: {low: 10, high: 20}",
    "stale_after: 4, grace: 0s, jobs: 5, sessions: 6, outbox: 7",
    "vars: {a: 1, b: [x, {y: z}]}",
    "secrets: {a: {env: A}, b: {file: b}, c: {credential: c}, d: {command: [p, d]}, e: {vault: f, "
    "key: g}}",
    "maintenance: [{from: 22:00, to: 06:00}]",
    "maintenance: [{role: db, days: [sat, sun], from: \"22:00\", to: \"24:00\", zone: UTC, reason: "
    "x}]",
    "maintenance: [{from: \"2026-12-31T22:00:00Z\", to: \"2026-12-31T23:00:00Z\"}]",
    "timeout: 5m, connect_timeout: 5s, command_timeout: 6s, sudo: true, commands: \"false\"",
    "identity: [a, \"env:B\"], known_hosts: h, ssh_config: c, host_key: yes",
    "host_key: accept-new, store: s.db, keep: {age: 5d, size: 2GiB}",
    "listen: off",
    "listen: 127.0.0.1:9393",
    "listen: {address: \"[::1]:80\", certificate: c, key: k}",
    "secrets: {p: {env: P}}, listen: {user: u, password: p, token: p}",
    "notify: [{name: a, webhook: \"https://h/x\", form: slack, impact: high, roles: db}]",
    "notify: [{name: a, alertmanager: \"http://h\", group: 1m, repeat: 2h}]",
    "notify: [{name: a, mail: [x@y.z], from: a@b.c, sendmail: [s, -t]}]",
    "notify: [{name: a, command: [c, 1], hours: 08:00-18:00, zone: UTC}]",
    "heartbeat: http://h",
    "heartbeat: {url: \"http://h\", every: 1m}",
    "actions: [{name: a, role: r, problem: x, command: [c], at_most: 1, per: 1h, unless_percent: "
    "5, "
    "after: y, dry_run: false, timeout: 5s}]",
};

const std::vector<std::string> wrong = {
    "intervall: 2m",
    "interval: 60",
    "interval: soon",
    "interval: [1s]",
    "intervals: {role: db, every: 1s}",
    "intervals: [{every: 1s}]",
    "intervals: [{role: db}]",
    "retry: 3",
    "retry: {after: 5}",
    "retry: {attempts: many}",
    "flapping: maybe",
    "flapping: {lowest: 3}",
    "stale_after: -1",
    "vars: [a]",
    "secrets: {a: s3cret}",
    "secrets: {a: {env: A, file: b}}",
    "secrets: {a: {vault: f}}",
    "secrets: {a: {command: pass show a}}",
    "maintenance: [{from: 22:00}]",
    "maintenance: [{from: soon, to: later}]",
    "maintenance: [{from: 01:00, to: 02:00, days: [monday]}]",
    "sudo: maybe",
    "host_key: sometimes",
    "keep: {size: 5G}",
    "waivers: []",
    "listen: {adress: x}",
    "notify: [{name: a}]",
    "notify: [{webhook: \"http://h\"}]",
    "notify: [{name: a, webhook: \"http://h\", mail: x@y.z}]",
    "notify: [{name: a, webhook: ftp://h}]",
    "notify: [{name: a, command: board --add}]",
    "notify: [{name: a, webhook: \"http://h\", form: teams}]",
    "notify: [{name: a, webhook: \"http://h\", impact: huge}]",
    "notify: [{name: a, webhook: \"http://h\", hours: 8-18}]",
    "heartbeat: {every: 1m}",
    "actions: [{name: a, role: r, problem: x}]",
    "actions: [{name: a, role: r, problem: x, command: []}]",
};

std::string whole(const std::string& form) {
    return "{watch: x, specs: s, inventory: i, " + form + "}\n";
}

bool is_taken(const std::string& form) {
    return muster::tests::refusal_of(
               [&] { return muster::watch_file_from(whole(form), "fleet.yaml"); }
    ).empty();
}

}  // namespace

TEST_CASE("the schema of watch files takes and refuses what the reader takes and refuses") {
    const muster::TemporaryFolder folder;
    const auto schema = folder.write("schema.json", to_text(muster::watch_schema()));
    std::string forms;
    for (const auto* all : {&right, &wrong})
        for (const auto& form : *all)
            forms += whole(form);

    const auto said = muster::run_program(
        {"/usr/bin/python3", "-c", validate, schema, folder.write("forms", forms)}
    );
    const auto lines = muster::lines_of(said.output);

    INFO(said.output);
    REQUIRE(lines.size() == right.size() + wrong.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_right = i < right.size();
        const auto& form = is_right ? right[i] : wrong[i - right.size()];
        INFO(form);
        CHECK(lines[i] == (is_right ? "taken" : "refused"));
        CHECK(is_taken(form) == is_right);
    }
}

TEST_CASE("the schema of watch files needs the title, specs and an inventory") {
    const auto schema = muster::watch_schema();

    REQUIRE(schema.find("required") != nullptr);
    CHECK(*schema.find("required") == Json(Json::Array{"watch", "specs", "inventory"}));
    CHECK(*schema.find("additionalProperties") == Json(false));
}
