#include "framework/fleet/watch/watch_file.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/fleet/watch/watch_keys.hpp"
#include "tests/framework/fleet/inventory/inventories.hpp"
#include "tests/support/source_tree.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>

using muster::AlertChannel;
using muster::Nanoseconds;
using muster::watch_file_from;
using muster::WatchFile;
using muster::tests::refusal_of;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

namespace {

/// With the three keys that are needed, and more from line 4 on.
WatchFile watch(const std::string& more, const std::string& file = "fleet.yaml") {
    return watch_file_from("watch: shop\nspecs: specs/\ninventory: hosts.yaml\n" + more, file);
}

}  // namespace

TEST_CASE("a file with the three keys that are needed has the usual values for all others") {
    const auto found = watch("");

    CHECK(found.title == "shop");
    CHECK(found.specs == Texts{"specs/"});
    CHECK(found.inventory == Texts{"hosts.yaml"});
    CHECK(found.rules.interval == seconds(60));
    CHECK(found.listen.address == "127.0.0.1");
    CHECK(found.listen.port == 9393);
    CHECK_FALSE(found.listen.is_off);
    CHECK_FALSE(found.heartbeat);
    CHECK(found.notify.empty());
}

TEST_CASE("the usual values that the table of keys tells are those that a file without them has") {
    std::string all;
    for (const auto& key : muster::watch_section("watch").keys)
        if (not key.usual.empty())
            all += std::string(key.name) + ": " + std::string(key.usual) + "\n";
    for (const char* name : {"retry", "flapping", "keep"}) {
        std::string members;
        for (const auto& key : muster::watch_section(name).keys)
            members += std::string(key.name) + ": " + std::string(key.usual) + ", ";
        if (const auto before = all.find("flapping: true\n"); name == std::string("flapping"))
            all.erase(before, std::string_view("flapping: true\n").size());
        all += std::string(name) + ": {" + members + "}\n";
    }
    const auto said = watch(all);
    const auto silent = watch("");

    CHECK(said.inventory_every == silent.inventory_every);
    CHECK(said.rules.interval == silent.rules.interval);
    CHECK(said.rules.retry_after == silent.rules.retry_after);
    CHECK(said.rules.attempts == silent.rules.attempts);
    CHECK(said.rules.flapping == silent.rules.flapping);
    CHECK(said.rules.flapping_low == silent.rules.flapping_low);
    CHECK(said.rules.flapping_high == silent.rules.flapping_high);
    CHECK(said.rules.stale_after == silent.rules.stale_after);
    CHECK(said.rules.grace == silent.rules.grace);
    CHECK(said.jobs == silent.jobs);
    CHECK(said.sessions == silent.sessions);
    CHECK(said.timeout == silent.timeout);
    CHECK(said.connect_timeout == silent.connect_timeout);
    CHECK(said.command_timeout == silent.command_timeout);
    CHECK(said.sudo == silent.sudo);
    CHECK(said.commands == silent.commands);
    CHECK(said.host_key == silent.host_key);
    CHECK(said.store == silent.store);
    CHECK(said.keep.age == silent.keep.age);
    CHECK(said.keep.bytes == silent.keep.bytes);
    CHECK(said.listen.address == silent.listen.address);
    CHECK(said.listen.port == silent.listen.port);
    CHECK(said.outbox == silent.outbox);
}

