// service(…) under other managers than systemd, from what their tools were seen to answer.

#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <utility>

namespace muster {
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::string_literals;

namespace {

using Expected = std::vector<std::pair<Fact, std::string>>;

Fact service(std::string name, std::string attribute) {
    return fact("service", std::move(name), std::move(attribute));
}

Platform running(std::string init) {
    auto platform = debian();
    platform.init = std::move(init);
    return platform;
}

void check_all(FakeHost& host, const std::string& init, const Expected& expected) {
    for (const auto& [fact, value] : expected) {
        INFO(describe(fact));
        CHECK(found(host, service_resources(), fact, running(init)) == value);
    }
}

/// What no name of a script, folder or program can be, and never a pattern, a path or code.
const std::vector<std::string> odd_names = {
    "", "..", "../x", "a/b", "*", "-x", "$(id)", "a\nb", "'", "a;b"};

void check_odd_names(FakeHost& host, const std::string& init) {
    for (const auto& name : odd_names)
        for (const auto* attribute : {"exists", "running", "enabled", "state"}) {
            INFO(name);
            CHECK(
                found(host, service_resources(), service(name, attribute), running(init))
                == "absent"
            );
        }
}

/// Words that these managers have no notion of.
void check_no_notion(FakeHost& host, const std::string& init, const std::string& manager) {
    for (const auto* attribute :
         {"valid", "masked", "user", "drop_ins", "needs_reload", "wanted_by", "memory", "tasks"}) {
        INFO(attribute);
        CHECK(
            found(host, service_resources(), service("web", attribute), running(init))
            == "not asked: " + manager + " has no " + attribute
        );
    }
    CHECK(
        found(
            host,
            service_resources(),
            fact("service", "web", "property", {"Restart"}),
            running(init)
        )
        == "not asked: " + manager + " has no properties"
    );
    CHECK(
        found(
            host,
            service_resources(),
            narrowed("of_user", {Value("al")}, service("web", "running")),
            running(init)
        )
        == "not asked: no user has services of her own under " + manager
    );
}

// --- OpenRC --------------------------------------------------------------------------------------

/// Recorded from OpenRC 0.45.2 on Debian 12.
FakeHost openrc_host() {
    FakeHost host;
    for (const auto* name : {"cron", "crashy", "idle", "web", "stuck", "extra", "named"})
        host.file("/etc/init.d/"s + name, "#!/sbin/openrc-run\n", 0755);
    host.file("/etc/init.d/README", "text\n")
        .command(
            "rc-status -f ini -a",
            "[default]\ncron =  started \ncrashy =  crashed \n[nonetwork]\n[Dynamic manual]\n"
            "web =  started 00:00:01 (2)\n"
        )
        .link("/etc/runlevels/default/cron", "/etc/init.d/cron")
        .link("/etc/runlevels/boot/crashy", "/etc/init.d/crashy")
        .link("/etc/runlevels/nonetwork/extra", "/etc/init.d/extra")
        .folder("/etc/runlevels/default")
        .link("/etc/runlevels/travel/default", "/etc/runlevels/default")
        .link("/run/openrc/starting/stuck", "/etc/init.d/stuck")
        .entry(
            "/run/openrc/started/cron",
            {.type = FileType::symlink,
             .permissions = 0777,
             .modified = *from_iso8601("2026-06-30T08:00:00Z")},
            "/etc/init.d/cron"
        )
        .file("/run/openrc/options/web/child_pid", "1103")
        .file("/run/openrc/options/cron/pidfile", "/run/cron.pid")
        .file("/run/cron.pid", "88\n")
        .folder("/proc/88");
    return host;
}

// --- System V ------------------------------------------------------------------------------------

Answer script_says(const Command& command) {
    const auto& path = command.words.back();
    const auto says = [](int status, std::string out) {
        return Output{.exit_status = status, .signal = "", .out = std::move(out), .err = ""};
    };
    if (path == "/etc/init.d/cron")
        return says(0, "cron is running.\n");
    if (path == "/etc/init.d/ssh")
        return says(3, "sshd is not running ... failed!\n");
    if (path == "/etc/init.d/dead")
        return says(1, "dead is not running, but its PID file is there\n");
    if (path == "/etc/init.d/locked")
        return says(2, "");
    if (path == "/etc/init.d/unsure")
        return says(4, "could not access PID file\n");
    if (path == "/etc/init.d/weird")
        return says(77, "");
    if (path == "/etc/init.d/mount-configfs")
        return says(213, "");
    if (path == "/etc/init.d/usage")
        return says(3, "Usage: usage {start|stop}\n");
    return says(127, "");
}

FakeHost sysv_host() {
    FakeHost host;
    for (const auto* name :
         {"cron", "ssh", "dead", "locked", "unsure", "weird", "mount-configfs", "usage", "rc"})
        host.file("/etc/init.d/"s + name, "#!/bin/sh\n", 0755);
    host.file("/etc/init.d/README", "text\n")
        .file("/etc/inittab", "id:2:initdefault:\n")
        .link("/etc/rc2.d/S01cron", "../init.d/cron")
        .link("/etc/rc3.d/S01cron", "../init.d/cron")
        .link("/etc/rc3.d/S01ssh", "../init.d/ssh")
        .link("/etc/rc2.d/K01ssh", "../init.d/ssh")
        .link("/etc/rcS.d/S08mount-configfs", "../init.d/mount-configfs")
        .commands(script_says);
    return host;
}

// --- runit, daemontools, s6 ----------------------------------------------------------------------

/// supervise/status as the tools of runit and daemontools write it.
std::string status_file(char pid) {
    return "\x40\x00\x00\x00\x6b\x07\x85\x4d\x00\x00\x00\x00"s + pid + "\x00\x00\x00\x00u"s;
}

FakeHost runit_host() {
    FakeHost host;
    host.file("/etc/sv/spare/run", "#!/bin/sh\n", 0755)
        .file("/etc/service/web/run", "#!/bin/sh\n", 0755)
        .file("/etc/service/web/supervise/status", status_file(43))
        .file("/etc/service/calm/run", "#!/bin/sh\n", 0755)
        .file("/etc/service/calm/down", "")
        .file("/etc/service/calm/supervise/status", status_file(0))
        .file("/etc/service/new/run", "#!/bin/sh\n", 0755)
        .file("/etc/service/left/run", "#!/bin/sh\n", 0755)
        .file("/etc/service/left/supervise/status", status_file(44))
        .commands([](const Command& command) {
            std::string out;
            for (std::size_t i = 2; i < command.words.size(); ++i) {
                const auto& folder = command.words[i];
                if (folder == "/etc/service/web")
                    out += "run: " + folder + ": (pid 43) 2s, paused\n";
                else if (folder == "/etc/service/calm")
                    out += "down: " + folder + ": 2s\n";
                else if (folder == "/etc/service/left")
                    out += "fail: " + folder + ": runsv not running\n";
                else
                    out += "warning: " + folder
                           + ": unable to open supervise/ok: file does not exist\n";
            }
            return Answer(Output{.exit_status = 1, .signal = "", .out = out, .err = ""});
        });
    return host;
}

}  // namespace

TEST_CASE("openrc: rc-status tells what runs, runlevels what starts") {
    auto host = openrc_host();

    check_all(
        host,
        "openrc",
        {
            {service("cron", "exists"), "true"},
            {service("cron", "running"), "true"},
            {service("cron", "state"), "\"started\""},
            {service("cron", "failed"), "false"},
            {service("cron", "enabled"), "true"},
            {service("cron", "enablement"), "\"enabled\""},
            {service("cron", "runlevels"), R"(["default", "travel"])"},
            {service("cron", "unit_file"), "\"/etc/init.d/cron\""},
            {service("cron", "started"), "2026-06-30T08:00:00Z"},
            {service("cron", "main_pid"), "88"},
            {service("cron", "restarts"), "not set"},
            {service("cron", "substate"), "not asked: openrc has no substate"},
            {service("crashy", "running"), "false"},
            {service("crashy", "failed"), "true"},
            {service("crashy", "enabled"), "true"},
            {service("crashy", "main_pid"), "not set"},
            {service("web", "running"), "true"},
            {service("web", "restarts"), "2"},
            {service("web", "main_pid"), "1103"},
            {service("web", "enabled"), "false"},
            {service("web", "enablement"), "\"disabled\""},
            {service("web", "runlevels"), "[]"},
            {service("idle", "state"), "\"stopped\""},
            {service("idle", "running"), "false"},
            {service("idle", "started"), "not set"},
            {service("stuck", "state"), "\"starting\""},
            {service("stuck", "running"), "false"},
            {service("extra", "enabled"), "false"},
            {service("extra", "runlevels"), R"(["nonetwork"])"},
            {service("README", "exists"), "absent"},
            {service("nosuch", "exists"), "absent"},
            {service("nosuch", "running"), "absent"},
            {service("nosuch", "enabled"), "absent"},
            {service("nosuch", "main_pid"), "absent"},
            {service("nosuch", "started"), "absent"},
        }
    );
    check_odd_names(host, "openrc");
    check_no_notion(host, "openrc", "openrc");
}

TEST_CASE("openrc: 100 services cost one rc-status and one exchange") {
    auto host = openrc_host();
    std::vector<Fact> facts;
    for (int i = 0; i < 100; ++i)
        for (const auto* attribute : {"running", "enabled"})
            facts.push_back(service("unit" + std::to_string(i), attribute));

    (void)gather(host, service_resources(), facts, running("openrc"));

    CHECK(host.exchanges() == 1);
    CHECK(std::ranges::count(host.asked(), "run rc-status -f ini -a") == 1);
}

TEST_CASE("openrc: a tool that does not answer is no stopped service") {
    FakeHost missing;
    missing.file("/etc/init.d/web", "#!/sbin/openrc-run\n", 0755);
    FakeHost failing;
    failing.file("/etc/init.d/web", "#!/sbin/openrc-run\n", 0755)
        .command(
            "rc-status -f ini -a", Output{.exit_status = 1, .signal = "", .out = "", .err = "no!\n"}
        );
    FakeHost silent;
    silent.file("/etc/init.d/web", "#!/sbin/openrc-run\n", 0755).command("rc-status -f ini -a", "");
    FakeHost denied;
    denied.denied("/etc/init.d");

    check_all(
        missing,
        "openrc",
        {{service("web", "running"), "cannot tell: rc-status is not there"},
         {service("web", "enabled"), "cannot tell: no folder /etc/runlevels"}}
    );
    check_all(
        failing, "openrc", {{service("web", "running"), "cannot tell: rc-status ended with 1: no!"}}
    );
    check_all(
        silent, "openrc", {{service("web", "running"), "cannot tell: rc-status printed nothing"}}
    );
    check_all(
        denied,
        "openrc",
        {{service("web", "exists"), "cannot tell: permission denied reading /etc/init.d"}}
    );
}

TEST_CASE("sysv: a script's status decides, its links in the default runlevel enable it") {
    auto host = sysv_host();

    check_all(
        host,
        "sysvinit",
        {
            {service("cron", "exists"), "true"},
            {service("cron", "running"), "true"},
            {service("cron", "state"), "\"running\""},
            {service("cron", "enabled"), "true"},
            {service("cron", "enablement"), "\"enabled\""},
            {service("cron", "runlevels"), R"(["2", "3"])"},
            {service("cron", "unit_file"), "\"/etc/init.d/cron\""},
            {service("ssh", "running"), "false"},
            {service("ssh", "state"), "\"stopped\""},
            {service("ssh", "enabled"), "false"},
            {service("ssh", "enablement"), "\"disabled\""},
            {service("ssh", "runlevels"), R"(["3"])"},
            {service("dead", "running"), "false"},
            {service("dead", "state"), "\"dead\""},
            {service("dead", "runlevels"), "[]"},
            {service("locked", "running"), "false"},
            {service("mount-configfs", "enabled"), "true"},
            {service("mount-configfs", "runlevels"), R"(["S"])"},
            {service("README", "exists"), "absent"},
            {service("rc", "exists"), "absent"},
            {service("nosuch", "exists"), "absent"},
            {service("nosuch", "running"), "absent"},
            {service("nosuch", "enabled"), "absent"},
            {service("nosuch", "runlevels"), "absent"},
        }
    );
    check_odd_names(host, "sysvinit");
    check_no_notion(host, "sysvinit", "sysv");
    for (const auto* attribute : {"failed", "main_pid", "started", "restarts", "substate"})
        CHECK(
            found(host, service_resources(), service("cron", attribute), running("sysvinit"))
            == "not asked: sysv has no "s + attribute
        );
}

TEST_CASE("sysv: any other status, and a script that knows none, cannot tell") {
    auto host = sysv_host();

    check_all(
        host,
        "sysvinit",
        {
            {service("unsure", "running"),
             "cannot tell: /etc/init.d/unsure status ended with 4: could not access PID file"},
            {service("weird", "running"), "cannot tell: /etc/init.d/weird status ended with 77: "},
            {service("mount-configfs", "running"),
             "cannot tell: /etc/init.d/mount-configfs has no action `status`"},
            {service("usage", "running"), "cannot tell: /etc/init.d/usage has no action `status`"},
            {service("usage", "state"), "cannot tell: /etc/init.d/usage has no action `status`"},
        }
    );
}

TEST_CASE("sysv: the default runlevel is inittab's, and one that names none cannot tell") {
    auto host = sysv_host();
    host.file("/etc/inittab", "id:3:initdefault:\n");
    FakeHost none;
    none.file("/etc/init.d/web", "", 0755).file("/etc/inittab", "# nothing\n");

    check_all(host, "sysvinit", {{service("ssh", "enabled"), "true"}});
    check_all(
        none,
        "sysvinit",
        {{service("web", "enabled"), "cannot tell: no line of /etc/inittab says initdefault"}}
    );
}

TEST_CASE("sysv: each script is run once, with its path as one argument") {
    auto host = sysv_host();
    host.file("/etc/init.d/a b;c", "#!/bin/sh\n", 0755);
    std::vector<std::string> ran;
    host.commands([&ran](const Command& command) {
        ran.push_back(command.words.back());
        return script_says(command);
    });

    (void)gather(
        host,
        service_resources(),
        {service("cron", "running"),
         service("cron", "state"),
         service("a b;c", "running"),
         service("rc", "running")},
        running("sysvinit")
    );

    CHECK(ran == std::vector<std::string>{"/etc/init.d/cron", "/etc/init.d/a b;c"});
    CHECK(host.exchanges() == 1);
}

TEST_CASE("runit: sv tells what runs, folders and their file `down` what starts") {
    auto host = runit_host();

    check_all(
        host,
        "runit",
        {
            {service("web", "exists"), "true"},
            {service("web", "running"), "true"},
            {service("web", "state"), "\"run\""},
            {service("web", "substate"), "\"paused\""},
            {service("web", "main_pid"), "43"},
            {service("web", "started"), "2026-11-26T01:02:59Z"},
            {service("web", "enabled"), "true"},
            {service("web", "enablement"), "\"normally up\""},
            {service("web", "unit_file"), "\"/etc/service/web/run\""},
            {service("calm", "running"), "false"},
            {service("calm", "state"), "\"down\""},
            {service("calm", "substate"), "not set"},
            {service("calm", "main_pid"), "not set"},
            {service("calm", "started"), "not set"},
            {service("calm", "enabled"), "false"},
            {service("calm", "enablement"), "\"normally down\""},
            {service("new", "running"), "false"},
            {service("spare", "exists"), "true"},
            {service("spare", "running"), "false"},
            {service("spare", "enabled"), "false"},
            {service("spare", "enablement"), "\"not linked\""},
            {service("left", "running"),
             "cannot tell: nobody watches over /etc/service/left any more, and it ran then as "
             "process 44"},
            {service("left", "enabled"), "true"},
            {service("/etc/sv/spare", "exists"), "true"},
            {service("/etc/sv/spare", "enabled"),
             "cannot tell: nothing tells who looks after /etc/sv/spare at boot"},
            {service("nosuch", "exists"), "absent"},
            {service("nosuch", "running"), "absent"},
            {service("nosuch", "enabled"), "absent"},
            {service("nosuch", "main_pid"), "absent"},
            {service("web", "failed"), "not asked: runit has no failed"},
            {service("web", "runlevels"), "not asked: runit has no runlevels"},
            {service("web", "restarts"), "not asked: runit has no restarts"},
        }
    );
    check_odd_names(host, "runit");
    check_no_notion(host, "runit", "runit");
}

TEST_CASE("runit: one sv for all services") {
    auto host = runit_host();
    std::vector<Fact> facts;
    for (const auto* name : {"web", "calm", "new"})
        for (const auto* attribute : {"running", "state", "main_pid"})
            facts.push_back(service(name, attribute));

    (void)gather(host, service_resources(), facts, running("runsvdir"));

    CHECK(host.exchanges() == 2);
    CHECK(
        std::ranges::count(
            host.asked(), "run sv status /etc/service/web /etc/service/calm /etc/service/new"
        )
        == 1
    );
}

TEST_CASE("runit: a tool that is missing or may not look is no stopped service") {
    FakeHost missing;
    missing.file("/etc/service/web/run", "");
    FakeHost denied;
    denied.file("/etc/service/web/run", "")
        .command(
            "sv status /etc/service/web",
            "warning: /etc/service/web: unable to open supervise/ok: access denied\n",
            1
        );
    FakeHost odd;
    odd.file("/etc/service/web/run", "")
        .command("sv status /etc/service/web", "run: /etc/service/other: 1s\n");

    check_all(missing, "runit", {{service("web", "running"), "cannot tell: sv is not there"}});
    check_all(
        denied,
        "runit",
        {{service("web", "running"),
          "cannot tell: the state of the service folder is not told: warning: unable to open "
          "supervise/ok: access denied"}}
    );
    CHECK(found(odd, service_resources(), service("web", "running"), running("runit"))
              .starts_with("cannot tell: sv answered"));
}

TEST_CASE("daemontools and s6 are asked in their own ways") {
    FakeHost host;
    host.file("/service/web/run", "")
        .file("/service/web/supervise/status", status_file(37))
        .file("/run/service/app/run", "")
        .command("svstat /service/web", "/service/web: up (pid 37) 4 seconds\n")
        .commands([](const Command& command) {
            const bool is_s6 = command.words.back() == "/run/service/app";
            return Answer(Output{
                .exit_status = is_s6 ? 0 : 127,
                .signal = "",
                .out = is_s6 ? "false true true false -1\n" : "",
                .err = ""});
        });

    check_all(
        host,
        "svscan",
        {{service("web", "running"), "true"},
         {service("web", "state"), "\"up\""},
         {service("web", "enabled"), "true"},
         {service("web", "main_pid"), "37"},
         {service("web", "failed"), "not asked: daemontools has no failed"},
         {service("app", "exists"), "absent"}}
    );
    check_all(
        host,
        "s6-svscan",
        {{service("app", "running"), "false"},
         {service("app", "substate"), "\"normally up, want up\""},
         {service("app", "enablement"), "\"normally up\""},
         {service("app", "enabled"),
          "not asked: /run/service/app is made anew at every boot, by whom s6 does not tell"},
         {service("app", "failed"), "not asked: s6 has no failed"},
         {service("nosuch", "running"), "absent"}}
    );
}

TEST_CASE("supervisor: one status for all programs") {
    FakeHost host;
    host.command(
            "supervisorctl status",
            "bad                              FATAL     Exited too quickly (process log may have "
            "details)\n"
            "man                              STOPPED   Not started\n"
            "nocmd                            BACKOFF   can't find command '/no/such'\n"
            "w:w_00                           RUNNING   pid 5162, uptime 0:00:02\n",
            3
    )
        .command(
            "supervisorctl avail",
            "bad                              in use    auto      999:999\n"
            "man                              in use    manual    999:999\n"
            "w:w_00                           in use    auto      999:999\n"
        )
        .command("date +%s", "1795654981\n");

    check_all(
        host,
        "supervisord",
        {
            {service("w:w_00", "exists"), "true"},
            {service("w:w_00", "running"), "true"},
            {service("w_00", "running"), "true"},
            {service("w_00", "state"), "\"RUNNING\""},
            {service("w_00", "failed"), "false"},
            {service("w_00", "main_pid"), "5162"},
            {service("w_00", "started"), "2026-11-26T01:02:59Z"},
            {service("w_00", "enabled"), "true"},
            {service("w_00", "enablement"), "\"auto\""},
            {service("man", "running"), "false"},
            {service("man", "enabled"), "false"},
            {service("man", "enablement"), "\"manual\""},
            {service("man", "main_pid"), "not set"},
            {service("man", "started"), "not set"},
            {service("bad", "failed"), "true"},
            {service("nocmd", "failed"), "true"},
            {service("nocmd", "running"), "false"},
            {service("nocmd", "enabled"),
             "cannot tell: supervisorctl avail does not name \"nocmd\""},
            {service("nosuch", "exists"), "absent"},
            {service("nosuch", "enabled"), "absent"},
            {service("w", "exists"), "absent"},
            {service("man", "substate"), "not asked: supervisor has no substate"},
            {service("man", "restarts"), "not asked: supervisor has no restarts"},
            {service("man", "unit_file"), "not asked: supervisor has no unit_file"},
            {service("man", "runlevels"), "not asked: supervisor has no runlevels"},
        }
    );
    check_odd_names(host, "supervisord");
    check_no_notion(host, "supervisord", "supervisor");
}

TEST_CASE("supervisor: one that does not answer has no stopped programs") {
    const auto with = [](Output output) {
        FakeHost host;
        host.command("supervisorctl status", std::move(output));
        return found(host, service_resources(), service("web", "running"), running("supervisord"));
    };
    const auto said = [](int status, std::string out) {
        return Output{.exit_status = status, .signal = "", .out = std::move(out), .err = ""};
    };

    CHECK(
        with(said(4, "unix:///run/s.sock no such file\n"))
        == "cannot tell: supervisorctl ended with 4: unix:///run/s.sock no such file"
    );
    CHECK(
        with(said(3, "unix:///run/s.sock refused connection\n"))
        == "cannot tell: supervisorctl ended with 3: unix:///run/s.sock refused connection"
    );
    CHECK(with(said(0, "error: <class 'PermissionError'>, [Errno 13] Permission denied: file: x\n"))
              .starts_with("cannot tell: supervisorctl ended with 0: error"));
    CHECK(with(said(127, "")) == "cannot tell: supervisorctl is not there");
    CHECK(with(said(0, "")) == "absent");
}

TEST_CASE("under asks another manager than the one that is PID 1") {
    auto host = sysv_host();
    host.command("supervisorctl status", "cron   STOPPED   Not started\n", 3);
    const auto cron = service("cron", "running");

    CHECK(
        found(
            host,
            service_resources(),
            narrowed("under", {Value("supervisor")}, cron),
            running("sysvinit")
        )
        == "false"
    );
    CHECK(
        found(
            host, service_resources(), narrowed("under", {Value("sysv")}, cron), running("systemd")
        )
        == "true"
    );
}
