#include "framework/platform/detect.hpp"

#include "framework/host/gatherer.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using muster::tests::FakeHost;
using namespace std::string_literals;

namespace {

Platform detected(FakeHost& host) {
    const Vocabulary none({});
    Gatherer gatherer(none, host, {});
    return gatherer.ask(detect_platform, Deadline(std::chrono::seconds(5)));
}

/// A Debian 12 that systemd-nspawn booted, as recorded.
FakeHost nspawn_host() {
    FakeHost host;
    host.file(
            "/etc/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nVERSION=\"12 "
            "(bookworm)\"\n"
            "VERSION_CODENAME=bookworm\nID=debian\n"
    )
        .file("/etc/debian_version", "12.11\n")
        .file("/etc/machine-id", "4d2f0f2c9e1b4a53a8d0c7b6e5f41234\n")
        .file("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
        .file("/proc/sys/kernel/arch", "x86_64\n")
        .file("/proc/1/comm", "systemd\n")
        .folder("/run/systemd/system")
        .file("/run/systemd/container", "systemd-nspawn")
        .file("/run/host/container-manager", "systemd-nspawn")
        .command("uname -m", "x86_64\n");
    return host;
}

}  // namespace

TEST_CASE("a platform is known after one exchange") {
    auto host = nspawn_host();

    const auto platform = detected(host);

    CHECK(host.exchanges() == 1);
    CHECK(
        platform
        == Platform{.family = "debian", .distribution = "debian", .version = "12.11", .codename = "bookworm", .arch = "x86_64", .kernel = "6.1.0-18-amd64", .virtualization = "systemd-nspawn", .init = "systemd", .machine_id = "4d2f0f2c9e1b4a53a8d0c7b6e5f41234"}
    );
}

TEST_CASE("where reads are free no process is started") {
    auto host = nspawn_host();
    host.reads_are_free_ = true;

    const auto platform = detected(host);

    CHECK(platform.arch == "x86_64");
    CHECK(host.exchanges() == 1);
    for (const auto& question : host.asked())
        CHECK_FALSE(question.starts_with("run "));
}

TEST_CASE("an old kernel without an arch file is asked by uname, once more") {
    FakeHost host;
    host.reads_are_free_ = true;
    host.file("/etc/os-release", "ID=centos\nID_LIKE=\"rhel fedora\"\n")
        .command("uname -m", "aarch64\n");

    CHECK(detected(host).arch == "aarch64");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("what is not there stays empty") {
    FakeHost host;

    CHECK(detected(host) == Platform{.virtualization = "none"});
}

TEST_CASE("a trace that is not needed may be missing") {
    auto host = nspawn_host();
    host.denied("/sbin/init");
    CHECK(detected(host).init == "systemd");

    auto other = nspawn_host();
    other.file("/proc/1/comm", "init\n").denied("/sbin/init").denied("/run/systemd/system");
    CHECK_THROWS_AS(detected(other), CannotTell);
}

TEST_CASE("an os-release that may not be read is no empty platform") {
    auto host = nspawn_host();
    host.denied("/etc/os-release");

    CHECK_THROWS_AS(detected(host), CannotTell);
}

TEST_CASE("the vendor's os-release counts where there is no local one") {
    FakeHost host;
    host.file("/usr/lib/os-release", "ID=alpine\nVERSION_ID=3.19.1\n");

    CHECK(detected(host).family == "alpine");
    CHECK(detected(host).version == "3.19.1");
}

TEST_CASE("a derivative keeps its own version, whatever Debian it was made from") {
    FakeHost host;
    host.file("/etc/os-release", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"21.3\"\n")
        .file("/etc/debian_version", "bookworm/sid\n");

    CHECK(detected(host).version == "21.3");
}

TEST_CASE("an image is asked nothing that runs, its programs tell the architecture") {
    auto host = nspawn_host();
    host.cannot(Ability::run, "nothing runs in an image")
        .cannot(Ability::live, "nothing runs in an image");
    host.reads_are_free_ = true;
    host.file(
        "/bin/sh",
        "\x7f"
        "ELF\2\1\1"s
            + std::string(11, '\0') + "\xb7\0"s
    );

    const auto platform = detected(host);

    CHECK(platform.arch == "aarch64");
    CHECK(platform.virtualization == "image");
    CHECK(platform.version == "12.11");
    CHECK(platform.init.empty());
    for (const auto& [program, init] : std::vector<std::pair<std::string, std::string>>{
             {"/lib/systemd/systemd", "systemd"},
             {"/bin/busybox", "busybox"},
             {"/sbin/openrc-init", "openrc"},
             {"/sbin/runit-init", "runit"}}) {
        auto other = host;
        other.link("/sbin/init", program);
        CHECK(detected(other).init == init);
    }
    auto alpine = host;
    alpine.link("/sbin/init", "/bin/busybox").file("/sbin/openrc", "");
    CHECK(detected(alpine).init == "openrc");
}

TEST_CASE("what runs as PID 1 has the name that administrators use") {
    CHECK(init_of({.name = "systemd"}) == "systemd");
    CHECK(init_of({.name = "", .systemd_runs = true}) == "systemd");
    CHECK(init_of({.name = "init", .openrc_runs = true, .program = "/bin/busybox"}) == "openrc");
    CHECK(init_of({.name = "init", .program = "/bin/busybox"}) == "busybox");
    CHECK(init_of({.name = "init", .program = "/sbin/init"}) == "sysvinit");
    CHECK(init_of({.name = "runit"}) == "runit");
    CHECK(init_of({.name = "nginx"}) == "nginx");
    CHECK(init_of({}).empty());
}

TEST_CASE("a program's header tells the architecture, and nothing else does") {
    const auto header = [](char wide, char order, const std::string& machine) {
        return "\x7f"
               "ELF"s
               + wide + order + std::string(12, '\0') + machine;
    };

    CHECK(architecture_of(header(2, 1, "\x3e\0"s)) == "x86_64");
    CHECK(architecture_of(header(1, 1, "\x03\0"s)) == "i686");
    CHECK(architecture_of(header(2, 2, "\0\x16"s)) == "s390x");
    CHECK(architecture_of(header(2, 1, "\x15\0"s)) == "ppc64le");
    CHECK(architecture_of(header(2, 1, "\xff\xff"s)).empty());
    CHECK(architecture_of("#!/bin/sh\n").empty());
    CHECK(architecture_of("\x7f"
                          "ELF")
              .empty());
}
