#include "tests/matchers/machine/asking.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace muster::tests::machine;

TEST_CASE("the platform's words are those that were found at the start") {
    FakeHost host;

    CHECK(found(host, "distribution") == "\"debian\"");
    CHECK(found(host, "family") == "\"debian\"");
    CHECK(found(host, "version") == "12.5");
    CHECK(found(host, "codename") == "\"bookworm\"");
    CHECK(found(host, "kernel") == "\"6.1.0-18-amd64\"");
    CHECK(found(host, "arch") == "\"x86_64\"");
    CHECK(found(host, "init") == "\"systemd\"");
    CHECK(found(host, "virtualization") == "\"none\"");
}

TEST_CASE("a rolling distribution has no version, and one without os-release cannot be told") {
    FakeHost host;
    auto rolling = of_family("arch");
    rolling.version = "";
    rolling.codename = "";
    Platform unknown;

    CHECK(found(host, "version", rolling) == "not set");
    CHECK(found(host, "codename", rolling) == "not set");
    for (const std::string attribute :
         {"distribution", "family", "version", "codename", "pretty_name", "kernel", "arch", "init"})
        CHECK(is_unknown(found(host, attribute, unknown)));
}

TEST_CASE("the pretty name is the own os-release's, else the vendor's") {
    FakeHost own;
    own.file("/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n");
    FakeHost vendor;
    vendor.file("/usr/lib/os-release", "PRETTY_NAME='Void'\n");
    FakeHost nameless;
    nameless.file("/etc/os-release", "ID=x\n");
    FakeHost denied;
    denied.file("/etc/os-release", "x").denied("/etc/os-release");

    CHECK(found(own, "pretty_name") == "\"Debian GNU/Linux 12 (bookworm)\"");
    CHECK(found(vendor, "pretty_name") == "\"Void\"");
    CHECK(found(nameless, "pretty_name") == "not set");
    CHECK(is_unknown(found(denied, "pretty_name")));
}

TEST_CASE("an image's kernel and names are what it would boot with") {
    auto host = image();
    host.file("/lib/modules/6.1.0-9-amd64/modules.builtin", "")
        .file("/lib/modules/6.1.0-18-amd64/modules.builtin", "")
        .folder("/lib/modules/6.1.0-99-amd64/updates")
        .file("/etc/hostname", "# a comment\n\nweb-01\n");
    Platform platform;
    platform.distribution = "debian";
    platform.arch = "aarch64";
    auto empty = image();

    CHECK(found(host, "kernel", platform) == "\"6.1.0-18-amd64\"");
    CHECK(found(host, "arch", platform) == "\"aarch64\"");
    CHECK(found(host, "hostname", platform) == "\"web-01\"");
    CHECK(found(host, "static_hostname", platform) == "\"web-01\"");
    CHECK(found(empty, "kernel", platform) == "not set");
    CHECK(found(empty, "init", platform) == "not set");
    CHECK(found(empty, "hostname", platform) == "not set");
}

TEST_CASE("of an image nothing is asked that only runs") {
    auto host = image();

    for (const std::string attribute :
         {"fqdn",
          "domain",
          "clock_synchronised",
          "clock_offset",
          "boot_time",
          "uptime",
          "memory",
          "reboot_required",
          "swap",
          "swap_free",
          "cpus",
          "load",
          "virtualization",
          "manufacturer",
          "model",
          "serial",
          "secure_boot",
          "fips"})
        CHECK(found(host, attribute) == "not asked: nothing runs in an image");
}

TEST_CASE("the host's name is the kernel's; the static one is the file's") {
    FakeHost host;
    host.file("/proc/sys/kernel/hostname", "web-01\n").file("/etc/hostname", "web-02\n");
    FakeHost nothing;

    CHECK(found(host, "hostname") == "\"web-01\"");
    CHECK(found(host, "static_hostname") == "\"web-02\"");
    CHECK(found(nothing, "static_hostname") == "not set");
    CHECK(found(nothing, "hostname") == "cannot tell: no /proc/sys/kernel/hostname");
}

TEST_CASE("the whole name is what the resolver says, the domain what follows its first dot") {
    FakeHost host;
    host.file("/proc/sys/kernel/hostname", "web-01\n")
        .command("hostname -f", "web-01.example.org\n");
    FakeHost bare;
    bare.file("/proc/sys/kernel/hostname", "web-01\n").command("hostname -f", "web-01\n");
    FakeHost unknown = bare;
    unknown.command(
        "hostname -f",
        Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "hostname: Name or service not known\n"}
    );
    FakeHost silent = bare;
    silent.command(
        "hostname -f",
        Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "hostname: Temporary failure in name resolution\n"}
    );

    CHECK(found(host, "fqdn") == "\"web-01.example.org\"");
    CHECK(found(host, "domain") == "\"example.org\"");
    CHECK(found(bare, "fqdn") == "\"web-01\"");
    CHECK(found(bare, "domain") == "not set");
    CHECK(found(unknown, "fqdn") == "not set");
    CHECK(is_unknown(found(silent, "fqdn")));
    CHECK(is_unknown(found(silent, "domain")));
}

TEST_CASE("where there is no hostname(1), getent tells the whole name") {
    FakeHost host;
    host.file("/proc/sys/kernel/hostname", "web-01\n")
        .command("getent hosts web-01", "192.0.2.1     web-01.example.org web-01\n");
    FakeHost unknown;
    unknown.file("/proc/sys/kernel/hostname", "web-01\n").command("getent hosts web-01", "", 2);
    FakeHost nothing;
    nothing.file("/proc/sys/kernel/hostname", "web-01\n");

    CHECK(found(host, "fqdn") == "\"web-01.example.org\"");
    CHECK(found(unknown, "fqdn") == "not set");
    CHECK(is_unknown(found(nothing, "fqdn")));
}

TEST_CASE("the locale is LANG, wherever the distribution keeps it") {
    FakeHost systemd;
    systemd.file("/etc/locale.conf", "LANG=ja_JP.UTF-8\n").file("/etc/default/locale", "LANG=C\n");
    FakeHost debian_host;
    debian_host.file("/etc/default/locale", "#  comment\nLANG=\"de_DE.UTF-8\"\nLC_TIME=C\n");
    FakeHost nothing;

    CHECK(found(systemd, "locale") == "\"ja_JP.UTF-8\"");
    CHECK(found(debian_host, "locale") == "\"de_DE.UTF-8\"");
    CHECK(found(nothing, "locale") == "not set");
}

TEST_CASE("the crypto policy is the one that is in force") {
    FakeHost host;
    host.file("/etc/crypto-policies/state/current", "DEFAULT\n");
    FakeHost nothing;

    CHECK(found(host, "crypto_policy") == "\"DEFAULT\"");
    CHECK(found(nothing, "crypto_policy") == "not set");
}

TEST_CASE("all of a machine costs one exchange") {
    FakeHost host;
    host.command("hostname -f", "web-01.example.org\n")
        .file("/usr/lib/systemd/systemd-timesyncd", "");
    std::vector<Fact> facts;
    for (const auto& attribute : machine_resources()[0].entry.attributes)
        facts.push_back({{"machine", {}}, std::string(attribute.name)});

    gather(host, machine_resources(), facts);

    CHECK(host.exchanges() == 1);
}
