// services(): all that a manager knows.

#include "framework/base/text.hpp"
#include "framework/model/match.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::string_literals;

namespace {

Fact services(std::string attribute, std::vector<Argument> parameters = {}) {
    return {{"services", {}}, std::move(attribute), std::move(parameters)};
}

Fact where(std::string column, Value value, Fact fact) {
    fact.subject.qualifiers.push_back({"where", {Value(std::move(column)), std::move(value)}});
    return fact;
}

Fact fitting(std::string pattern, Fact fact) {
    fact.subject.names = {Value(std::move(pattern))};
    return fact;
}

Platform running(std::string init) {
    auto platform = debian();
    platform.init = std::move(init);
    return platform;
}

std::string of(FakeHost& host, const Fact& fact, std::string init = "systemd") {
    return found(host, service_resources(), fact, running(std::move(init)));
}

const std::string list_files = "list-unit-files --full --no-legend --no-pager";
const std::string list_units = "list-units --all --full --plain --no-legend --no-pager";

/// As `systemctl show` answers: cron and nginx are enabled, those in `up` run.
Answer show(const Command& command) {
    const std::string up = " cron.service getty@tty1.service gone.service x.timer ";
    std::string out;
    bool units = false;
    for (const auto& word : command.words) {
        if (units) {
            const bool enabled =
                word == "cron.service" or word == "nginx.service" or word == "getty@tty2.service";
            const bool active = up.find(" " + word + " ") != std::string::npos;
            out += (out.empty() ? "" : "\n") + "Id="s + word + "\nNames=" + word
                   + "\nLoadState=" + (word == "gone.service" ? "not-found" : "loaded")
                   + "\nActiveState=" + (active ? "active" : "inactive")
                   + "\nSubState=dead\nUnitFileState=" + (enabled ? "enabled" : "static")
                   + "\nUser=\n";
        }
        units = units or word == "--";
    }
    return Output{.exit_status = out.empty() ? 127 : 0, .signal = "", .out = out, .err = ""};
}

/// Lists recorded from systemd 252.
FakeHost systemd_host() {
    FakeHost host;
    host.command(
            "systemctl " + list_files,
            "cron.service   enabled  enabled\nnginx.service  enabled  enabled\nsshd.service   "
            "alias    -\n"
            "getty@.service enabled  enabled\nhelper.service static   -\nx.timer        static   "
            "-\n"
    )
        .command(
            "systemctl " + list_units,
            "cron.service       loaded    active   running Regular background program processing "
            "daemon\n"
            "auditd.service     not-found inactive dead    auditd.service\n"
            "gone.service       not-found active   running gone.service\n"
            "getty@tty1.service loaded    active   running Getty on tty1\n"
            "x.timer            loaded    active   waiting x\n"
        )
        .link(
            "/etc/systemd/system/getty.target.wants/getty@tty2.service",
            "/lib/systemd/system/getty@.service"
        )
        .commands(show);
    return host;
}

}  // namespace

TEST_CASE("services are what has a unit file, is loaded or is linked to start; no aliases, "
          "templates or mere names") {
    auto host = systemd_host();

    CHECK(
        of(host, services("names"))
        == R"(["cron", "getty@tty1", "getty@tty2", "gone", "helper", "nginx"])"
    );
    CHECK(of(host, services("count")) == "6");
    CHECK(
        of(host, where("enabled", true, services("names"))) == R"(["cron", "getty@tty2", "nginx"])"
    );
    CHECK(
        of(host, where("running", true, services("names"))) == R"(["cron", "getty@tty1", "gone"])"
    );
    CHECK(of(host, services("none", {Value("failed"), Value(true)})) == "true");
    CHECK(of(host, services("list", {Value("state")})) == R"(["active", "inactive"])");
    CHECK(
        of(host, services("list", {Value("runlevels")})) == "not asked: systemd has no runlevels"
    );
}

TEST_CASE("a pattern leaves the services, or units of another kind, that fit") {
    auto host = systemd_host();

    CHECK(of(host, fitting("getty@*", services("names"))) == R"(["getty@tty1", "getty@tty2"])");
    CHECK(of(host, fitting("*.timer", services("names"))) == R"(["x.timer"])");
    CHECK(of(host, fitting("cron.service", services("names"))) == R"(["cron"])");
    CHECK(of(host, fitting("cro", services("names"))) == "[]");
    CHECK(of(host, fitting("$(id)", services("count"))) == "0");
}

TEST_CASE("all services cost two lists and one `systemctl show`, whatever is asked of them") {
    FakeHost host;
    std::string files;
    for (int i = 0; i < 300; ++i)
        files += "unit" + std::to_string(i) + ".service enabled enabled\n";
    host.command("systemctl " + list_files, files)
        .command("systemctl " + list_units, "cron.service loaded active running x\n")
        .commands(show);

    (void)gather(
        host,
        service_resources(),
        {services("names"),
         where("enabled", true, services("names")),
         where("running", true, services("count")),
         services("none", {Value("failed"), Value(true)}),
         services("list", {Value("user")})}
    );

    CHECK(host.exchanges() == 2);
    const auto shows = std::ranges::count_if(host.asked(), [](const std::string& question) {
        return question.starts_with("run systemctl show");
    });
    CHECK(shows == 1);
    CHECK(host.asked().size() == 5);  // and two globs for instances
}

