// What is wrong in a watch file, and what is said of it.

#include "framework/fleet/watch/watch_file.hpp"
#include "tests/framework/fleet/inventory/inventories.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <span>

using muster::watch_file_from;
using muster::tests::refusal_of;

namespace {

/// Of a file with the three keys that are needed, and more from line 4 on.
std::string refusal(const std::string& more) {
    return refusal_of([&] {
        return watch_file_from(
            "watch: shop\nspecs: specs/\ninventory: hosts.yaml\n" + more, "fleet.yaml"
        );
    });
}

struct Slip {
    const char* more;
    const char* said;
};

void check(std::span<const Slip> slips) {
    for (const auto& [more, said] : slips) {
        INFO(more);
        CHECK(refusal(more) == said);
    }
}

}  // namespace

TEST_CASE("slips at the top of a watch file are told with their place") {
    check(std::array<Slip, 24>{{
        {"intervall: 60s\n",
         "fleet.yaml:4:1: a watch file has no \"intervall\"; did you mean \"interval\"?"},
        {"interval: 60\n",
         "fleet.yaml:4:11: interval: \"60\" is no duration; write 30s, 5m, 2h or 7d"},
        {"interval: 0s\n", "fleet.yaml:4:11: interval is 1s to 366d, not \"0s\""},
        {"interval: 999ms\n", "fleet.yaml:4:11: interval is 1s to 366d, not \"999ms\""},
        {"interval: 367d\n", "fleet.yaml:4:11: interval is 1s to 366d, not \"367d\""},
        {"interval: [1s]\n", "fleet.yaml:4:11: interval is a plain value, not a list"},
        {"interval:\n", "fleet.yaml:5:1: interval is a plain value, not nothing"},
        {"connect-timeout: 5s\n",
         "fleet.yaml:4:1: a watch file has no \"connect-timeout\"; did you mean "
         "\"connect_timeout\"?"},
        {"jobs: 0\n", "fleet.yaml:4:7: jobs is 1 to 1000, not \"0\""},
        {"jobs: many\n", "fleet.yaml:4:7: jobs is 1 to 1000, not \"many\""},
        {"jobs: 99999999999999999999\n",
         "fleet.yaml:4:7: jobs is 1 to 1000, not \"99999999999999999999\""},
        {"stale_after: 1\n", "fleet.yaml:4:14: stale_after is 2 to 1000, not \"1\""},
        {"sudo: yes\n", "fleet.yaml:4:7: sudo is true or false, not \"yes\""},
        {"host_key: no\n",
         "fleet.yaml:4:11: host_key is one of yes, accept-new, this-run, not \"no\""},
        {"host_key: accept_new\n",
         "fleet.yaml:4:11: host_key is one of yes, accept-new, this-run, not \"accept_new\"; did "
         "you mean \"accept-new\"?"},
        {"vars: [a]\n", "fleet.yaml:4:7: vars is a map, not a list"},
        {"secrets: {a: s3cret}\n", "fleet.yaml:4:14: a secret is a map, not a plain value"},
        {"keep: {size: 5G}\n", "fleet.yaml:4:14: size: \"5G\" is no size; write 500MiB or 2GiB"},
        {"keep: {size: 5KiB}\n", "fleet.yaml:4:14: size is 1MiB to 1024GiB, not \"5KiB\""},
        {"waivers: []\n", "fleet.yaml:4:10: waivers is an empty list"},
        {"store: ''\n", "fleet.yaml:4:8: store is empty"},
        {"ssh_config: \"a\\nb\"\n", "fleet.yaml:4:13: ssh_config is one line, not \"a\\nb\""},
        {"watch: again\n", "fleet.yaml:4:1: the key \"watch\" stands twice"},
        {"--- {}\n", "fleet.yaml:4:5: a watch file is one document"},
    }});
}