TEST_CASE("the usual values of channels, heartbeats and actions are those that the table tells") {
    const auto found = watch(
        "notify: [{name: a, webhook: 'http://h'}, {name: b, webhook: 'http://h', form: muster, "
        "impact: none, group: 10s, repeat: 0s}, {name: c, mail: a@b.c}, {name: d, mail: a@b.c, "
        "sendmail: [/usr/sbin/sendmail, -i, -t]}]\nheartbeat: http://h\n"
        "actions: [{name: a, role: r, problem: x, command: [c]}, {name: b, role: r, problem: x, "
        "command: "
        "[c], "
        "at_most: 1, per: 30m, unless_percent: 30, dry_run: true, timeout: 60s}]\n"
    );

    CHECK(found.notify[0].form == found.notify[1].form);
    CHECK(found.notify[0].least == found.notify[1].least);
    CHECK(found.notify[0].group == found.notify[1].group);
    CHECK(found.notify[0].repeat == found.notify[1].repeat);
    CHECK(found.notify[2].command == found.notify[3].command);
    CHECK(found.heartbeat->every == seconds(60));
    CHECK(found.actions[0].at_most == found.actions[1].at_most);
    CHECK(found.actions[0].per == found.actions[1].per);
    CHECK(found.actions[0].unless_percent == found.actions[1].unless_percent);
    CHECK(found.actions[0].dry_run == found.actions[1].dry_run);
    CHECK(found.actions[0].timeout == found.actions[1].timeout);
}

TEST_CASE("rules of intervals and of states are read") {
    const auto found =
        watch("interval: 2m\n"
              "intervals: [{role: db, every: 30s}, {target: t*, spec: p*, every: 6h}]\n"
              "retry: {after: 5s, attempts: 1}\n"
              "flapping: {low: 10, high: 10}\n"
              "stale_after: 5\n"
              "grace: 0s\n");

    CHECK(found.rules.interval == minutes(2));
    CHECK(found.rules.retry_after == seconds(5));
    CHECK(found.rules.attempts == 1);
    CHECK(found.rules.flapping);
    CHECK(found.rules.flapping_low == 10);
    CHECK(found.rules.flapping_high == 10);
    CHECK(found.rules.stale_after == 5);
    CHECK(found.rules.grace == Nanoseconds::zero());
    REQUIRE(found.intervals.size() == 2);
    CHECK(found.intervals[0].scope.role == "db");
    CHECK(found.intervals[0].every == seconds(30));
    CHECK(found.intervals[1].scope.target == "t*");
    CHECK(found.intervals[1].scope.spec == "p*");
    CHECK(found.intervals[1].where.line == 5);
    CHECK_FALSE(watch("flapping: false\n").rules.flapping);
}

TEST_CASE("maintenance windows are read, by times of day and by moments") {
    const auto found =
        watch("maintenance:\n"
              "- {role: db, days: [sat, sun], from: 22:00, to: '24:00', zone: Asia/Tokyo, reason: "
              "backup}\n"
              "- {target: web1, spec: nginx, days: mon, from: 02:30, to: 01:00}\n"
              "- {from: 2026-12-31T22:00:00+09:00, to: '2027-01-01T03:00:00+09:00'}\n");

    REQUIRE(found.maintenance.size() == 3);
    const auto& backup = found.maintenance[0];
    CHECK(backup.scope.role == "db");
    CHECK(backup.days == std::vector{std::chrono::Saturday, std::chrono::Sunday});
    CHECK(backup.from == hours(22));
    CHECK(backup.to == hours(24));
    CHECK(backup.zone == "Asia/Tokyo");
    CHECK(backup.reason == "backup");
    CHECK_FALSE(backup.once_from);
    CHECK(backup.where.line == 5);
    CHECK(found.maintenance[1].scope.target == "web1");
    CHECK(found.maintenance[1].scope.spec == "nginx");
    CHECK(found.maintenance[1].days == std::vector{std::chrono::Monday});
    CHECK(found.maintenance[1].from == hours(2) + minutes(30));
    CHECK(found.maintenance[2].once_from == muster::from_iso8601("2026-12-31T13:00:00Z"));
    CHECK(found.maintenance[2].once_to == muster::from_iso8601("2026-12-31T18:00:00Z"));
}