TEST_CASE("services of a user are those of her own manager") {
    FakeHost host;
    std::vector<std::string> users;
    host.commands([&users](const Command& command) {
        users.push_back(command.user);
        auto words = command.words;
        words.erase(words.begin(), words.begin() + 4);
        const auto line = join(words, " ");
        if (line == "systemctl --user " + list_files)
            return Answer(Output{
                .exit_status = 0,
                .signal = "",
                .out = "cron.service enabled -\nweb.service static -\n",
                .err = ""});
        if (line == "systemctl --user " + list_units)
            return Answer(Output{
                .exit_status = 0,
                .signal = "",
                .out = "cron.service loaded active running x\n",
                .err = ""});
        return show(command);
    });
    auto enabled = where("enabled", true, services("names"));
    enabled.subject.qualifiers.push_back({"of_user", {Value("alice")}});

    CHECK(of(host, enabled) == R"(["cron"])");
    CHECK(users == std::vector<std::string>(3, "alice"));
}

TEST_CASE("a manager that cannot list its services has no empty list") {
    FakeHost dead;
    dead.commands([](const Command&) {
        return Answer(Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "Failed to connect to bus: No such file or directory\n"});
    });
    FakeHost silent;
    silent.command("systemctl " + list_files, "").command("systemctl " + list_units, "");

    CHECK(of(dead, services("names"))
              .starts_with("cannot tell: systemctl list-unit-files ended with 1"));
    CHECK(of(dead, services("count")).starts_with("cannot tell"));
    CHECK(of(silent, services("names")) == "cannot tell: systemctl lists no unit at all");
    CHECK(
        of(silent, services("names"), "")
        == "cannot tell: nothing tells which service manager runs here"
    );
    CHECK(of(silent, services("names"), "runit")
              .starts_with("cannot tell: no folder of services for runit"));
}

TEST_CASE("where no service manager runs, files tell which services there are") {
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
        .link("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service")
        .file("/lib/systemd/system/getty@.service", "[Install]\nDefaultInstance=tty1\n")
        .link(
            "/etc/systemd/system/getty.target.wants/getty@tty1.service",
            "/lib/systemd/system/getty@.service"
        )
        .entry("/dev/null", {.type = FileType::character_device})
        .link("/etc/systemd/system/cron.service", "/dev/null")
        .file("/lib/systemd/system/x.timer", "[Timer]\n")
        .file("/etc/init.d/oldy", "#!/bin/sh\n", 0755)
        .file("/etc/init.d/nginx", "#!/bin/sh\n", 0755)
        .file("/etc/init.d/README", "text\n")
        .link("/etc/rc2.d/S01oldy", "../init.d/oldy");

    CHECK(
        of(host, services("names"), "nginx") == R"(["cron", "getty@tty1", "nginx", "oldy", "ssh"])"
    );
    CHECK(
        of(host, where("enabled", true, services("names")), "nginx")
        == R"(["getty@tty1", "nginx", "oldy", "ssh"])"
    );
    CHECK(
        of(host, where("running", true, services("names")), "nginx")
        == "not asked: no service manager runs here"
    );
    CHECK(of(host, where("masked", true, services("names")), "nginx") == R"(["cron"])");
}

TEST_CASE("services of other managers are scripts, folders and programs") {
    FakeHost host;
    host.file("/etc/init.d/cron", "#!/bin/sh\n", 0755)
        .file("/etc/init.d/rc", "#!/bin/sh\n", 0755)
        .file("/etc/init.d/README", "text\n")
        .file("/etc/inittab", "id:2:initdefault:\n")
        .link("/etc/rc2.d/S01cron", "../init.d/cron")
        .file("/etc/service/web/run", "")
        .file("/etc/service/log.txt", "")
        .file("/etc/sv/spare/run", "")
        .file("/etc/sv/web/run", "")
        .command(
            "supervisorctl status",
            "a   RUNNING   pid 1, uptime 0:00:02\ng:b   STOPPED   Not started\n",
            3
        );

    CHECK(of(host, services("names"), "sysvinit") == R"(["cron"])");
    CHECK(of(host, where("enabled", true, services("names")), "sysvinit") == R"(["cron"])");
    CHECK(of(host, services("names"), "openrc") == R"(["cron", "rc"])");
    CHECK(of(host, services("names"), "runit") == R"(["spare", "web"])");
    CHECK(of(host, where("enabled", true, services("names")), "runit") == R"(["web"])");
    CHECK(of(host, services("names"), "supervisord") == R"(["a", "g:b"])");
    CHECK(of(host, where("running", true, services("names")), "supervisord") == R"(["a"])");
    auto under = services("names");
    under.subject.qualifiers.push_back({"under", {Value("supervisor")}});
    CHECK(of(host, under) == R"(["a", "g:b"])");
    CHECK(of(host, fitting("g*", under)) == R"(["g:b"])");
}
