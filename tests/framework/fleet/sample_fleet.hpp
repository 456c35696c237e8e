#pragma once

// A made-up fleet as the loop knows it: 60 targets of six roles, of which some have problems of every kind.

#include "framework/fleet/serve/overview.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace muster::tests {

constexpr Instant sample_now =
    Instant(std::chrono::seconds(1'795'870'804));  // 2026-11-28T13:00:04Z

inline State sample_state(
    const std::string& target,
    const std::string& spec,
    const std::string& thing,
    const std::string& expected,
    const std::string& actual
) {
    State state;
    state.of = {target, spec + " / " + thing + " / equals"};
    state.standing = state.settled = Standing::conforms;
    state.since = state.changed = sample_now - std::chrono::hours(24 * 9);
    state.last = sample_now - std::chrono::seconds(21);
    state.results = 21;
    auto& seen = state.observation;
    seen.spec = spec;
    seen.owner = "web team";
    seen.runbook = "https://wiki.example.net/runbooks/" + std::to_string(spec.size());
    seen.result.id = state.of.id;
    seen.result.statement = thing + ": " + expected;
    seen.result.subject = thing.substr(0, thing.rfind(' '));
    seen.result.attribute = thing.substr(thing.rfind(' ') + 1);
    seen.result.where = {"specs/" + spec.substr(0, spec.find(' ')) + ".cpp", 14, 9};
    seen.result.outcome = Outcome::passed;
    seen.result.expected = expected;
    seen.result.actual = actual;
    seen.result.evidence = {{"stat " + seen.result.subject, "regular file, root:root, " + actual}};
    return state;
}

/// Makes it a settled problem that began so long ago.
inline void fail(
    State& state,
    Standing standing,
    const std::string& actual,
    const std::string& message,
    Nanoseconds age
) {
    state.standing = state.settled = standing;
    state.since = state.changed = sample_now - age;
    state.recent = 0x7F;
    state.told = true;
    auto& result = state.observation.result;
    result.outcome = standing == Standing::failed ? Outcome::failed : Outcome::errored;
    result.actual = actual;
    result.message = message;
    if (standing != Standing::failed)
        result.expected = "";
}

inline WatchedTarget sample_target(const std::string& name, const std::string& role) {
    WatchedTarget watched;
    auto& target = watched.target;
    target.name = name;
    target.url = "ssh://muster@" + name + ".lan.example.net";
    target.roles = {role};
    target.platform = {
        "debian", "debian", "12.8", "bookworm", "x86_64", "6.1.0-27-amd64", "kvm", "systemd", "f0"};
    target.identity = "SHA256:9zq1vJ0t3nq2mUVb0cM8u1hN3W8y5D0k7xQwL0aB1cE";
    target.first_seen = sample_now - std::chrono::hours(24 * 31);
    target.last_round = sample_now - std::chrono::seconds(21);
    target.took = std::chrono::milliseconds(184);
    target.exchanges = 1;
    target.late = std::chrono::milliseconds(12);
    watched.reach.of = {name, ""};
    watched.reach.standing = watched.reach.settled = Standing::conforms;
    watched.reach.since = sample_now - std::chrono::hours(24 * 31);
    watched.reach.results = 21;
    const auto add =
        [&](const char* spec, const char* thing, const char* expected, const char* actual) {
            watched.states.push_back(sample_state(name, spec, thing, expected, actual));
        };
    add("baseline", "file \"/etc/shadow\" mode", "0640", "0640");
    add("baseline", "package \"telnetd\" installed", "false", "false");
    add("baseline", "service \"systemd-timesyncd\" running", "true", "true");
    add("baseline", "kernel_parameter \"kernel.kptr_restrict\" value", "2", "2");
    add("sshd hardening", "file \"/etc/ssh/sshd_config\" mode", "0600", "0600");
    add("sshd hardening", "sshd setting \"PasswordAuthentication\"", "\"no\"", "\"no\"");
    add("sshd hardening", "port 22 listening", "true", "true");
    if (role == "proxy" or role == "app") {
        add("nginx role", "package \"nginx\" installed", "true", "true");
        add("nginx role", "file \"/etc/nginx/nginx.conf\" mode", "0644", "0644");
        add("nginx role", "port 443 listening", "true", "true");
    }
    if (role == "app") {
        add("the shop", "file \"/srv/app/REVISION\" content", "\"4f1c2ab\"", "\"4f1c2ab\"");
        add("the shop", "http \"http://127.0.0.1:8080/health\" status", "200", "200");
    }
    if (role == "db") {
        add("mariadb", "service \"mariadb\" running", "true", "true");
        add("mariadb", "mysql read_only", "false", "false");
        watched.states.back().observation.result.follow = true;
    }
    if (role == "cache") {
        add("memcached", "port 11211 listening", "true", "true");
        add("memcached", "memcached curr_connections", "< 900", "412");
        watched.states.back().observation.result.follow = true;
    }
    return watched;
}

inline State& state_of(WatchedTarget& target, std::string_view part) {
    for (auto& state : target.states)
        if (state.of.id.find(part) != std::string::npos)
            return state;
    throw std::out_of_range(std::string(part));
}

inline Event sample_event(
    std::int64_t number,
    Nanoseconds age,
    const Watched& of,
    Event::Kind kind,
    Standing from,
    Standing to,
    const std::string& is
) {
    Event event;
    event.number = number;
    event.at = sample_now - age;
    event.of = of;
    event.kind = kind;
    event.from = from;
    event.to = to;
    event.is = is;
    event.statement = of.is_expectation() ? of.id.substr(of.id.find(" / ") + 3) : "";
    return event;
}

/// All is well.
inline Overview calm_fleet() {
    using namespace std::chrono_literals;
    Overview overview;
    overview.title = "the shop";
    overview.now = sample_now;
    const std::vector<std::pair<std::string, int>> roles = {
        {"proxy", 4}, {"app", 24}, {"db", 6}, {"cache", 8}, {"mail", 3}, {"backup", 15}};
    for (const auto& [role, number] : roles)
        for (int i = 1; i <= number; ++i)
            overview.targets.push_back(sample_target(fmt::format("{}-{:02}", role, i), role));
    auto& health = overview.health;
    health.started = sample_now - 240h;
    health.last_round = sample_now - 2s;
    health.sessions = 58;
    health.asking = 3;
    health.late_p50 = 3ms;
    health.late_p99 = 41ms;
    health.rounds = 864'120;
    health.exchanges = 871'002;
    health.version = "0.1.0";
    health.told = {{"team", 112}, {"pager", 9}};
    overview.monitor.standing = overview.monitor.settled = Standing::conforms;
    return overview;
}

/// Some problems of every kind.
inline Overview sample_fleet() {
    using namespace std::chrono_literals;
    auto overview = calm_fleet();
    const auto target = [&](std::string_view name) -> WatchedTarget& {
        for (auto& one : overview.targets)
            if (one.target.name == name)
                return one;
        throw std::out_of_range(std::string(name));
    };
    for (const auto* name : {"app-03", "app-04", "app-05", "app-11"}) {
        auto& state = state_of(target(name), "REVISION");
        fail(state, Standing::failed, "\"91d0e77\"", "expected \"4f1c2ab\", is \"91d0e77\"", 47min);
        state.observation.result.because = "one release everywhere";
        state.observation.result.hint = "was the last deployment finished? deploy status";
    }
    auto& mode = state_of(target("proxy-02"), "nginx.conf");
    fail(mode, Standing::failed, "0666", "expected 0644, is 0666", 3h);
    mode.observation.result.impact = Impact::high;
    fail(
        state_of(target("db-04"), "mysql"),
        Standing::errored,
        "",
        "Access denied for user 'muster'@'localhost'",
        26h
    );
    auto& replica = state_of(target("db-02"), "mariadb\" running");
    fail(replica, Standing::failed, "false", "expected true, is false", 4min);
    replica.observation.result.impact = Impact::critical;

    auto& soft = state_of(target("mail-01"), "timesyncd");
    soft.standing = Standing::failed;
    soft.attempt = 2;
    soft.recent = 3;
    soft.observation.result.outcome = Outcome::failed;
    soft.observation.result.message = "expected true, is false";
    auto& flapping = state_of(target("cache-07"), "curr_connections");
    flapping.flapping = true;
    flapping.recent = 0x15A5A5;
    flapping.observation.result.actual = "873";
    fail(
        state_of(target("backup-09"), "kptr"), Standing::stale, "2", "no result since 12:40", 20min
    );
    auto& waived = state_of(target("proxy-04"), "443");
    fail(waived, Standing::failed, "false", "expected true, is false", 70h);
    waived.observation.result.waived =
        Waiver{"the certificate comes on Monday", "OPS-17", "web team", "2026-12-31"};
    for (const auto* name : {"backup-14", "backup-15"}) {
        auto& lost = target(name);
        lost.reach.standing = lost.reach.settled = Standing::errored;
        lost.reach.since = sample_now - 11min;
        lost.reach.recent = 0x3FF;
        lost.reach.observation.result.message = "connection refused";
        lost.reach.observation.result.hint = "is sshd running there?";
    }
    auto& shadow = state_of(target("mail-03"), "shadow");
    fail(shadow, Standing::failed, "0644", "expected 0640, is 0644", 5h);
    overview.silences = {
        {1,
         Silence::Kind::silence,
         "mail-*",
         "",
         "",
         sample_now - 4h,
         sample_now + 20h,
         "the mail servers move to the new rack",
         "aki"},
        {2,
         Silence::Kind::ack,
         "",
         "db",
         "*",
         sample_now - 25h,
         sample_now + 47h,
         "waiting for the grant",
         "mia"}};
    overview.silences[1].id = state_of(target("db-04"), "mysql").of.id;
    overview.silences[1].role = "";
    overview.silences[1].target = "db-04";
    overview.health.troubles = {
        "specs/mail.cpp:31:5: expected ';' after expression; the other specs go on"};
    const auto id = [&](std::string_view name, std::string_view part) {
        return state_of(target(name), part).of;
    };
    overview.recent = {
        sample_event(
            1,
            30h,
            {"app-24", ""},
            Event::Kind::appeared,
            Standing::pending,
            Standing::pending,
            "it came into the inventory"
        ),
        sample_event(
            2,
            26h,
            id("db-04", "mysql"),
            Event::Kind::problem,
            Standing::conforms,
            Standing::errored,
            "Access denied for user 'muster'@'localhost'"
        ),
        sample_event(
            3,
            3h,
            id("proxy-02", "nginx.conf"),
            Event::Kind::problem,
            Standing::conforms,
            Standing::failed,
            "expected 0644, is 0666"
        ),
        sample_event(
            4,
            52min,
            {"", ""},
            Event::Kind::mark,
            Standing::pending,
            Standing::pending,
            "release 91d0e77 goes out"
        ),
        sample_event(
            5,
            47min,
            id("app-03", "REVISION"),
            Event::Kind::problem,
            Standing::conforms,
            Standing::failed,
            "expected \"4f1c2ab\", is \"91d0e77\""
        ),
        sample_event(
            6,
            30min,
            id("cache-07", "curr"),
            Event::Kind::flapping,
            Standing::conforms,
            Standing::conforms,
            ""
        ),
        sample_event(
            7,
            28min,
            id("cache-03", "curr"),
            Event::Kind::followed,
            Standing::conforms,
            Standing::conforms,
            "412"
        ),
        sample_event(
            8,
            11min,
            {"backup-14", ""},
            Event::Kind::problem,
            Standing::conforms,
            Standing::errored,
            "connection refused"
        ),
        sample_event(
            9,
            4min,
            id("db-02", "mariadb\" running"),
            Event::Kind::problem,
            Standing::conforms,
            Standing::failed,
            "expected true, is false"
        ),
        sample_event(
            10,
            2min,
            id("app-19", "443"),
            Event::Kind::recovery,
            Standing::failed,
            Standing::conforms,
            ""
        )};
    overview.recent[3].who = "deploy";
    overview.recent[6].was = "398";
    return overview;
}

}  // namespace muster::tests
