#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <map>

namespace muster {
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::string_literals;

namespace {

Fact service(std::string name, std::string attribute) {
    return fact("service", std::move(name), std::move(attribute));
}

std::string found(Backend& host, const Fact& fact) {
    return tests::found(host, service_resources(), fact);
}

// Recorded from systemd 252 on Debian 12.
const std::map<std::string, std::string> blocks = {
    {"nginx.service",
     "MainPID=37\nNRestarts=2\nMemoryCurrent=3543040\nTasksCurrent=5\nUser=\nId=nginx.service\n"
     "Names=nginx.service\nRequiredBy=\nWantedBy=multi-user.target\nLoadState=loaded\nActiveState="
     "active\n"
     "SubState=running\nFragmentPath=/lib/systemd/system/nginx.service\nSourcePath=\n"
     "DropInPaths=/etc/systemd/system/nginx.service.d/b.conf "
     "/etc/systemd/system/nginx.service.d/a.conf\n"
     "UnitFileState=enabled\nActiveEnterTimestamp=Sun 2026-11-22 10:00:44 "
     "UTC\nNeedDaemonReload=no\n"
     "Restart=always\nRestartUSec=100ms\nEnvironment=\n"},
    {"sshd.service",
     "MainPID=0\nNRestarts=5\nMemoryCurrent=[not "
     "set]\nTasksCurrent=18446744073709551615\nUser=\nId=ssh.service\n"
     "Names=ssh.service sshd.service\nRequiredBy=\nWantedBy=multi-user.target\nLoadState=loaded\n"
     "ActiveState=failed\nSubState=failed\nFragmentPath=/lib/systemd/system/"
     "ssh.service\nSourcePath=\nDropInPaths=\n"
     "UnitFileState=enabled\nActiveEnterTimestamp=\nNeedDaemonReload=yes\n"},
    {"cron.service",
     "MainPID=0\nNRestarts=0\nUser=\nId=cron.service\nNames=cron.service\nRequiredBy=\nWantedBy="
     "\nLoadState=masked\n"
     "ActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/"
     "cron.service\nDropInPaths=\n"
     "UnitFileState=masked\nActiveEnterTimestamp=\nNeedDaemonReload=no\n"},
    {"oldy.service",
     "MainPID=0\nNRestarts=0\nUser=www-data\nId=oldy.service\nNames=oldy.service\nRequiredBy=a."
     "target\n"
     "WantedBy=multi-user.target\nLoadState=loaded\nActiveState=activating\nSubState=start\n"
     "FragmentPath=/run/systemd/generator.late/oldy.service\nSourcePath=/etc/init.d/"
     "oldy\nDropInPaths=\n"
     "UnitFileState=generated\nActiveEnterTimestamp=\nNeedDaemonReload=no\n"},
    {"apt-daily.timer",
     "Id=apt-daily.timer\nNames=apt-daily.timer\nRequiredBy=\nWantedBy=timers.target\nLoadState="
     "loaded\n"
     "ActiveState=active\nSubState=waiting\nFragmentPath=/lib/systemd/system/"
     "apt-daily.timer\nDropInPaths=\n"
     "UnitFileState=enabled\nActiveEnterTimestamp=Sun 2026-11-22 10:00:44 "
     "UTC\nNeedDaemonReload=no\n"},
    {"-.slice",
     "MemoryCurrent=[not "
     "set]\nId=-.slice\nNames=-.slice\nRequiredBy=system.slice\nWantedBy=slices.target\n"
     "LoadState=loaded\nActiveState=active\nSubState=active\nFragmentPath=\nDropInPaths="
     "\nUnitFileState=\n"
     "ActiveEnterTimestamp=Sun 2026-11-22 10:00:43 UTC\nNeedDaemonReload=no\n"},
    {"boot.service",
     "User=\nId=boot.service\nNames=boot.service\nRequiredBy=\nWantedBy=\nLoadState="
     "loaded\nActiveState=inactive\n"
     "SubState=dead\nFragmentPath=/lib/systemd/system/"
     "boot.service\nDropInPaths=\nUnitFileState=enabled-runtime\n"
     "ActiveEnterTimestamp=\nNeedDaemonReload=no\n"},
    {"deleted.service",
     "MainPID=99\nId=deleted.service\nNames=deleted.service\nLoadState=not-found\nActiveState="
     "active\n"
     "SubState=running\nFragmentPath=\nUnitFileState=\n"},
    {"socketed.service",
     "User=\nId=socketed.service\nNames=socketed.service\nLoadState=loaded\nActiveState=inactive\n"
     "SubState=dead\nFragmentPath=/lib/systemd/system/socketed.service\nUnitFileState=indirect\n"},
    {"bad.service",
     "User=\nId=bad.service\nNames=bad.service\nLoadState=bad-setting\nActiveState="
     "inactive\nSubState=dead\n"
     "FragmentPath=/etc/systemd/system/bad.service\nUnitFileState=static\n"},
};

std::string not_found(const std::string& unit) {
    return "MainPID=0\nNRestarts=0\nUser=\nId=" + unit + "\nNames=" + unit
           + "\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath="
             "\nUnitFileState=\n";
}

/// As systemctl answers; one unit that is spoilt breaks off all that follow it, as an impossible name does.
Answer systemctl(const Command& command) {
    const auto& words = command.words;
    if (words.size() < 5 or words[0] != "systemctl" or words[3] != "--")
        return Output{.exit_status = 127, .signal = "", .out = "", .err = words[0] + ": not found"};
    Output output;
    for (std::size_t i = 4; i < words.size(); ++i) {
        if (words[i] == "spoilt.service") {
            output.exit_status = 1;
            output.err = "Failed to get properties: Unit name is odd.\n";
            return output;
        }
        const auto block = blocks.find(words[i]);
        output.out +=
            (i == 4 ? "" : "\n") + (block == blocks.end() ? not_found(words[i]) : block->second);
    }
    return output;
}

FakeHost systemd_host() {
    FakeHost host;
    host.commands(systemctl);
    return host;
}

/// A container of Debian whose PID 1 is what it serves.
Platform plain_container() {
    auto platform = debian();
    platform.init = "nginx";
    return platform;
}

FakeHost container() {
    FakeHost host;
    host.file("/lib/systemd/system/nginx.service", "[Install]\nWantedBy=multi-user.target\n")
        .link(
            "/etc/systemd/system/multi-user.target.wants/nginx.service",
            "/lib/systemd/system/nginx.service"
        )
        .file(
            "/lib/systemd/system/ssh.service",
            "[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\n"
        )
        .link("/lib/systemd/system/static.service", "/lib/systemd/system/real.service")
        .file("/lib/systemd/system/real.service", "[Service]\nExecStart=/bin/true\n")
        .file("/lib/systemd/system/also.service", "[Install]\nAlso=nginx.service\n")
        .file(
            "/lib/systemd/system/getty@.service",
            "[Install]\nWantedBy=getty.target\nDefaultInstance=tty1\n"
        )
        .link(
            "/etc/systemd/system/getty.target.wants/getty@tty1.service",
            "/lib/systemd/system/getty@.service"
        )
        .file("/lib/systemd/system/cron.service", "[Install]\nWantedBy=multi-user.target\n")
        .entry("/dev/null", {.type = FileType::character_device})
        .link("/etc/systemd/system/cron.service", "/dev/null")
        .file("/etc/systemd/system/empty.service", "")
        .file("/etc/init.d/oldy", "#!/bin/sh\n", 0755)
        .link("/etc/rc2.d/S01oldy", "../init.d/oldy")
        .file("/etc/init.d/idle", "#!/bin/sh\n", 0755);
    return host;
}

}  // namespace

TEST_CASE("100 services: one `systemctl`") {
    auto host = systemd_host();
    std::vector<Fact> facts;
    for (int i = 0; i < 100; ++i)
        for (const auto* attribute : {"running", "enabled", "failed", "state", "main_pid"})
            facts.push_back(service("unit" + std::to_string(i), attribute));

    const auto findings = gather(host, service_resources(), facts);

    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 1);
    for (const auto& finding : findings)
        CHECK(shown(finding) == "absent");
}

