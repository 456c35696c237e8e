// Packages of apk and pacman, whose databases are files. They are written here in the formats that
// apk-tools (APKINDEX and installed db, wiki.alpinelinux.org/wiki/Apk_spec) and pacman (as pacman 6.0 wrote
// them) document; Debian has no apk, so none was asked. package_tools_test.cpp asks the real pacman.

#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <array>

namespace muster {
std::span<const Resource> package_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Platform of_family(std::string family) {
    auto platform = debian();
    platform.family = family;
    platform.distribution = std::move(family);
    return platform;
}

struct Machine {
    FakeHost host;
    Platform platform;

    std::string tells(std::string name, std::string attribute) {
        return found(
            host,
            package_resources(),
            fact("package", std::move(name), std::move(attribute)),
            platform
        );
    }
};

// Z: is "Q1" and the SHA-1 in base64: here of "conf\n", of "hello\n", and of the link's text "/bin/busybox".
const std::string installed_by_apk =
    "C:Q1abc=\nP:nginx\nV:1.24.0-r6\nA:x86_64\nS:10\nI:20\nT:HTTP server\nU:https://x\nL:BSD\n"
    "o:nginx\nD:so:libc.musl-x86_64.so.1\np:cmd:nginx=1.24.0-r6 webserver=2\n"
    "F:etc\nF:etc/nginx\nR:nginx.conf\nZ:Q1NA47SSoWDXF2kCrPvksGcXpAcK0=\n"
    "F:usr\nF:usr/sbin\nR:nginx\na:0:0:755\nZ:Q19XLTlvrpIGYocU+yzgD3LpTyJY8=\n"
    "\n"
    "P:musl\nV:1.2.4_git2-r0\nA:x86_64\np:so:libc.musl-x86_64.so.1=1\n"
    "F:lib\nR:broken\nZ:X1nonsense\n"
    "\n"
    "P:busybox\nV:1.36\nA:x86_64\nF:bin\nR:sh\na:0:0:777\nZ:Q1pcfTfDNEbNKQc2s1tia7da05M8Q=\n";

Machine alpine() {
    Machine machine{{}, of_family("alpine")};
    machine.host.file("/lib/apk/db/installed", installed_by_apk)
        .file("/etc/apk/world", "nginx=1.24.0-r6\nbusybox\n!telnet\n")
        .file("/var/cache/apk/APKINDEX.066df28d.tar.gz", "")
        .command(
            "apk --no-network policy nginx",
            "nginx policy:\n  1.24.0-r6:\n    lib/apk/db/installed\n    "
            "http://alpine.example/v3.18/main\n"
            "  1.24.0-r7:\n    http://alpine.example/v3.18/main\n"
            "  1.26.0-r0:\n    @edge http://alpine.example/edge/main\n"
        )
        .command("apk --no-network policy busybox", "");
    return machine;
}

std::string desc(std::string_view name, std::string_view version, std::string_view more) {
    return fmt::format(
        "%NAME%\n{}\n\n%VERSION%\n{}\n\n%BASE%\n{}\n\n%DESC%\n%NAME%x\n\n%ARCH%\nx86_64\n\n{}",
        name,
        version,
        name,
        more
    );
}

Machine arch() {
    Machine machine{{}, of_family("arch")};
    machine.host.file("/var/lib/pacman/local/ALPM_DB_VERSION", "9\n")
        .file(
            "/var/lib/pacman/local/nginx-1.24.0-1/desc",
            desc("nginx", "1.24.0-1", "%PROVIDES%\nwebserver=2\nlibngx.so=1-64\n\n")
        )
        .file(
            "/var/lib/pacman/local/pcre2-2:10.42-2/desc",
            desc("pcre2", "2:10.42-2", "%GROUPS%\nbase\n\n%REASON%\n1\n\n")
        )
        .file(
            "/etc/pacman.conf",
            "[options]\nIgnorePkg = ngi* other  # kept\nInclude = /etc/pacman.d/*.ignore\n"
            "[core]\nIgnorePkg = pcre2\n"
        );
    return machine;
}

std::string block(std::string_view repository, std::string_view name, std::string_view version) {
    return fmt::format(
        "Repository      : {}\nName            : {}\nVersion         : {}\nDescription     : x\n"
        "Depends On      : None\n\n",
        repository,
        name,
        version
    );
}

}  // namespace

