// sudoers(): the files with what they include, and what sudo's own tools are asked. The reader has a test of its own.

#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> sudoers_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

std::string of(
    FakeHost& host, const std::string& attribute, const std::vector<std::string>& parameters = {}
) {
    return found(host, sudoers_resources(), fact("sudoers", "", attribute, parameters));
}

FakeHost host_with(const std::string& main) {
    FakeHost host;
    host.file("/etc/sudoers", main, 0440);
    return host;
}

FakeHost image_with(const std::string& main) {
    auto host = host_with(main);
    host.is_image();
    return host;
}

Output output(int status, std::string out, std::string err = "") {
    return {.exit_status = status, .signal = "", .out = std::move(out), .err = std::move(err)};
}

constexpr const char* usual =
    "Defaults use_pty, !lecture\nDefaults secure_path=\"/usr/sbin:/usr/bin\"\nCmnd_Alias APP = "
    "/bin/start, /bin/stop\nroot ALL=(ALL:ALL) ALL\n%adm ALL=APP\n@includedir /etc/sudoers.d\n";

}  // namespace

TEST_CASE("rules of all files that are included, aliases opened") {
    auto host = host_with(usual);
    host.file("/etc/sudoers.d/deploy", "deploy ALL=(root) NOPASSWD: APP\n", 0440)
        .file("/etc/sudoers.d/left.bak", "eve ALL=(ALL) NOPASSWD: ALL\n")
        .file("/etc/sudoers.d/left~", "eve ALL=(ALL) NOPASSWD: ALL\n");
    CHECK(of(host, "exists") == "true");
    CHECK(of(host, "files") == R"(["/etc/sudoers", "/etc/sudoers.d/deploy"])");
    CHECK_THAT(of(host, "rules"), Contains("root ALL=(ALL:ALL) ALL"));
    CHECK_THAT(of(host, "rules"), Contains("%adm ALL=(root) /bin/stop"));
    CHECK_THAT(of(host, "rules"), Contains("deploy ALL=(root) NOPASSWD: /bin/start"));
    CHECK_THAT(of(host, "rules"), not Contains("eve"));
    CHECK(of(host, "passwordless") == R"(["deploy"])");
    CHECK(of(host, "has_rule", {"deploy ALL=(root) NOPASSWD: /bin/stop, /bin/start"}) == "true");
    CHECK(of(host, "has_rule", {"deploy ALL=NOPASSWD: APP"}) == "true");
    CHECK(of(host, "has_rule", {"deploy ALL=(root) /bin/stop"}) == "false");
    CHECK_THAT(of(host, "has_rule", {"deploy"}), Contains("is no rule of sudoers"));
    CHECK(of(host, "setting", {"use_pty"}) == R"("true")");
    CHECK(of(host, "setting", {"lecture"}) == R"("false")");
    CHECK(of(host, "setting", {"secure_path"}) == R"("/usr/sbin:/usr/bin")");
    CHECK(of(host, "setting", {"umask"}) == "not set");
}

TEST_CASE("what is included is found by its path, the host's name, or its own folder") {
    auto host = host_with("@include sudoers.%h\n@include /srv/other\n");
    host.file("/proc/sys/kernel/hostname", "web.example.org\n")
        .file("/etc/sudoers.web", "alice ALL=/bin/a\n")
        .file("/srv/other", "@include more\n")
        .file("/srv/more", "bob ALL=/bin/b\n");
    CHECK(
        of(host, "files") == R"(["/etc/sudoers", "/etc/sudoers.web", "/srv/other", "/srv/more"])"
    );
    CHECK(of(host, "has_rule", {"bob ALL=/bin/b"}) == "true");

    auto image = image_with("@include sudoers.%h\n@includedir /etc/none\n");
    image.file("/etc/hostname", "web\n").file("/etc/sudoers.web", "alice ALL=/bin/a\n", 0440);
    CHECK(of(image, "has_rule", {"alice ALL=/bin/a"}) == "true");
    CHECK(of(image, "valid") == "true");

    auto deep = host_with("@includedir /etc/sudoers.d\n");
    deep.file("/etc/sudoers.d/00", "@include /etc/sudoers.%h\n")
        .file("/proc/sys/kernel/hostname", "web\n")
        .file("/etc/sudoers.web", "eve ALL=(ALL) NOPASSWD: ALL\n");
    CHECK(of(deep, "passwordless") == R"(["eve"])");
    auto nameless = image_with("@include /etc/sudoers.%h\n");
    CHECK_THAT(of(nameless, "rules"), Contains("cannot tell") and Contains("%h"));
    auto folder = image_with("@include /etc/sudoers.d\n");
    folder.folder("/etc/sudoers.d");
    CHECK(of(folder, "valid") == "false");
    auto literal = host_with("@includedir /etc/s?doers.d\n");
    literal.file("/etc/sudoers.d/eve", "eve ALL=(ALL) NOPASSWD: ALL\n");
    CHECK(of(literal, "passwordless") == "[]");

    auto circle = host_with("@include /etc/sudoers\n");
    CHECK_THAT(of(circle, "rules"), Contains("cannot tell: files of sudoers include one another"));
    auto denied = host_with("@include /srv/x\n");
    denied.denied("/srv/x");
    CHECK_THAT(of(denied, "rules"), Contains("cannot tell: permission denied"));
}

