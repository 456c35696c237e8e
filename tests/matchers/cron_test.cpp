#include "framework/host/resource.hpp"
#include "framework/model/match.hpp"
#include "framework/platform/crontab.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> cron_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string passwd = "root:x:0:0:root:/root:/bin/bash\n"
                           "alice:x:1000:1000::/home/alice:/bin/bash\n"
                           "bob:x:1001:1001::/home/bob:/bin/bash\n";
const std::string of_alice = "# m h dom mon dow command\n"
                             "MAILTO = \"ops@example.org\"\n"
                             "PATH=/usr/bin:/bin\n"
                             "\n"
                             "  15 2 * * *\t/usr/local/sbin/backup --to 'a b' # yes\n"
                             "#0 0 * * * /bin/commented-out\n"
                             "@daily date +\\%F%input\n"
                             "AFTER=all\n";

FakeHost debian_host() {
    FakeHost host;
    host.file("/etc/passwd", passwd)
        .file("/etc/group", "root:x:0:\n")
        .file("/etc/nsswitch.conf", "passwd: files\ngroup: files\n")
        .file("/var/spool/cron/crontabs/alice", of_alice)
        .file("/var/spool/cron/crontabs/gone", "* * * * * /bin/orphan\n")
        .file(
            "/etc/crontab",
            "SHELL=/bin/sh\n17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n"
        )
        .file("/etc/cron.d/php", "09,39 * * * * alice [ -x /usr/lib/php ] && /usr/lib/php\n")
        .file("/etc/cron.d/php.dpkg-dist", "* * * * * root /bin/never\n")
        .file("/etc/cron.daily/logrotate", "#!/bin/sh\n", 0755)
        .file("/etc/cron.daily/not-executable", "#!/bin/sh\n", 0644)
        .file("/etc/cron.daily/.placeholder", "", 0755)
        .file("/etc/cron.hourly/with.dot", "", 0755);
    return host;
}

std::string found(
    FakeHost& host,
    const std::string& user,
    const std::string& attribute,
    Platform platform = debian()
) {
    return tests::found(host, cron_resources(), fact("cron", user, attribute), std::move(platform));
}

Fact all(std::string attribute, std::vector<Argument> parameters = {}) {
    return {{"crontabs", {}}, std::move(attribute), std::move(parameters)};
}

Platform of_family(const std::string& family) {
    auto platform = debian();
    platform.family = family;
    return platform;
}

/// How `entries.contains(line)` comes out.
Truth contains(
    FakeHost& host, const std::string& user, const std::string& line, bool negated = false
) {
    const auto finding = gather(host, cron_resources(), {fact("cron", user, "entries")}).at(0);
    const auto* attribute = find_attribute(cron_resources()[0].entry, "", "entries");
    Matcher matcher{"contains", {}, {equals(Term{TermKind::cron_entry, line})}};
    if (negated)
        matcher = muster::negated(matcher);
    return match(matcher, judged_value(*attribute, std::get<Value>(finding.found)), host.now())
        .truth;
}

}  // namespace

TEST_CASE("a user's crontab: its lines, commands and assignments") {
    auto host = debian_host();

    CHECK(found(host, "alice", "exists") == "true");
    CHECK(
        found(host, "alice", "entries")
        == R"(["15 2 * * * /usr/local/sbin/backup --to 'a b' # yes", "@daily date +\\%F%input"])"
    );
    CHECK(
        found(host, "alice", "commands")
        == R"(["/usr/local/sbin/backup --to 'a b' # yes", "date +\\%F%input"])"
    );
    CHECK(
        tests::found(host, cron_resources(), fact("cron", "alice", "environment", {"MAILTO"}))
        == R"("ops@example.org")"
    );
    CHECK(
        tests::found(host, cron_resources(), fact("cron", "alice", "environment", {"PATH"}))
        == R"("/usr/bin:/bin")"
    );
    CHECK(
        tests::found(host, cron_resources(), fact("cron", "alice", "environment", {"AFTER"}))
        == "not set"
    );
    CHECK(host.exchanges() == 6);
}