TEST_CASE("how targets are asked and what is kept is read") {
    const auto found = watch("inventory_every: 10m\nwaivers: [a.yaml, /etc/b.yaml]\n"
                             "vars: {release: \"1.4\", ports: [80]}\njobs: 20\nsessions: 5\n"
                             "timeout: 2m\nconnect_timeout: 3s\ncommand_timeout: 4s\nsudo: true\n"
                             "commands: false\nidentity: [k, env:KEY]\nknown_hosts: hosts\n"
                             "ssh_config: config\nhost_key: accept-new\nstore: s.db\n"
                             "keep: {age: 9d, size: 500MiB}\noutbox: 7\n");

    CHECK(found.inventory_every == minutes(10));
    CHECK(found.waivers == Texts{"a.yaml", "/etc/b.yaml"});
    CHECK(muster::text_at(found.variables, "release") == "1.4");
    CHECK(found.jobs == 20);
    CHECK(found.sessions == 5);
    CHECK(found.timeout == minutes(2));
    CHECK(found.connect_timeout == seconds(3));
    CHECK(found.command_timeout == seconds(4));
    CHECK(found.sudo);
    CHECK_FALSE(found.commands);
    CHECK(found.identities == Texts{"k", "env:KEY"});
    CHECK(found.known_hosts == Texts{"hosts"});
    CHECK(found.ssh_config == "config");
    CHECK(found.host_key == "accept-new");
    CHECK(found.store == "s.db");
    CHECK(found.keep.age == hours(9 * 24));
    CHECK(found.keep.bytes == 500ULL << 20U);
    CHECK(found.outbox == 7);
}

TEST_CASE("relative paths begin at the folder of the file, and hosts by name are no paths") {
    const auto found = watch_file_from(
        "watch: x\nspecs: [a/, /b/, ~/c]\ninventory: [h.yaml, \"web1,\"]\nwaivers: w\nidentity: "
        "[k, "
        "env:K]\nstore: s.db\nsecrets: {p: {file: p}}\n"
        "listen: {certificate: c, key: /k}\n",
        "/etc/muster/fleet.yaml"
    );
    const char* home = std::getenv("HOME");

    CHECK(
        found.specs
        == Texts{"/etc/muster/a/", "/b/", std::string(home == nullptr ? "" : home) + "/c"}
    );
    CHECK(found.inventory == Texts{"/etc/muster/h.yaml", "web1,"});
    CHECK(found.waivers == Texts{"/etc/muster/w"});
    CHECK(found.identities == Texts{"/etc/muster/k", "env:K"});
    CHECK(found.store == "/etc/muster/s.db");
    CHECK(found.listen.certificate == "/etc/muster/c");
    CHECK(found.listen.key == "/k");
    REQUIRE(found.secrets.size() == 1);
    CHECK(found.secrets.front().first == "p");
    CHECK(found.secrets.front().second.words == Texts{"/etc/muster/p"});
}

TEST_CASE("where the page is served is read in all its forms") {
    const auto guarded = watch("secrets: {p: {env: P}, t: {env: T}}\n"
                               "listen: {address: '[2001:db8::7]:443', certificate: c.pem, key: "
                               "k.pem, user: ops, password: p, token: t}\n");

    CHECK(guarded.listen.address == "2001:db8::7");
    CHECK(guarded.listen.port == 443);
    CHECK(guarded.listen.certificate == "c.pem");
    CHECK(guarded.listen.key == "k.pem");
    CHECK(guarded.listen.user == "ops");
    CHECK(guarded.listen.password == "p");
    CHECK(guarded.listen.token == "t");
    CHECK(watch("listen: off\n").listen.is_off);
    CHECK(watch("listen: 127.8.9.1:80\n").listen.address == "127.8.9.1");
    CHECK(watch("listen: '[::1]:80'\n").listen.address == "::1");
}