TEST_CASE("a host is asked whether all of it is valid, of an image it is read") {
    auto host = host_with(usual);
    host.command("visudo -c", "/etc/sudoers: parsed OK\n");
    CHECK(of(host, "valid") == "true");
    auto broken = host_with("alice ALL=\n");
    broken.command("visudo -c", output(1, "", "/etc/sudoers:1:11: syntax error\nalice ALL=\n"));
    CHECK(of(broken, "valid") == "false");
    auto denied = host_with(usual);
    denied.command(
        "visudo -c", output(1, "", "visudo: unable to open /etc/sudoers: Permission denied\n")
    );
    CHECK_THAT(of(denied, "valid"), Contains("cannot tell: visudo: visudo: unable to open"));
    auto killed = host_with(usual);
    killed.command("visudo -c", output(137, ""));
    CHECK_THAT(of(killed, "valid"), Contains("cannot tell: visudo ended with 137"));
    auto without = host_with(usual);
    CHECK_THAT(of(without, "valid"), Contains("cannot tell: there is no visudo"));

    auto image = image_with(usual);
    CHECK(of(image, "valid") == "true");
    auto open = image_with("@includedir /etc/sudoers.d\n");
    open.file("/etc/sudoers.d/app", "alice ALL=/bin/a\n", 0644);
    CHECK(of(open, "valid") == "false");
    const auto why = gather(open, sudoers_resources(), {fact("sudoers", "", "valid")}).at(0);
    CHECK(
        std::get<Value>(why.found).remark
        == "/etc/sudoers.d/app: bad permissions 0644, should be mode 0440"
    );
    auto faulty = image_with("alice ALL=\nbob ALL=/bin/b\n");
    CHECK(of(faulty, "valid") == "false");
    CHECK(of(faulty, "has_rule", {"bob ALL=/bin/b"}) == "true");
    auto missing = image_with("@include /etc/none\n");
    const auto finding = gather(missing, sudoers_resources(), {fact("sudoers", "", "valid")}).at(0);
    CHECK(shown(finding) == "false");
    CHECK_THAT(
        std::get<Value>(finding.found).remark,
        Contains("/etc/sudoers:1") and Contains("there is no /etc/none")
    );
}

TEST_CASE("sudo is asked what a user may run") {
    auto host = host_with(usual);
    host.command("sudo -n -l -U deploy -- /bin/start -a", "/bin/start -a\n")
        .command("sudo -n -l -U eve -- /bin/start", output(1, ""))
        .command(
            "sudo -n -l -U nobody-here -- /bin/start",
            output(1, "", "sudo: unknown user nobody-here\n")
        )
        .command(
            "sudo -n -l -U alice -- /bin/start", output(1, "", "sudo: a password is required\n")
        );
    CHECK(of(host, "may_run", {"deploy", "/bin/start -a"}) == "true");
    CHECK(of(host, "may_run", {"eve", "/bin/start"}) == "false");
    CHECK_THAT(of(host, "may_run", {"nobody-here", "/bin/start"}), Contains("unknown user"));
    CHECK_THAT(of(host, "may_run", {"alice", "/bin/start"}), Contains("a password is required"));
}

TEST_CASE("without sudoers there is nothing to tell") {
    FakeHost host;
    host.command("visudo -c", output(1, "", "visudo: /etc/sudoers: No such file or directory\n"))
        .command("sudo -n -l -U root -- id", output(1, "", "sudo: no sudoers\n"));
    for (const auto* const attribute : {"exists", "valid", "files", "rules", "passwordless"})
        CHECK(of(host, attribute) == "absent");
    CHECK(of(host, "has_rule", {"root ALL=ALL"}) == "absent");
    CHECK(of(host, "may_run", {"root", "id"}) == "absent");
    FakeHost suse;
    suse.file("/usr/etc/sudoers", "root ALL=(ALL) ALL\n");
    CHECK(of(suse, "exists") == "true");
}