TEST_CASE("slips of rules and windows are told with their place") {
    check(std::array<Slip, 22>{{
        {"retry: 3\n", "fleet.yaml:4:8: retry is a map, not a plain value"},
        {"retry: {attempts: 0}\n", "fleet.yaml:4:19: attempts is 1 to 100, not \"0\""},
        {"retry: {attempts: 101}\n", "fleet.yaml:4:19: attempts is 1 to 100, not \"101\""},
        {"retry: {atempts: 3}\n",
         "fleet.yaml:4:9: retry has no \"atempts\"; did you mean \"attempts\"?"},
        {"flapping: maybe\n", "fleet.yaml:4:11: flapping is true or false, not \"maybe\""},
        {"flapping: {low: 40, high: 30}\n",
         "fleet.yaml:4:11: low is 40 and high is 30: what is between could be neither; low is at "
         "most high"},
        {"flapping: {low: 40}\n",
         "fleet.yaml:4:11: low is 40 and high is 30: what is between could be neither; low is at "
         "most high"},
        {"flapping: {high: 101}\n", "fleet.yaml:4:18: high is 1 to 100, not \"101\""},
        {"intervals: {role: db, every: 1s}\n", "fleet.yaml:4:12: intervals is a list, not a map"},
        {"intervals: [{every: 1s}]\n",
         "fleet.yaml:4:13: a rule of intervals needs one of target, role, spec"},
        {"intervals: [{role: db}]\n", "fleet.yaml:4:13: a rule of intervals needs every"},
        {"intervals: [{role: '', every: 1s}]\n", "fleet.yaml:4:20: role is empty"},
        {"maintenance: [{from: '22:00'}]\n", "fleet.yaml:4:15: a maintenance window needs to"},
        {"maintenance: [{from: 25:00, to: 26:00}]\n",
         "fleet.yaml:4:22: from: \"25:00\" is neither a time of day nor a moment; write \"02:30\", "
         "or 2026-12-31T22:00:00+09:00\nfleet.yaml:4:33: to: \"26:00\" is neither a time of day "
         "nor a moment; write \"02:30\", or 2026-12-31T22:00:00+09:00"},
        {"maintenance: [{from: '2:00', to: '03:60'}]\n",
         "fleet.yaml:4:22: from: \"2:00\" is neither a time of day nor a moment; write \"02:30\", "
         "or 2026-12-31T22:00:00+09:00\nfleet.yaml:4:34: to: \"03:60\" is neither a time of day "
         "nor a moment; write \"02:30\", or 2026-12-31T22:00:00+09:00"},
        {"maintenance: [{from: 02:00, to: 02:00}]\n",
         "fleet.yaml:4:15: from and to are one time; from 00:00 to 24:00 is a whole day"},
        {"maintenance: [{from: '24:00', to: 02:00}]\n",
         "fleet.yaml:4:22: no window begins at 24:00; write 00:00"},
        {"maintenance: [{from: 02:00, to: 03:00, zone: Asia/Tokio}]\n",
         "fleet.yaml:4:46: zone: \"Asia/Tokio\" is no time zone here; did you mean "
         "\"Asia/Tokyo\"?"},
        {"maintenance: [{from: 02:00, to: 03:00, days: [monday]}]\n",
         "fleet.yaml:4:47: days is one of mon, tue, wed, thu, fri, sat, sun, not \"monday\""},
        {"maintenance: [{from: 2026-01-01, to: 2026-01-02}]\n",
         "fleet.yaml:4:22: from: \"2026-01-01\" is neither a time of day nor a moment; write "
         "\"02:30\", or 2026-12-31T22:00:00+09:00\nfleet.yaml:4:38: to: \"2026-01-02\" is neither "
         "a time of day nor a moment; write \"02:30\", or 2026-12-31T22:00:00+09:00"},
        {"maintenance: [{from: 2026-01-01T02:00:00Z, to: 03:00}]\n",
         "fleet.yaml:4:15: from and to are two times of day, or two moments"},
        {"maintenance: [{from: 2026-01-01T02:00:00Z, to: 2026-01-01T01:00:00Z, zone: UTC}]\n",
         "fleet.yaml:4:48: to is not after from"},
    }});
}