TEST_CASE("channels of each kind are read") {
    const auto found = watch(
        "secrets: {t: {env: T}}\n"
        "notify:\n"
        "- {name: a, webhook: 'https://h/x', form: mattermost, token: t, impact: high}\n"
        "- {name: b, alertmanager: 'http://h:9093', roles: [db, web], group: 1m, repeat: 4h}\n"
        "- {name: c, mail: [x@y.z, v@w.u], from: f@g.h, sendmail: [send], hours: 22:00-06:00, "
        "zone: "
        "Asia/Tokyo}\n"
        "- {name: d, command: [board, --add]}\n"
    );

    REQUIRE(found.notify.size() == 4);
    CHECK(found.notify[0].kind == AlertChannel::Kind::webhook);
    CHECK(found.notify[0].url == "https://h/x");
    CHECK(found.notify[0].form == AlertChannel::Form::mattermost);
    CHECK(found.notify[0].token == "t");
    CHECK(found.notify[0].least == muster::Impact::high);
    CHECK(found.notify[1].kind == AlertChannel::Kind::alertmanager);
    CHECK(found.notify[1].roles == Texts{"db", "web"});
    CHECK(found.notify[1].group == minutes(1));
    CHECK(found.notify[1].repeat == hours(4));
    CHECK(found.notify[2].kind == AlertChannel::Kind::mail);
    CHECK(found.notify[2].to == Texts{"x@y.z", "v@w.u"});
    CHECK(found.notify[2].from == "f@g.h");
    CHECK(found.notify[2].command == Texts{"send"});
    CHECK(found.notify[2].hours == std::pair<Nanoseconds, Nanoseconds>(hours(22), hours(6)));
    CHECK(found.notify[2].zone == "Asia/Tokyo");
    CHECK(found.notify[3].kind == AlertChannel::Kind::command);
    CHECK(found.notify[3].command == Texts{"board", "--add"});
    CHECK(found.notify[3].where.line == 9);
}

TEST_CASE("heartbeats and actions are read") {
    const auto found =
        watch("heartbeat: {url: 'https://h/p', every: 5m}\n"
              "actions: [{name: n, role: proxy, problem: '* / running / *', command: [systemctl, "
              "restart, x], "
              "at_most: 2, per: 1h, unless_percent: 50, after: x, dry_run: false, timeout: 10s}]\n"
        );

    REQUIRE(found.heartbeat);
    CHECK(found.heartbeat->url == "https://h/p");
    CHECK(found.heartbeat->every == minutes(5));
    REQUIRE(found.actions.size() == 1);
    const auto& action = found.actions.front();
    CHECK(action.name == "n");
    CHECK(action.role == "proxy");
    CHECK(action.on == "* / running / *");
    CHECK(action.command == Texts{"systemctl", "restart", "x"});
    CHECK(action.at_most == 2);
    CHECK(action.per == hours(1));
    CHECK(action.unless_percent == 50);
    CHECK(action.after == "x");
    CHECK_FALSE(action.dry_run);
    CHECK(action.timeout == seconds(10));
}

TEST_CASE("every file of docs/watch-file.md is one, and every key is explained there") {
    const auto page = muster::read_file(muster::tests::source_file("docs/watch-file.md"));
    REQUIRE(page);
    const std::string_view fence = "```yaml\n";
    std::size_t fences = 0;
    for (auto begin = page->find(fence); begin != std::string::npos;
         begin = page->find(fence, begin)) {
        begin += fence.size();
        const auto text = page->substr(begin, page->find("```", begin) - begin);
        INFO(text);
        CHECK(refusal_of([&] { return watch_file_from(text, "fleet.yaml"); }) == "");
        ++fences;
    }
    CHECK(fences >= 6);
    for (const auto& section : muster::watch_sections())
        for (const auto& key : section.keys) {
            INFO(section.name << ": " << key.name);
            CHECK(page->find("`" + std::string(key.name) + "`") != std::string::npos);
            if (not key.usual.empty())
                CHECK(page->find("`" + std::string(key.usual) + "`") != std::string::npos);
        }
}