TEST_CASE("line commented out (cron): is not there") {
    auto host = debian_host();

    CHECK(contains(host, "alice", "0 0 * * * /bin/commented-out") == Truth::no);
    CHECK(contains(host, "alice", "0 0 * * * date +\\%F%input") == Truth::yes);
    CHECK(contains(host, "alice", "15 02 * * * /usr/local/sbin/backup") == Truth::no);
}

TEST_CASE("account without crontab · unknown account: not entries.contains(…): passed · failed") {
    auto host = debian_host();

    CHECK(contains(host, "bob", "* * * * * x", true) == Truth::yes);
    CHECK(contains(host, "mallory", "* * * * * x", true) == Truth::absent);
    CHECK(found(host, "bob", "exists") == "absent");
    for (const auto* attribute : {"exists", "entries", "commands", "system_entries", "allowed"})
        CHECK(found(host, "mallory", attribute) == "there is no user of this name");
}

TEST_CASE("lines of the system that run as a user, without the column of the user") {
    auto host = debian_host();

    CHECK(
        found(host, "root", "system_entries")
        == R"(["17 * * * * cd / && run-parts --report /etc/cron.hourly"])"
    );
    CHECK(
        found(host, "alice", "system_entries")
        == R"(["09,39 * * * * [ -x /usr/lib/php ] && /usr/lib/php"])"
    );
    CHECK(found(host, "bob", "system_entries") == "[]");
    CHECK(found(host, "root", "system_entries", of_family("alpine")) == "[]");
    host.denied("/etc/crontab");
    CHECK(
        found(host, "bob", "system_entries")
        == "cannot tell: permission denied reading /etc/crontab"
    );
}

TEST_CASE("a crontab is where the system keeps it") {
    for (const auto& [family, folder] :
         {std::pair{"rhel", "/var/spool/cron/"},
          {"arch", "/var/spool/cron/"},
          {"suse", "/var/spool/cron/tabs/"},
          {"alpine", "/etc/crontabs/"},
          {"gentoo", "/var/spool/cron/crontabs/"}}) {
        FakeHost host;
        host.file("/etc/passwd", passwd).file(std::string(folder) + "alice", "@hourly x\n");
        INFO(family);
        CHECK(found(host, "alice", "entries", of_family(family)) == R"(["@hourly x"])");
    }
}

TEST_CASE("not root: one's own crontab by crontab -l, nobody else's") {
    auto host = debian_host();
    host.denied("/var/spool/cron/crontabs").command("id -un", "bob\n");

    CHECK(
        found(host, "alice", "entries")
        == "cannot tell: permission denied reading /var/spool/cron/crontabs"
    );
    CHECK(found(host, "bob", "exists").starts_with("cannot tell"));
    host.command("crontab -l", "0 5 * * 1 x\n");
    CHECK(found(host, "bob", "entries") == R"(["0 5 * * 1 x"])");
    host.command(
        "crontab -l",
        Output{.exit_status = 1, .signal = "", .out = "", .err = "no crontab for bob\n"}
    );
    CHECK(found(host, "bob", "exists") == "absent");
    host.command(
        "crontab -l",
        Output{.exit_status = 1, .signal = "", .out = "", .err = "you are not allowed\n"}
    );
    CHECK(found(host, "bob", "exists").starts_with("cannot tell: permission denied"));
}

TEST_CASE("a crontab that cron leaves out cannot be told, with the line that is none") {
    FakeHost host;
    host.file("/etc/passwd", passwd)
        .file("/var/spool/cron/crontabs/alice", "* * * * * x\n61 * * * * y\n")
        .file("/var/spool/cron/crontabs/bob", "* * * * * x");

    CHECK(
        found(host, "alice", "entries")
        == "cannot tell: /var/spool/cron/crontabs/alice: line 2 is no line of a crontab: \"61 * * "
           "* * y\": "
           "cron leaves the file out"
    );
    CHECK(found(host, "bob", "exists").find("no newline at the end") != std::string::npos);
}