TEST_CASE("all units of a suite are one question, with every property that is asked for") {
    auto host = systemd_host();
    std::vector<Fact> facts;
    for (int i = 0; i < 20; ++i)
        facts.push_back(service("unit" + std::to_string(i), "running"));
    facts.push_back(service("nginx", "running"));
    facts.push_back(service("nginx", "enabled"));
    facts.push_back(fact("service", "nginx", "property", {"Restart"}));
    facts.push_back(fact("service", "sshd", "property", {"Nosuch"}));

    const auto findings = gather(host, service_resources(), facts);

    CHECK(host.exchanges() == 1);
    REQUIRE(host.asked().size() == 1);
    CHECK(shown(findings[0]) == "absent");
    CHECK(shown(findings[20]) == "true");
    CHECK(shown(findings[21]) == "true");
    CHECK(shown(findings[22]) == "\"always\"");
    CHECK(shown(findings[23]) == "not set");
}

TEST_CASE("a unit's attributes are what its properties say") {
    auto host = systemd_host();
    const std::vector<std::pair<Fact, std::string>> expected = {
        {service("nginx", "exists"), "true"},
        {service("nginx", "valid"), "true"},
        {service("nginx", "state"), "\"active\""},
        {service("nginx", "substate"), "\"running\""},
        {service("nginx", "enablement"), "\"enabled\""},
        {service("nginx", "masked"), "false"},
        {service("nginx", "failed"), "false"},
        {service("nginx", "main_pid"), "37"},
        {service("nginx", "restarts"), "2"},
        {service("nginx", "started"), "2026-11-22T10:00:44Z"},
        {service("nginx", "user"), "\"root\""},
        {service("nginx", "unit_file"), "\"/lib/systemd/system/nginx.service\""},
        {service("nginx", "drop_ins"),
         "[\"/etc/systemd/system/nginx.service.d/b.conf\", "
         "\"/etc/systemd/system/nginx.service.d/a.conf\"]"},
        {service("nginx", "needs_reload"), "false"},
        {service("nginx", "wanted_by"), "[\"multi-user.target\"]"},
        {service("nginx", "runlevels"), "not asked: systemd has no runlevels"},
        {service("nginx", "memory"), "3543040"},
        {service("nginx", "tasks"), "5"},
        {service("nginx.service", "running"), "true"},
        {service("sshd", "running"), "false"},
        {service("sshd", "failed"), "true"},
        {service("sshd", "enabled"), "true"},
        {service("sshd", "main_pid"), "not set"},
        {service("sshd", "started"), "not set"},
        {service("sshd", "tasks"), "not set"},
        {service("sshd", "needs_reload"), "true"},
        {service("cron", "exists"), "true"},
        {service("cron", "masked"), "true"},
        {service("cron", "enabled"), "false"},
        {service("cron", "enablement"), "\"masked\""},
        {service("oldy", "running"), "false"},
        {service("oldy", "enabled"), "true"},
        {service("oldy", "enablement"), "\"generated\""},
        {service("oldy", "user"), "\"www-data\""},
        {service("oldy", "wanted_by"), "[\"a.target\", \"multi-user.target\"]"},
        {service("apt-daily.timer", "running"), "true"},
        {service("apt-daily.timer", "user"), "not set"},
        {service("-.slice", "enablement"), "not set"},
        {service("-.slice", "enabled"), "false"},
        {service("-.slice", "unit_file"), "not set"},
        {service("boot", "enabled"), "false"},
        {service("boot", "enablement"), "\"enabled-runtime\""},
        {service("deleted", "exists"), "absent"},
        {service("deleted", "running"), "true"},
        {service("deleted", "state"), "\"active\""},
        {service("deleted", "enabled"), "absent"},
        {service("bad", "valid"), "false"},
        {service("nosuch", "exists"), "absent"},
        {service("nosuch", "enablement"), "absent"},
        {service("nosuch", "state"), "absent"},
        {service("nosuch", "restarts"), "absent"},
        {fact("service", "nginx", "property", {"RestartUSec"}), "\"100ms\""},
        {fact("service", "nginx", "property", {"Environment"}), "not set"},
        {fact("service", "nginx", "property", {"-p x"}), "not set"},
        {fact("service", "nosuch", "property", {"Restart"}), "absent"},
    };
    for (const auto& [fact, value] : expected) {
        INFO(describe(fact));
        CHECK(found(host, fact) == value);
    }
}

