#include "tests/matchers/machine/asking.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace muster::tests::machine;

TEST_CASE("memory, swap, processors and load as /proc says") {
    FakeHost host;
    host.file(
            "/proc/meminfo",
            "MemTotal:       16384256 kB\nMemFree: 1 kB\nSwapTotal:       2097148 kB\nSwapFree:    "
            "    2097000 kB\n"
    )
        .file("/sys/devices/system/cpu/online", "0-3,8\n")
        .file("/proc/loadavg", "0.08 0.03 0.01 1/234 5678\n");
    FakeHost by_cpuinfo;
    by_cpuinfo.file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: processor x\nprocessor\t: 1\n");
    FakeHost nothing;
    FakeHost garbage;
    garbage.file("/proc/meminfo", "MemTotal: lots\n").file("/proc/loadavg", "high\n");

    CHECK(found(host, "memory") == "16777478144");
    CHECK(found(host, "swap") == "2147479552");
    CHECK(found(host, "swap_free") == "2147328000");
    CHECK(found(host, "cpus") == "5");
    CHECK(found(host, "load") == "0.08");
    CHECK(found(by_cpuinfo, "cpus") == "2");
    for (const std::string attribute : {"memory", "swap", "swap_free", "cpus", "load"})
        CHECK(is_unknown(found(nothing, attribute)));
    for (const std::string attribute : {"memory", "swap", "load"})
        CHECK(is_unknown(found(garbage, attribute)));
}

TEST_CASE("the maker is the firmware's, a board's model the device tree's") {
    using namespace std::string_literals;
    FakeHost host;
    host.file("/sys/class/dmi/id/sys_vendor", "Dell Inc.\n")
        .file("/sys/class/dmi/id/product_name", "PowerEdge R640  \n")
        .file("/sys/class/dmi/id/product_serial", "ABC123\n", 0400);
    FakeHost user = host;
    user.denied("/sys/class/dmi/id/product_serial");
    FakeHost board;
    board.file("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0"s)
        .file("/proc/device-tree/serial-number", "10000000abcdef\0"s);
    FakeHost nothing;

    CHECK(found(host, "manufacturer") == "\"Dell Inc.\"");
    CHECK(found(host, "model") == "\"PowerEdge R640\"");
    CHECK(found(host, "serial") == "\"ABC123\"");
    CHECK(
        found(user, "serial")
        == "cannot tell: permission denied reading /sys/class/dmi/id/product_serial"
    );
    CHECK(found(board, "manufacturer") == "not set");
    CHECK(found(board, "model") == "\"Raspberry Pi 4 Model B Rev 1.4\"");
    CHECK(found(board, "serial") == "\"10000000abcdef\"");
    CHECK(found(nothing, "model") == "not set");
}

TEST_CASE("FIPS mode is the kernel's, and a kernel that knows none has it off") {
    FakeHost host;
    host.file("/proc/sys/kernel/osrelease", "6.1.0\n");
    FakeHost on = host;
    on.file("/proc/sys/crypto/fips_enabled", "1\n");
    FakeHost off = host;
    off.file("/proc/sys/crypto/fips_enabled", "0\n");
    FakeHost nothing;

    CHECK(found(on, "fips") == "true");
    CHECK(found(off, "fips") == "false");
    CHECK(found(host, "fips") == "false");
    CHECK(remark(host, "fips") == "this kernel knows no FIPS mode");
    CHECK(is_unknown(found(nothing, "fips")));
}

TEST_CASE("secure boot is a variable of the firmware, and false where there is no UEFI") {
    using namespace std::string_literals;
    constexpr auto variable =
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    FakeHost on;
    on.file(variable, "\6\0\0\0\1"s);
    FakeHost off;
    off.file(variable, "\6\0\0\0\0"s);
    FakeHost without;
    without.file("/sys/firmware/efi/efivars/Boot0000-x", "x");
    FakeHost bios;
    bios.folder("/sys/firmware/acpi");
    FakeHost unmounted;
    unmounted.folder("/sys/firmware/efi/efivars");
    FakeHost nothing;

    CHECK(found(on, "secure_boot") == "true");
    CHECK(found(off, "secure_boot") == "false");
    CHECK(found(without, "secure_boot") == "false");
    CHECK(found(bios, "secure_boot") == "false");
    CHECK(remark(bios, "secure_boot") == "it was not booted by UEFI");
    CHECK(is_unknown(found(unmounted, "secure_boot")));
    CHECK(is_unknown(found(nothing, "secure_boot")));
    CHECK(is_unknown(found(bios, "secure_boot", in_container())));
}
