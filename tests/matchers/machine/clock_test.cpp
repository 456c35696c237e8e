#include "tests/matchers/machine/asking.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace muster::tests::machine;

TEST_CASE("the time zone is where the link leads, else what /etc/timezone says") {
    FakeHost linked;
    linked.link("/etc/localtime", "/usr/share/zoneinfo/Europe/Berlin")
        .file("/etc/timezone", "Asia/Tokyo\n");
    FakeHost relative;
    relative.link("/etc/localtime", "../usr/share/zoneinfo/Etc/UTC");
    FakeHost copied;
    copied.file("/etc/localtime", "TZif2").file("/etc/timezone", "Asia/Tokyo\n");
    FakeHost nameless;
    nameless.file("/etc/localtime", "TZif2");
    FakeHost nothing;
    FakeHost denied;
    denied.file("/etc/localtime", "TZif2").denied("/etc/timezone");

    CHECK(found(linked, "timezone") == "\"Europe/Berlin\"");
    CHECK(found(relative, "timezone") == "\"Etc/UTC\"");
    CHECK(found(copied, "timezone") == "\"Asia/Tokyo\"");
    CHECK(found(nameless, "timezone") == "not set");
    CHECK(found(nothing, "timezone") == "\"UTC\"");
    CHECK(is_unknown(found(denied, "timezone")));
}

TEST_CASE("the clock is synchronised by the first tool that says so") {
    constexpr auto timedatectl = "timedatectl show --property=NTPSynchronized --value";
    constexpr auto chronyc = "chronyc -c -n tracking";
    constexpr auto chronyc_unsynchronised = "0,,0,0.0,0.0,0,0,0,0,0,1,1,0,Not synchronised\n";
    FakeHost by_systemd;
    by_systemd.command(timedatectl, "yes\n").command(chronyc, chronyc_unsynchronised);
    FakeHost by_kernel;
    by_kernel.command(timedatectl, "", 1)
        .command("busybox adjtimex", "    maxerror:     16000000\n");
    FakeHost by_chrony;
    by_chrony.command(chronyc, "A,192.0.2.1,2,1.0,-0.25,0,0,0,0,0,0,0,64,Normal\n");
    FakeHost by_ntp;
    by_ntp.command("ntpq -c rv 0 leap,offset", "leap=00, offset=12.5\n");
    FakeHost nobody;

    CHECK(found(by_systemd, "clock_synchronised") == "true");
    CHECK(found(by_kernel, "clock_synchronised") == "false");
    CHECK(found(by_chrony, "clock_synchronised") == "true");
    CHECK(found(by_chrony, "clock_offset") == "0.25");
    CHECK(found(by_ntp, "clock_synchronised") == "true");
    CHECK(found(by_ntp, "clock_offset") == "0.0125");
    CHECK(found(by_systemd, "clock_offset") == "not set");
    CHECK(
        found(nobody, "clock_synchronised")
        == "cannot tell: no tool tells whether the clock is synchronised"
    );
    CHECK(
        found(nobody, "clock_offset") == "cannot tell: no tool tells by how much the clock is off"
    );
}

TEST_CASE("timesyncd tells the offset in words") {
    FakeHost host;
    host.command(
        "timedatectl timesync-status", "       Server: 192.0.2.1\n       Offset: -250ms\n"
    );

    CHECK(found(host, "clock_offset") == "0.25");
}

TEST_CASE("time servers are those of the service that is installed") {
    FakeHost chrony;
    chrony.file("/usr/sbin/chronyd", "")
        .file(
            "/etc/chrony/chrony.conf",
            "pool 2.debian.pool.ntp.org iburst\nsourcedir /run/chrony-dhcp\nsourcedir "
            "/etc/chrony/sources.d\n"
        )
        .file("/etc/chrony/sources.d/own.sources", "server ntp.example iburst\n")
        .file("/etc/chrony/conf.d/not-named.conf", "server no.example\n");
    FakeHost redhat;
    redhat.file("/usr/sbin/chronyd", "").file("/etc/chrony.conf", "server ntp.example\n");
    FakeHost timesyncd;
    timesyncd.file("/usr/lib/systemd/systemd-timesyncd", "")
        .file("/etc/systemd/timesyncd.conf", "[Time]\n#NTP=\n")
        .file("/usr/lib/systemd/timesyncd.conf.d/50.conf", "[Time]\nNTP=hidden.example\n")
        .file("/etc/systemd/timesyncd.conf.d/50.conf", "[Time]\nNTP=a.example b.example\n");
    FakeHost ntpsec;
    ntpsec.file("/usr/sbin/ntpd", "").file("/etc/ntpsec/ntp.conf", "pool x.example\n");
    FakeHost openntpd;
    openntpd.file("/usr/sbin/ntpd", "").file("/etc/openntpd/ntpd.conf", "servers y.example\n");
    FakeHost ntp;
    ntp.file("/usr/sbin/ntpd", "").file("/etc/ntp.conf", "server z.example\n");
    FakeHost alpine;
    alpine.link("/usr/sbin/ntpd", "/bin/busybox")
        .file("/bin/busybox", "")
        .file("/etc/conf.d/ntpd", "NTPD_OPTS=\"-N -p pool.ntp.org\"\n");
    FakeHost none;

    CHECK(found(chrony, "time_service") == "\"chrony\"");
    CHECK(found(chrony, "time_servers") == R"(["2.debian.pool.ntp.org", "ntp.example"])");
    CHECK(found(redhat, "time_servers") == R"(["ntp.example"])");
    CHECK(found(timesyncd, "time_service") == "\"timesyncd\"");
    CHECK(found(timesyncd, "time_servers") == R"(["a.example", "b.example"])");
    CHECK(found(ntpsec, "time_service") == "\"ntpsec\"");
    CHECK(found(ntpsec, "time_servers") == R"(["x.example"])");
    CHECK(found(openntpd, "time_service") == "\"openntpd\"");
    CHECK(found(openntpd, "time_servers") == R"(["y.example"])");
    CHECK(found(ntp, "time_service") == "\"ntpd\"");
    CHECK(found(ntp, "time_servers") == R"(["z.example"])");
    CHECK(found(alpine, "time_service") == "\"busybox\"");
    CHECK(found(alpine, "time_servers") == R"(["pool.ntp.org"])");
    CHECK(found(none, "time_service") == "not set");
    CHECK(found(none, "time_servers") == "not set");
}