TEST_CASE("unit static, indirect, masked or unknown: enabled is false, enablement tells them apart"
) {
    auto host = systemd_host();
    const std::vector<std::pair<const char*, const char*>> words = {
        {"bad", "\"static\""}, {"socketed", "\"indirect\""}, {"cron", "\"masked\""}};
    for (const auto& [name, word] : words) {
        INFO(name);
        CHECK(found(host, service(name, "enabled")) == "false");
        CHECK(found(host, service(name, "enablement")) == word);
        CHECK(found(host, service(name, "exists")) == "true");
    }
    CHECK(found(host, service("nosuch", "enabled")) == "absent");
    CHECK(found(host, service("nosuch", "enablement")) == "absent");
}

TEST_CASE("unit activating: not running; enabled for this boot only: not enabled, with a hint") {
    auto host = systemd_host();

    CHECK(found(host, service("oldy", "state")) == "\"activating\"");
    CHECK(found(host, service("oldy", "running")) == "false");
    CHECK(found(host, service("boot", "enabled")) == "false");
}

TEST_CASE("what is not enabled says what it is") {
    auto host = systemd_host();
    const auto findings = gather(
        host,
        service_resources(),
        std::vector{service("boot", "enabled"), service("cron", "enabled")}
    );

    CHECK(std::get<Value>(findings[0].found).remark == "enabled for this boot only");
    CHECK(std::get<Value>(findings[1].found).remark == "its enablement is masked");
}