TEST_CASE("who may use crontab(1)") {
    auto host = debian_host();
    CHECK(found(host, "bob", "allowed") == "true");
    CHECK(found(host, "bob", "allowed", of_family("rhel")) == "false");
    host.file("/etc/cron.deny", "bob\n");
    CHECK(found(host, "bob", "allowed") == "false");
    CHECK(found(host, "alice", "allowed", of_family("rhel")) == "true");
    host.file("/etc/cron.allow", " bob \n");
    CHECK(found(host, "bob", "allowed") == "true");
    CHECK(found(host, "alice", "allowed") == "false");
    CHECK(found(host, "root", "allowed") == "true");
    host.denied("/etc/cron.allow");
    CHECK(
        found(host, "bob", "allowed") == "cannot tell: permission denied reading /etc/cron.allow"
    );
}

TEST_CASE("crontabs: all that cron runs, a row each") {
    auto host = debian_host();
    const auto of_user = [](const char* user, Fact fact) {
        return narrowed("where", {"user", user}, std::move(fact));
    };

    const auto findings = gather(
        host,
        cron_resources(),
        {all("names"),
         all("list", {Value("user")}),
         of_user("root", all("list", {Value("schedule")})),
         of_user("alice", all("list", {Value("source")})),
         narrowed("where", {"schedule", "@daily"}, all("list", {Value("command")})),
         all("count")}
    );

    CHECK(
        shown(findings[0])
        == R"(["/etc/cron.d/php:1", "/etc/cron.daily/logrotate", "/etc/crontab:2", )"
           R"("/var/spool/cron/crontabs/alice:5", "/var/spool/cron/crontabs/alice:7"])"
    );
    CHECK(shown(findings[1]) == R"(["alice", "root"])");
    CHECK(shown(findings[2]) == R"(["17 * * * *", "@daily"])");
    CHECK(shown(findings[3]) == R"(["/etc/cron.d/php", "/var/spool/cron/crontabs/alice"])");
    CHECK(shown(findings[4]) == R"(["/etc/cron.daily/logrotate", "date +\\%F%input"])");
    CHECK(shown(findings[5]) == "5");
}

TEST_CASE("scripts of cron.hourly are @hourly, those of Alpine in /etc/periodic") {
    FakeHost host;
    host.file("/etc/cron.hourly/0anacron", "", 0755)
        .file("/etc/cron.hourly/x.rpmsave", "", 0755)
        .file("/etc/periodic/15min/tick", "", 0755);

    const auto schedules = [&](const std::string& family) {
        return tests::found(
            host, cron_resources(), all("list", {Value("schedule")}), of_family(family)
        );
    };
    CHECK(schedules("rhel") == R"(["@hourly"])");
    CHECK(schedules("alpine") == R"(["*/15 * * * *"])");
}

TEST_CASE("nothing that cron runs where there is no cron; what may not be read cannot be told") {
    FakeHost host;
    CHECK(tests::found(host, cron_resources(), all("count")) == "0");

    host.denied("/etc/cron.daily");
    CHECK(
        tests::found(host, cron_resources(), all("names"))
        == "cannot tell: permission denied reading /etc/cron.daily"
    );
}

TEST_CASE("crontabs read: assignments, quotes, and names that no cron reads") {
    const auto crontab =
        crontab_from("'A B'= ' x ' \n\"C\"=y z\nD=\n* * * * * true\n", "t", CrontabKind::of_user);

    REQUIRE(crontab.environment.size() == 3);
    CHECK(crontab.environment[0] == std::pair<std::string, std::string>("A B", " x "));
    CHECK(crontab.environment[1] == std::pair<std::string, std::string>("C", "y z"));
    CHECK(crontab.environment[2] == std::pair<std::string, std::string>("D", ""));
    CHECK(crontab.lines.at(0).number == 4);
    CHECK(is_read_by_cron("e2scrub_all", "debian"));
    CHECK_FALSE(is_read_by_cron("php.dpkg-new", "debian"));
    CHECK(is_read_by_cron("php.conf", "rhel"));
    for (const auto* name : {".placeholder", "x~", "#x#", "x.rpmnew", ""})
        CHECK_FALSE(is_read_by_cron(name, "rhel"));
}