TEST_CASE("of several time services it is the one that systemd starts") {
    FakeHost host;
    host.file("/usr/sbin/chronyd", "")
        .file("/usr/lib/systemd/systemd-timesyncd", "")
        .file("/etc/chrony.conf", "server ntp.example\n");
    FakeHost enabled = host;
    enabled.file("/usr/lib/systemd/system/chronyd.service", "")
        .link(
            "/etc/systemd/system/multi-user.target.wants/chronyd.service",
            "/usr/lib/systemd/system/chronyd.service"
        );

    CHECK(
        found(host, "time_service")
        == "cannot tell: chrony and timesyncd are installed, and none of them is enabled"
    );
    CHECK(is_unknown(found(host, "time_servers")));
    CHECK(found(enabled, "time_service") == "\"chrony\"");
    CHECK(found(enabled, "time_servers") == R"(["ntp.example"])");
}

TEST_CASE("since when it runs") {
    FakeHost host;
    host.file("/proc/stat", "cpu  1 2 3\nbtime 1782900000\nprocesses 5\n")
        .file("/proc/uptime", "1000.25 1800.00\n");
    FakeHost nothing;
    FakeHost garbage;
    garbage.file("/proc/stat", "cpu\n").file("/proc/uptime", "soon\n");

    CHECK(found(host, "boot_time") == "2026-07-01T10:00:00Z");
    CHECK(found(host, "uptime") == "1000");
    CHECK(is_unknown(found(nothing, "boot_time")));
    CHECK(is_unknown(found(nothing, "uptime")));
    CHECK(is_unknown(found(garbage, "boot_time")));
    CHECK(is_unknown(found(garbage, "uptime")));
}

TEST_CASE("Debian's packages leave a mark, and a newer kernel counts, too") {
    FakeHost none;
    FakeHost marked;
    marked.file("/run/reboot-required", "*** System restart required ***\n")
        .file("/run/reboot-required.pkgs", "libc6\nlinux-base\n");
    FakeHost newer;
    newer.file("/lib/modules/6.1.0-21-amd64/modules.builtin", "");
    FakeHost denied;
    denied.denied("/run/reboot-required");

    CHECK(found(none, "reboot_required") == "false");
    CHECK(found(marked, "reboot_required") == "true");
    CHECK(
        remark(marked, "reboot_required") == "/run/reboot-required is there, for libc6 linux-base"
    );
    CHECK(found(newer, "reboot_required") == "true");
    CHECK(
        remark(newer, "reboot_required")
        == "kernel 6.1.0-21-amd64 is installed, 6.1.0-18-amd64 runs"
    );
    CHECK(found(newer, "reboot_required", in_container()) == "false");
    CHECK(is_unknown(found(denied, "reboot_required")));
}

TEST_CASE("Red Hat's and SUSE's own tools say whether to boot again") {
    FakeHost yes;
    yes.command(
           "needs-restarting -r",
           "Core libraries or services have been updated:\n  glibc\n\nReboot is required to fully "
           "utilize these updates.\n",
           1
    )
        .command("zypper --non-interactive needs-rebooting", "", 102);
    FakeHost no;
    no.command("needs-restarting -r", "Reboot should not be necessary.\n")
        .command("zypper --non-interactive needs-rebooting", "");
    FakeHost broken;
    broken.command(
        "needs-restarting -r",
        Output{.exit_status = 1, .signal = "", .out = "", .err = "ImportError\n"}
    );
    FakeHost missing;
    FakeHost by_kernel;
    by_kernel.file("/lib/modules/6.1.0-18-amd64/modules.builtin", "");

    CHECK(found(yes, "reboot_required", of_family("rhel")) == "true");
    CHECK(found(no, "reboot_required", of_family("rhel")) == "false");
    CHECK(is_unknown(found(broken, "reboot_required", of_family("rhel"))));
    CHECK(is_unknown(found(missing, "reboot_required", of_family("rhel"))));
    CHECK(found(by_kernel, "reboot_required", of_family("rhel")) == "false");
    CHECK(found(yes, "reboot_required", of_family("suse")) == "true");
    CHECK(found(no, "reboot_required", of_family("suse")) == "false");
    CHECK(is_unknown(found(missing, "reboot_required", of_family("suse"))));
    CHECK(is_unknown(found(missing, "reboot_required", of_family("alpine"))));
    CHECK(found(by_kernel, "reboot_required", of_family("alpine")) == "false");
}

TEST_CASE("a time service's configuration that cannot be read cannot be told") {
    FakeHost host;
    host.file("/usr/sbin/ntpd", "").denied("/etc/ntp.conf");

    CHECK(is_unknown(found(host, "time_servers")));
}