TEST_CASE("a name that is a pattern, an option or code is one unit that does not exist") {
    for (const auto* name :
         {"*", "ngin?", "--version x", "a b", "nginx;id", "$(id)", "a\nb", "'", "/etc/passwd"}) {
        auto host = systemd_host();

        INFO(name);
        CHECK(found(host, service(name, "exists")) == "absent");
        CHECK(found(host, service(name, "running")) == "absent");
        CHECK(host.asked().empty());
    }
}

TEST_CASE("a unit that breaks the joined run spoils only its own row") {
    auto host = systemd_host();

    const auto findings = gather(
        host,
        service_resources(),
        std::vector{service("spoilt", "running"), service("nginx", "running")}
    );

    CHECK(
        shown(findings[0])
        == "cannot tell: systemctl show ended with 1: Failed to get properties: Unit name is odd."
    );
    CHECK(shown(findings[1]) == "true");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("a manager that does not answer is no stopped service") {
    FakeHost dead;
    dead.commands([](const Command&) {
        return Answer(Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "Failed to connect to bus: No such file or directory\n"});
    });
    FakeHost missing;

    for (const auto* attribute : {"exists", "running", "enabled"}) {
        CHECK(
            found(dead, service("nginx", attribute))
            == "cannot tell: systemctl show ended with 1: Failed to connect to bus: No such file "
               "or directory"
        );
        CHECK(found(missing, service("nginx", attribute)) == "cannot tell: systemctl is not there");
    }
}

TEST_CASE("a template is answered from its unit file") {
    auto host = container();
    host.commands(systemctl);

    CHECK(found(host, service("getty@", "exists")) == "true");
    CHECK(found(host, service("getty@.service", "enabled")) == "true");
    CHECK(found(host, service("getty@", "running")) == "false");
    CHECK(
        found(host, service("getty@", "main_pid"))
        == "not asked: a template has no main_pid; its instances have"
    );
    CHECK(found(host, service("nosuch@", "running")) == "absent");
    CHECK(
        found(host, fact("service", "getty@", "property", {"Restart"}))
        == "not asked: a template has no property; its instances have"
    );
    CHECK(found(host, fact("service", "nosuch@", "property", {"Restart"})) == "absent");
    CHECK(
        found(host, narrowed("of_user", {Value("alice")}, service("getty@", "exists")))
        == "cannot tell: no reader for the templates of a user's units"
    );
}

TEST_CASE("where no service manager runs, files tell what would start, and nothing tells what runs"
) {
    auto host = container();
    const auto in_container = [&](const char* name, const char* attribute) {
        return tests::found(host, service_resources(), service(name, attribute), plain_container());
    };

    CHECK(in_container("nginx", "exists") == "true");
    CHECK(in_container("nginx", "enabled") == "true");
    CHECK(in_container("nginx", "running") == "not asked: no service manager runs here");
    CHECK(in_container("nginx", "failed") == "not asked: no service manager runs here");
    CHECK(in_container("nginx", "state") == "not asked: no service manager runs here");
    CHECK(in_container("nosuch", "exists") == "absent");
    CHECK(in_container("nosuch", "enabled") == "absent");
    CHECK(in_container("a b", "enabled") == "absent");
    CHECK(in_container("ssh", "enablement") == "\"disabled\"");
    CHECK(in_container("static", "enablement") == "\"static\"");
    CHECK(in_container("also", "enablement") == "\"indirect\"");
    CHECK(in_container("cron", "enablement") == "\"masked\"");
    CHECK(in_container("cron", "masked") == "true");
    CHECK(in_container("cron", "exists") == "true");
    CHECK(in_container("empty", "masked") == "true");
    CHECK(in_container("getty@tty1", "enabled") == "true");
    CHECK(in_container("getty@tty2", "enabled") == "false");
    CHECK(in_container("oldy", "enabled") == "true");
    CHECK(in_container("oldy", "enablement") == "\"generated\"");
    CHECK(in_container("idle", "enabled") == "false");
}