TEST_CASE("slips of what is served are told with their place") {
    check(std::array<Slip, 13>{{
        {"listen: 9393\n",
         "fleet.yaml:4:9: \"9393\" is no address with a port; write 127.0.0.1:9393, [::1]:9393 or "
         "off"},
        {"listen: localhost:9393\n",
         "fleet.yaml:4:9: \"localhost:9393\" is no address with a port; write 127.0.0.1:9393, "
         "[::1]:9393 or off"},
        {"listen: 127.0.0.1:0\n",
         "fleet.yaml:4:9: \"127.0.0.1:0\" is no address with a port; write 127.0.0.1:9393, "
         "[::1]:9393 or off"},
        {"listen: 127.0.0.1:65536\n",
         "fleet.yaml:4:9: \"127.0.0.1:65536\" is no address with a port; write 127.0.0.1:9393, "
         "[::1]:9393 or off"},
        {"listen: ::1:9393\n",
         "fleet.yaml:4:9: \"::1:9393\" is no address with a port; write 127.0.0.1:9393, [::1]:9393 "
         "or off"},
        {"listen: '[127.0.0.1]:9393'\n",
         "fleet.yaml:4:9: \"[127.0.0.1]:9393\" is no address with a port; write 127.0.0.1:9393, "
         "[::1]:9393 or off"},
        {"listen: 10.0.0.0/8:9393\n",
         "fleet.yaml:4:9: \"10.0.0.0/8:9393\" is no address with a port; write 127.0.0.1:9393, "
         "[::1]:9393 or off"},
        {"listen: 0.0.0.0:9393\n",
         "fleet.yaml:4:9: whoever reaches 0.0.0.0:9393 could read all that is known of the fleet; "
         "listen at 127.0.0.1, or write {address: \"0.0.0.0:9393\", certificate: FILE, key: FILE, "
         "user: NAME, password: SECRET}"},
        {"listen: {address: '[::]:9393', certificate: c, key: k}\n",
         "fleet.yaml:4:9: whoever reaches [::]:9393 could read all that is known of the fleet; "
         "listen at 127.0.0.1, or write {address: \"[::]:9393\", certificate: FILE, key: FILE, "
         "user: NAME, password: SECRET}"},
        {"listen: {certificate: c}\n", "fleet.yaml:4:23: listen has certificate without key"},
        {"listen: {user: ops}\n", "fleet.yaml:4:16: listen has user without password"},
        {"listen: {token: t}\n",
         "fleet.yaml:4:17: no secret of this name is below secrets; write secrets: {NAME: {env: "
         "VARIABLE}}"},
        {"listen: {tokn: t}\n", "fleet.yaml:4:10: listen has no \"tokn\"; did you mean \"token\"?"},
    }});
}

TEST_CASE("slips of channels, heartbeats and actions are told with their place") {
    check(std::array<Slip, 27>{{
        {"notify: [{webhook: http://h}]\n", "fleet.yaml:4:10: a channel needs name"},
        {"notify: [{name: a}]\n",
         "fleet.yaml:4:10: a channel needs exactly one of webhook, alertmanager, mail, command"},
        {"notify: [{name: a, webhook: http://h, mail: a@b.c}]\n",
         "fleet.yaml:4:10: a channel needs exactly one of webhook, alertmanager, mail, command"},
        {"notify: [{name: a, webhook: http://h}, {name: a, webhook: http://h}]\n",
         "fleet.yaml:4:47: the channel \"a\" is named twice"},
        {"notify: [{name: a, webhook: ftp://h}]\n",
         "fleet.yaml:4:29: the url of webhook begins with neither http:// nor https://"},
        {"notify: [{name: a, webhook: 'http://user:word@h'}]\n",
         "fleet.yaml:4:29: the url of webhook holds a user, which every report would show"},
        {"notify: [{name: a, alertmanager: h:9093}]\n",
         "fleet.yaml:4:34: the url of alertmanager begins with neither http:// nor https://"},
        {"notify: [{name: a, mail: ops}]\n",
         "fleet.yaml:4:26: mail: \"ops\" is no address; write ops@example.net"},
        {"notify: [{name: a, mail: \"a@b.c\\nBcc: x@y.z\"}]\n",
         "fleet.yaml:4:26: mail is one line, not \"a@b.c\\nBcc: x@y.z\""},
        {"notify: [{name: a, mail: -fa@b.c}]\n",
         "fleet.yaml:4:26: mail: \"-fa@b.c\" is no address; write ops@example.net"},
        {"notify: [{name: a, mail: []}]\n", "fleet.yaml:4:26: mail to nobody"},
        {"notify: [{name: a, command: board --add}]\n",
         "fleet.yaml:4:29: a command is a list of words, and no shell reads it; write [systemctl, "
         "restart, nginx]"},
        {"notify: [{name: a, command: []}]\n", "fleet.yaml:4:29: a command of no words"},
        {"notify: [{name: a, webhook: http://h, form: teams}]\n",
         "fleet.yaml:4:45: form is one of muster, slack, mattermost, not \"teams\""},
        {"notify: [{name: a, mail: a@b.c, form: slack}]\n",
         "fleet.yaml:4:39: form is of channels with webhook"},
        {"notify: [{name: a, webhook: http://h, from: a@b.c}]\n",
         "fleet.yaml:4:45: from is of channels with mail"},
        {"notify: [{name: a, command: [b], token: t}]\n",
         "fleet.yaml:4:41: token is of channels with webhook or alertmanager\nfleet.yaml:4:41: no "
         "secret of this name is below secrets; write secrets: {NAME: {env: VARIABLE}}"},
        {"secrets: {chat: {env: C}}\nnotify: [{name: a, webhook: http://h, token: chatt}]\n",
         "fleet.yaml:5:46: no secret of this name is below secrets; did you mean \"chat\"?"},
        {"notify: [{name: a, webhook: http://h, impact: hihg}]\n",
         "fleet.yaml:4:47: impact is one of none, low, medium, high, critical, not \"hihg\"; did "
         "you mean \"high\"?"},
        {"notify: [{name: a, webhook: http://h, hours: 8-18}]\n",
         "fleet.yaml:4:46: \"8-18\" are no hours of a day; write 08:00-18:00"},
        {"notify: [{name: a, webhook: http://h, zone: UTC}]\n",
         "fleet.yaml:4:45: a zone of no hours"},
        {"notify: [{name: a, webhook: http://h, repeat: 5s}]\n",
         "fleet.yaml:4:47: repeat is 0s, or 1m at least"},
        {"heartbeat: alive.example.net\n",
         "fleet.yaml:4:12: the url of heartbeat begins with neither http:// nor https://"},
        {"heartbeat: {every: 5s}\n", "fleet.yaml:4:12: heartbeat needs url"},
        {"actions: [{name: a, role: r, problem: x, command: reboot}]\n",
         "fleet.yaml:4:51: a command is a list of words, and no shell reads it; write [systemctl, "
         "restart, nginx]"},
        {"actions: [{name: a, role: r, problem: x}]\n", "fleet.yaml:4:11: an action needs command"},
        {"actions: [{name: a, role: r, problem: x, command: [b], unless_percent: 101}]\n",
         "fleet.yaml:4:72: unless_percent is 1 to 100, not \"101\""},
    }});
}