TEST_CASE("apk's database is read as a file") {
    const std::vector<std::array<std::string, 3>> expected = {
        {"nginx", "installed", "true"},
        {"nginx", "version", "1.24.0-r6"},
        {"nginx", "upstream_version", "1.24.0"},
        {"nginx", "release", R"("r6")"},
        {"busybox", "release", "not set"},
        {"nginx", "state", R"("installed")"},
        {"nginx", "architecture", R"("x86_64")"},
        {"nginx:x86_64", "architectures", R"(["x86_64"])"},
        {"nginx:aarch64", "installed", "absent"},
        {"nosuch", "installed", "absent"},
        {"nosuch", "state", "absent"},
        {"nosuch", "version", "absent"},
        {"*", "installed", "absent"},
        {"webserver", "installed", "absent"},
        {"webserver", "provided", "true"},
        {"so:libc.musl-x86_64.so.1", "provided", "true"},
        {"cmd:nginx", "provided", "true"},
        {"so:libc", "provided", "absent"},
        {"nginx", "held", "true"},
        {"busybox", "held", "false"},
        {"nginx", "automatic", "false"},
        {"musl", "automatic", "true"},
        {"nosuch", "automatic", "absent"},
    };
    auto machine = alpine();
    for (const auto& [name, attribute, value] : expected) {
        INFO(name << ' ' << attribute);
        CHECK(machine.tells(name, attribute) == value);
    }
}

TEST_CASE("apk's database is found below /usr, too, and none is no empty one") {
    Machine moved{{}, of_family("alpine")};
    moved.host.file("/usr/lib/apk/db/installed", "P:musl\nV:1\nA:x86_64\n");
    Machine none{{}, of_family("alpine")};
    auto denied = alpine();
    denied.host.denied("/lib/apk/db/installed");
    auto spoilt = alpine();
    spoilt.host.file("/lib/apk/db/installed", "\xff\n");
    auto no_world = alpine();
    no_world.host.denied("/etc/apk/world");

    CHECK(moved.tells("musl", "version") == "1");
    CHECK(moved.tells("musl", "automatic") == "cannot tell: there is no /etc/apk/world");
    CHECK(
        none.tells("musl", "installed")
        == "cannot tell: there is no apk database in /lib/apk/db or /usr/lib/apk/db"
    );
    CHECK(denied.tells("musl", "installed").starts_with("cannot tell: permission denied"));
    CHECK(denied.tells("musl", "provided").starts_with("cannot tell: permission denied"));
    CHECK(spoilt.tells("musl", "installed") == "cannot tell: apk's database holds no package");
    CHECK(no_world.tells("nginx", "held").starts_with("cannot tell: permission denied"));
}