TEST_CASE("without a manager the default runlevel is inittab's, where there is one") {
    auto host = container();
    host.file("/etc/inittab", "id:4:initdefault:\n").link("/etc/rc4.d/S01idle", "../init.d/idle");
    const auto enabled = [&](const char* name) {
        return tests::found(host, service_resources(), service(name, "enabled"), plain_container());
    };

    CHECK(enabled("idle") == "true");
    CHECK(enabled("oldy") == "false");
}

TEST_CASE("without a manager OpenRC's runlevels tell what would start, where there are any") {
    auto host = container();
    host.file("/etc/inittab", "::sysinit:/sbin/openrc sysinit\n")
        .link("/etc/runlevels/default/idle", "/etc/init.d/idle");
    const auto of = [&](const char* name, const char* attribute) {
        return tests::found(host, service_resources(), service(name, attribute), plain_container());
    };

    CHECK(of("idle", "enabled") == "true");
    CHECK(of("oldy", "enabled") == "false");
    CHECK(of("oldy", "unit_file") == "\"/etc/init.d/oldy\"");
    CHECK(of("oldy", "running") == "not asked: no service manager runs here");
}

TEST_CASE("an alias link enables the unit that it stands for") {
    auto host = container();
    host.link("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service");

    for (const auto* name : {"ssh", "sshd"})
        CHECK(
            tests::found(host, service_resources(), service(name, "enablement"), plain_container())
            == "\"enabled\""
        );
}

TEST_CASE("a unit folder that may not be read is no missing unit") {
    auto host = container();
    host.denied("/lib/systemd/system");

    CHECK(
        tests::found(host, service_resources(), service("ssh", "exists"), plain_container())
        == "cannot tell: permission denied reading /lib/systemd/system"
    );
}

TEST_CASE("a manager that is not known is never taken for none") {
    auto host = systemd_host();
    const auto with = [&](const char* init) {
        auto platform = debian();
        platform.init = init;
        return tests::found(host, service_resources(), service("nginx", "running"), platform);
    };

    CHECK(with("busybox") == "cannot tell: no reader for the service manager \"busybox\"");
    CHECK(with("") == "cannot tell: nothing tells which service manager runs here");
    CHECK(
        found(host, narrowed("under", {Value("systmd")}, service("nginx", "running")))
        == "cannot tell: no reader for the service manager \"systmd\"; did you mean \"systemd\"?"
    );
}

TEST_CASE("under overrules what runs as PID 1") {
    auto host = systemd_host();

    CHECK(
        tests::found(
            host,
            service_resources(),
            narrowed("under", {Value("systemd")}, service("nginx", "running")),
            plain_container()
        )
        == "true"
    );
}

TEST_CASE("a user's own manager is asked as that user") {
    FakeHost host;
    std::string user;
    host.commands([&user](const Command& command) {
        user = command.user;
        auto words = command.words;  // sh -c SCRIPT sh systemctl --user show …
        words.erase(words.begin(), words.begin() + 4);
        words.erase(words.begin() + 1);
        return systemctl({words});
    });
    const auto hers = [&](const char* name, const char* attribute) {
        return found(host, narrowed("of_user", {Value("alice")}, service(name, attribute)));
    };

    CHECK(hers("nginx", "running") == "true");
    CHECK(hers("nginx", "user") == "\"alice\"");
    CHECK(hers("nosuch", "exists") == "absent");
    CHECK(hers("a b", "exists") == "absent");
    CHECK(user == "alice");
    CHECK(
        found(host, narrowed("of_user", {Value("al\nice")}, service("nginx", "exists")))
        == R"(cannot tell: "al\nice" is no user's name)"
    );
}