TEST_CASE("what is needed and missing is told, and so is a file that says nothing") {
    const auto refused = [](const char* text) {
        return refusal_of([&] { return watch_file_from(text, "fleet.yaml"); });
    };

    CHECK(
        refused("watch: x\n")
        == "fleet.yaml:1:1: a watch file needs specs\nfleet.yaml:1:1: a watch file needs inventory"
    );
    CHECK(
        refused("") == "fleet.yaml:1:1: a watch file that says nothing; it begins with watch: TITLE"
    );
    CHECK(
        refused("# later\n")
        == "fleet.yaml:1:1: a watch file that says nothing; it begins with watch: TITLE"
    );
    CHECK(refused("[watch]\n") == "fleet.yaml:1:1: a watch file is a map, not a list");
    CHECK(refused("watch: [\n").starts_with("fleet.yaml:"));
    CHECK(
        refused("watch: x\nspecs: a\ninventory: [a, \"-\"]\n")
        == "fleet.yaml:3:16: an inventory is read again and again, and standard input only once; "
           "name a file"
    );
}

TEST_CASE("all slips are told at once, in the order of the file") {
    const auto said = refusal("interval: 5\n"
                              "notify:\n"
                              "- {name: a, webhook: ftp://h, token: t}\n"
                              "- {nam: b, mail: x}\n"
                              "jobs: 0\n"
                              "maintenance: [{from: 1, to: 2}]\n");

    CHECK(
        said
        == "fleet.yaml:4:11: interval: \"5\" is no duration; write 30s, 5m, 2h or 7d\n"
           "fleet.yaml:6:22: the url of webhook begins with neither http:// nor https://\n"
           "fleet.yaml:6:38: no secret of this name is below secrets; write secrets: {NAME: "
           "{env: VARIABLE}}\n"
           "fleet.yaml:7:3: a channel needs name\n"
           "fleet.yaml:7:4: a channel has no \"nam\"; did you mean \"name\"?\n"
           "fleet.yaml:7:18: mail: \"x\" is no address; write ops@example.net\n"
           "fleet.yaml:8:7: jobs is 1 to 1000, not \"0\"\n"
           "fleet.yaml:9:22: from: \"1\" is neither a time of day nor a moment; write \"02:30\", "
           "or "
           "2026-12-31T22:00:00+09:00\n"
           "fleet.yaml:9:29: to: \"2\" is neither a time of day nor a moment; write \"02:30\", or "
           "2026-12-31T22:00:00+09:00"
    );
}

TEST_CASE("of more than a hundred slips the first are told") {
    std::string windows = "maintenance:\n";
    for (int i = 0; i < 150; ++i)
        windows += "- {}\n";

    const auto said = refusal(windows);

    CHECK(std::ranges::count(said, '\n') == 100);
    CHECK(said.ends_with("\nand 200 more"));
}

TEST_CASE("a secret that is written where its name belongs is not repeated") {
    const auto said = refusal("notify: [{name: a, webhook: 'http://h', token: hunter2hunter2}]\n"
                              "listen: {user: ops, password: correct-horse}\n"
                              "heartbeat: 'https://me:battery-staple@h/'\n");

    CHECK(std::ranges::count(said, '\n') == 2);
    for (const char* secret : {"hunter2", "correct-horse", "battery-staple"})
        CHECK(said.find(secret) == std::string::npos);
}