TEST_CASE("apk policy offers what untagged repositories have") {
    auto machine = alpine();
    auto no_index = alpine();
    no_index.host = FakeHost();
    no_index.host.file("/lib/apk/db/installed", installed_by_apk)
        .command("apk --no-network policy nginx", "");

    CHECK(machine.tells("nginx", "candidate") == "1.24.0-r7");
    CHECK(machine.tells("nginx", "upgradable") == "true");
    CHECK(machine.tells("nginx", "repository") == R"("http://alpine.example/v3.18/main")");
    CHECK(machine.tells("busybox", "candidate") == "not set");
    CHECK(machine.tells("busybox", "upgradable") == "false");
    CHECK(machine.tells("musl", "candidate") == "cannot tell: apk is not there");
    CHECK(machine.tells("nosuch", "candidate") == "absent");
    CHECK(
        no_index.tells("nginx", "candidate")
        == "cannot tell: apk has no package index in /var/cache/apk or /etc/apk/cache"
    );
}

TEST_CASE("apk's files are compared by their digests, links by where they lead") {
    auto machine = alpine();
    machine.host.file("/usr/sbin/nginx", "hello\n").file("/etc/nginx/nginx.conf", "mine");
    machine.host.file("/bin/busybox", "x").link("/bin/sh", "/bin/busybox");
    CHECK(machine.tells("nginx", "intact") == "true");
    CHECK(machine.tells("busybox", "intact") == "true");

    machine.host.file("/usr/sbin/nginx", "changed");
    machine.host.link("/bin/sh", "/bin/dash");

    CHECK(machine.tells("nginx", "intact") == "false");
    machine.host.is_image();  // where the same files are looked at
    CHECK(machine.tells("nginx", "intact") == "false");
    CHECK(machine.tells("nginx", "modified_files") == R"(["/usr/sbin/nginx"])");
    CHECK(machine.tells("busybox", "intact") == "false");
    CHECK(machine.tells("nosuch", "intact") == "absent");
    CHECK(machine.tells("musl", "intact").starts_with("cannot tell: the digest \"X1nonsense\""));
    machine.host.denied("/usr/sbin/nginx");
    CHECK(machine.tells("nginx", "intact").starts_with("cannot tell: permission denied"));
}

TEST_CASE("pacman's database is read as files") {
    const std::vector<std::array<std::string, 3>> expected = {
        {"nginx", "installed", "true"},
        {"nginx", "version", "1.24.0-1"},
        {"pcre2", "version", "2:10.42-2"},
        {"pcre2", "upstream_version", "10.42"},
        {"pcre2", "release", R"("2")"},
        {"nginx", "state", R"("installed")"},
        {"nginx", "architecture", R"("x86_64")"},
        {"nginx", "architectures", R"(["x86_64"])"},
        {"nginx", "versions", "[1.24.0-1]"},
        {"webserver", "installed", "absent"},
        {"webserver", "provided", "true"},
        {"libngx.so", "provided", "true"},
        {"web", "provided", "absent"},
        {"nosuch", "installed", "absent"},
        {"nosuch", "version", "absent"},
        {"n*", "installed", "absent"},
        {"nginx", "held", "true"},
        {"pcre2", "held", "false"},
        {"nginx", "automatic", "false"},
        {"pcre2", "automatic", "true"},
    };
    auto machine = arch();
    for (const auto& [name, attribute, value] : expected) {
        INFO(name << ' ' << attribute);
        CHECK(machine.tells(name, attribute) == value);
    }
    machine.host.file("/etc/pacman.d/more.ignore", "IgnoreGroup = base\n");
    CHECK(machine.tells("pcre2", "held") == "true");
}

TEST_CASE("a database of pacman that is not whole tells nothing") {
    Machine none{{}, of_family("arch")};
    auto half = arch();
    half.host.folder("/var/lib/pacman/local/lost-1-1");
    auto denied = arch();
    denied.host.denied("/var/lib/pacman/local/nginx-1.24.0-1/desc");
    auto garbage = arch();
    garbage.host.file("/var/lib/pacman/local/nginx-1.24.0-1/desc", "\xff");
    auto no_configuration = arch();
    no_configuration.host.denied("/etc/pacman.conf");

    CHECK(
        none.tells("nginx", "installed")
        == "cannot tell: there is no pacman database in /var/lib/pacman/local"
    );
    CHECK(
        half.tells("nosuch", "installed")
        == "cannot tell: /var/lib/pacman/local has 3 entries and 2 descriptions"
    );
    CHECK(denied.tells("nosuch", "installed").starts_with("cannot tell: permission denied"));
    CHECK(garbage.tells("nginx", "installed").ends_with("describes no package"));
    CHECK(no_configuration.tells("nginx", "held").starts_with("cannot tell: permission denied"));
}

TEST_CASE("pacman -Si offers what the first repository has") {
    auto machine = arch();
    machine.host.file("/var/lib/pacman/sync/core.db", "")
        .command(
            "pacman -Si -- nginx",
            block("testing", "nginx", "1.24.1-1") + block("extra", "nginx", "1.24.0-1")
        )
        .command(
            "pacman -Si -- pcre2",
            Output{
                .exit_status = 1,
                .signal = "",
                .out = "",
                .err = "error: package 'pcre2' was not found\n"}
        );
    auto no_index = arch();
    no_index.host.command("pacman -Si -- nginx", "");
    auto no_tool = arch();
    no_tool.host.file("/var/lib/pacman/sync/core.db", "");

    CHECK(machine.tells("nginx", "candidate") == "1.24.1-1");
    CHECK(machine.tells("nginx", "upgradable") == "true");
    CHECK(machine.tells("nginx", "repository") == R"("extra")");
    CHECK(machine.tells("pcre2", "candidate") == "not set");
    CHECK(machine.tells("nosuch", "candidate") == "absent");
    CHECK(
        no_index.tells("nginx", "candidate")
        == "cannot tell: pacman has no database in /var/lib/pacman/sync"
    );
    CHECK(no_tool.tells("nginx", "candidate") == "cannot tell: pacman is not there");
}

TEST_CASE("pacman -Qkk tells what differs, but for times and backup files") {
    auto machine = arch();
    machine.host
        .command(
            "pacman -Qkk -- nginx",
            Output{
                .exit_status = 1,
                .signal = "",
                .out = "backup file: nginx: /etc/nginx.conf (MD5 checksum mismatch)\n"
                       "nginx: 5 total files, 1 altered file\n",
                .err = "warning: nginx: /usr/bin/a (Modification time mismatch)\n"}
        )
        .command(
            "pacman -Qkk -- pcre2",
            Output{
                .exit_status = 1,
                .signal = "",
                .out = "pcre2: 5 total files, 2 altered files\n",
                .err = "warning: pcre2: /usr/bin/a b (Size mismatch)\n"
                       "warning: pcre2: /usr/bin/a b (MD5 checksum mismatch)\n"}
        );
    auto silent = arch();
    silent.host.command("pacman -Qkk -- nginx", "");

    CHECK(machine.tells("nginx", "intact") == "true");
    CHECK(machine.tells("pcre2", "intact") == "false");
    CHECK(machine.tells("pcre2", "modified_files") == R"(["/usr/bin/a b"])");
    CHECK(machine.tells("nosuch", "intact") == "absent");
    CHECK(silent.tells("nginx", "intact").starts_with("cannot tell: pacman -Qkk did not report"));
}