TEST_CASE("units of one user are one question, and never share one with the system's") {
    FakeHost host;
    host.commands([](const Command& command) {
        auto words = command.words;
        if (words[0] == "sh") {
            words.erase(words.begin(), words.begin() + 4);
            words.erase(words.begin() + 1);
        }
        return systemctl({words});
    });
    std::vector<Fact> facts = {service("nginx", "running"), service("bad", "valid")};
    for (const auto* name : {"nginx", "sshd", "nosuch"})
        facts.push_back(narrowed("of_user", {Value("alice")}, service(name, "running")));
    facts.push_back(narrowed("of_user", {Value("bob")}, service("nginx", "running")));

    const auto findings = gather(host, service_resources(), facts);

    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 3);
    CHECK(shown(findings[2]) == "true");
    CHECK(shown(findings[3]) == "false");
    CHECK(shown(findings[4]) == "absent");
    CHECK(shown(findings[5]) == "true");
}

TEST_CASE("a user whose manager does not run cannot be told about") {
    FakeHost host;
    host.commands([](const Command&) {
        return Answer(Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "Failed to connect to bus: No such file or directory\n"});
    });

    CHECK(
        found(host, narrowed("of_user", {Value("alice")}, service("nginx", "running")))
        == "cannot tell: no systemd --user of \"alice\" runs"
    );
}

TEST_CASE("a watching tool is asked once, and knows a service by its own name") {
    FakeHost host;
    host.command(
            "monit -B status",
            "Monit 5.33.0 uptime: 0m\n\nProcess 'nginx'\n  status      OK\n"
            "  monitoring status            Not monitored\n\nProcess 'my app'\n"
            "  monitoring status            Monitored\n"
    )
        .command("supervisorctl status", "grp:web    RUNNING   pid 1, uptime 0:00:02\n", 3);
    const auto by = [](const char* name, std::vector<std::string> parameters) {
        return fact("service", name, "monitored_by", std::move(parameters));
    };
    const std::vector facts = {
        by("nginx", {"monit"}),
        by("app", {"monit", "my app"}),
        by("nosuch", {"monit"}),
        by("web", {"supervisor"}),
        by("nginx", {"supervisor"}),
        by("nginx", {"mnit"})};

    const auto findings = gather(host, service_resources(), facts);

    CHECK(shown(findings[0]) == "false");
    CHECK(shown(findings[1]) == "true");
    CHECK(shown(findings[2]) == "absent");
    CHECK(shown(findings[3]) == "true");
    CHECK(shown(findings[4]) == "absent");
    CHECK(
        shown(findings[5])
        == "cannot tell: no reader for the tool \"mnit\"; did you mean \"monit\"?"
    );
    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 2);
}

TEST_CASE("a watching tool that does not answer watches nobody knows what") {
    FakeHost host;
    host.command(
            "monit -B status",
            Output{
                .exit_status = 1,
                .signal = "",
                .out = "",
                .err = "Monit: the monit daemon is not running\n"}
    )
        .command("supervisorctl status", "unix:///var/run/supervisor.sock no such file\n", 4);

    CHECK(
        found(host, fact("service", "nginx", "monitored_by", {"monit"}))
        == "cannot tell: monit ended with 1: Monit: the monit daemon is not running"
    );
    CHECK(
        found(host, fact("service", "nginx", "monitored_by", {"supervisor"}))
        == "cannot tell: supervisorctl ended with 4: unix:///var/run/supervisor.sock no such file"
    );
}

TEST_CASE("unit unknown: not enabled passes, its enablement is not-found; a masked unit exists") {
    auto host = systemd_host();
    const auto judged = [&](const Fact& fact, const Matcher& matcher) {
        return outcome(host, service_resources(), fact, matcher);
    };

    for (const auto* name : {"bad", "socketed", "cron", "nosuch"}) {
        INFO(name);
        CHECK(judged(service(name, "enabled"), negated(equals(true))) == "passed");
        CHECK(judged(service(name, "enabled"), equals(true)) == "failed");
    }
    CHECK(judged(service("nosuch", "enablement"), equals(Value("not-found"))) == "passed");
    CHECK(judged(service("nosuch", "exists"), equals(true)) == "failed");
    CHECK(judged(service("cron", "enablement"), equals(Value("masked"))) == "passed");
    CHECK(judged(service("cron", "masked"), equals(true)) == "passed");
    CHECK(judged(service("cron", "exists"), equals(true)) == "passed");
}

TEST_CASE(
    "systemctl fails: neither a state nor a property is told, though both were asked by one run"
) {
    FakeHost host;
    auto property = service("ssh", "property");
    property.parameters = {Value("Restart")};

    const auto findings = gather(host, service_resources(), {service("ssh", "running"), property});

    for (const auto& finding : findings)
        CHECK(std::holds_alternative<CannotTell>(finding.found));
}
