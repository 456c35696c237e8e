#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> kernel_module_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string lists = "/lib/modules/6.1.0-18-amd64/";

/// ext4 and its users loaded, loop built in, usb-storage and cramfs files.
FakeHost running() {
    FakeHost host;
    host.file("/proc/version", "Linux")
        .file("/proc/cmdline", "root=/dev/vda ro quiet\n")
        .file(
            "/proc/modules",
            "ext4 1032192 1 - Live 0x0000000000000000\n"
            "jbd2 184320 1 ext4, Live 0x0000000000000000\n"
        )
        .file(lists + "modules.builtin", "kernel/drivers/block/loop.ko\n")
        .file(
            lists + "modules.dep",
            "kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz\n"
            "kernel/fs/jbd2/jbd2.ko.xz:\n"
            "kernel/drivers/usb/storage/usb-storage.ko.xz:\n"
            "kernel/fs/cramfs/cramfs.ko.xz:\n"
        )
        .folder("/sys/module/ext4")
        .folder("/sys/module/loop");
    return host;
}

/// What a container sees of the same kernel.
FakeHost in_container() {
    FakeHost host;
    host.file("/proc/version", "Linux")
        .file("/proc/modules", "ext4 1032192 1 - Live 0x0000000000000000\n")
        .folder("/sys/module/loop");
    return host;
}

Platform docker() {
    auto platform = debian();
    platform.virtualization = "docker";
    return platform;
}

Value value_of(FakeHost& host, const std::string& name, const std::string& attribute) {
    const auto findings =
        gather(host, kernel_module_resources(), {fact("kernel_module", name, attribute)});
    return std::get<Value>(findings.at(0).found);
}

std::string of(
    FakeHost& host,
    const std::string& name,
    const std::string& attribute,
    Platform platform = debian()
) {
    return found(
        host, kernel_module_resources(), fact("kernel_module", name, attribute), std::move(platform)
    );
}

std::string parameter(FakeHost& host, const std::string& module, const std::string& name) {
    return found(
        host, kernel_module_resources(), fact("kernel_module", module, "parameter", {name})
    );
}

const auto ask_the_host =
    "not asked: ask the host: a container has no list of its kernel's modules";
const auto no_lists =
    "cannot tell: whether the kernel has cramfs: no modules.builtin or modules.dep in "
    "/lib/modules/6.1.0-18-amd64";

}  // namespace

TEST_CASE("a module is loaded when it is in /proc/modules or built in") {
    auto host = running();

    CHECK(of(host, "ext4", "loaded") == "true");
    CHECK(of(host, "loop", "loaded") == "true");
    CHECK(of(host, "usb-storage", "loaded") == "false");
    CHECK(of(host, "ext", "loaded") == "false");
    CHECK(of(host, "ext4", "built_in") == "false");
    CHECK(of(host, "loop", "built_in") == "true");
    CHECK(of(host, "nosuch", "built_in") == "false");
    CHECK(
        value_of(host, "usb-storage", "loaded").remark == "there is a file for the running kernel"
    );
}

TEST_CASE("a module is available when it is loaded, built in or a file; - and _ are the same") {
    auto host = running();

    for (const std::string name : {"ext4", "loop", "usb-storage", "usb_storage"})
        CHECK(of(host, name, "available") == "true");
    for (const std::string name : {"usb", "storage", "ext4.ko", "../ext4", "a b", ""})
        CHECK(of(host, name, "available") == "false");
}

TEST_CASE("a container without modules.builtin: loaded is true or skipped") {
    auto host = in_container();

    CHECK(of(host, "ext4", "loaded", docker()) == "true");
    CHECK(of(host, "ext4", "available", docker()) == "true");
    CHECK(of(host, "ext4", "built_in", docker()) == "false");
    CHECK(of(host, "loop", "loaded", docker()) == "true");
    CHECK(of(host, "loop", "built_in", docker()) == "true");
    for (const std::string attribute : {"loaded", "available", "built_in", "version", "used_by"})
        CHECK(of(host, "cramfs", attribute, docker()) == ask_the_host);
    for (const std::string attribute : {"loaded", "available", "built_in", "version", "used_by"})
        CHECK(of(host, "cramfs", attribute) == no_lists);
}

TEST_CASE("a kernel without loadable modules has no /proc/modules; without /proc nothing is told") {
    auto host = running();
    FakeHost fixed;
    fixed.file("/proc/version", "Linux")
        .file(lists + "modules.builtin", "kernel/drivers/block/loop.ko\n")
        .file(lists + "modules.dep", "");
    FakeHost nothing;
    host.denied("/proc/modules");

    CHECK(of(fixed, "loop", "loaded") == "true");
    CHECK(of(fixed, "ext4", "loaded") == "false");
    CHECK(of(fixed, "ext4", "version") == "absent");
    for (const std::string attribute : {"loaded", "built_in", "available", "version", "used_by"}) {
        CHECK(of(nothing, "ext4", attribute) == "cannot tell: no /proc/modules");
        CHECK(
            of(host, "ext4", attribute) == "cannot tell: permission denied reading /proc/modules"
        );
    }
}

TEST_CASE("a module is disabled by an install line that runs true or false") {
    auto host = running();
    host.file(
        "/etc/modprobe.d/cis.conf",
        "install cramfs /bin/true\ninstall usb-storage \\\n /bin/false # CIS\n"
        "install vfat /sbin/modprobe --ignore-install vfat\n# install dccp /bin/true\n"
        "blacklist fire-wire\n"
    );

    CHECK(of(host, "cramfs", "disabled") == "true");
    CHECK(of(host, "usb_storage", "disabled") == "true");
    CHECK(of(host, "vfat", "disabled") == "false");
    CHECK(of(host, "dccp", "disabled") == "false");
    CHECK(of(host, "fire_wire", "disabled") == "false");
    CHECK(of(host, "fire_wire", "blacklisted") == "true");
    CHECK(of(host, "cramfs", "blacklisted") == "false");
    CHECK(
        value_of(host, "cramfs", "disabled").remark
        == R"(/etc/modprobe.d/cis.conf:1 runs "/bin/true")"
    );
    CHECK(
        value_of(host, "fire-wire", "disabled").remark
        == "/etc/modprobe.d/cis.conf:6 only blacklists it: it is loaded by its own name"
    );
}

TEST_CASE("of one name only the file of the earliest folder counts in modprobe.d") {
    auto host = running();
    host.file("/lib/modprobe.d/a.conf", "install cramfs /bin/true\n")
        .file("/usr/lib/modprobe.d/z.conf", "install cramfs /sbin/x\ninstall dccp /bin/true\n");
    auto hidden = host;
    hidden.file("/run/modprobe.d/a.conf", "");
    auto other = host;
    other.file("/etc/modprobe.d/a.confx", "install cramfs /sbin/x\n")
        .file("/etc/modprobe.d/.a.conf", "install cramfs /sbin/x\n");

    CHECK(of(host, "cramfs", "disabled") == "true");
    CHECK(of(hidden, "cramfs", "disabled") == "false");
    CHECK(of(hidden, "dccp", "disabled") == "true");
    CHECK(of(other, "cramfs", "disabled") == "true");
}

TEST_CASE("the kernel's command line blacklists, too") {
    auto host = running();
    host.file("/proc/cmdline", "quiet modprobe.blacklist=nouveau,snd-hda x=modprobe.blacklist=a\n");

    CHECK(of(host, "nouveau", "blacklisted") == "true");
    CHECK(of(host, "snd_hda", "blacklisted") == "true");
    CHECK(of(host, "a", "blacklisted") == "false");
}

TEST_CASE("modprobe.d that may not be read cannot be told, and spoils nothing else") {
    auto host = running();
    host.folder("/etc/modprobe.d").denied("/etc/modprobe.d");

    for (const std::string attribute : {"disabled", "blacklisted"})
        CHECK(
            of(host, "cramfs", attribute)
            == "cannot tell: permission denied reading /etc/modprobe.d"
        );
    CHECK(of(host, "ext4", "loaded") == "true");
}

TEST_CASE("a module is configured where a list of modules to load names it") {
    auto host = running();
    host.file("/etc/modules-load.d/x.conf", "br_netfilter\n# dccp\n")
        .file("/etc/modules", "loop max_loop=8\n")
        .file("/etc/initramfs-tools/modules", "dm-crypt\n")
        .file("/etc/dracut.conf.d/y.conf", "force_drivers+=\" nvme \"\n")
        .file("/etc/mkinitcpio.conf", "MODULES=(btrfs)\n");
    auto denied = host;
    denied.denied("/etc/modules");

    for (const std::string name : {"br-netfilter", "loop", "dm_crypt", "nvme", "btrfs"})
        CHECK(of(host, name, "configured") == "true");
    for (const std::string name : {"dccp", "max_loop", "br", "MODULES"})
        CHECK(of(host, name, "configured") == "false");
    CHECK(value_of(host, "loop", "configured").remark == "in /etc/modules:1");
    CHECK(
        of(denied, "loop", "configured") == "cannot tell: permission denied reading /etc/modules"
    );
}

TEST_CASE("a loaded module's version is its own, without a process") {
    auto host = running();
    host.file("/sys/module/ext4/version", "1.2-k\n");

    CHECK(of(host, "ext4", "version") == R"("1.2-k")");
    CHECK(of(host, "jbd2", "version") == "not set");
    CHECK(of(host, "loop", "version") == "not set");
    CHECK(of(host, "nosuch", "version") == "absent");
    CHECK(host.exchanges() == 4);
}

TEST_CASE("versions of modules that are not loaded come from one modinfo") {
    auto host = running();
    host.commands([](const Command& command) {
        Output output;
        for (std::size_t i = 4; i < command.words.size(); ++i)
            output.out += command.words[i] == "usb_storage" ? "0 usb_storage 3.1\n" : "0 cramfs \n";
        return output;
    });
    const std::vector<Fact> facts = {
        fact("kernel_module", "usb-storage", "version"),
        fact("kernel_module", "cramfs", "version")};

    const auto findings = gather(host, kernel_module_resources(), facts);

    CHECK(shown(findings[0]) == R"("3.1")");
    CHECK(shown(findings[1]) == "not set");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("without modinfo, or when it fails, a version cannot be told") {
    auto missing = running();
    auto failing = running();
    auto garbage = running();
    missing.commands([](const Command&) {
        return Output{.signal = "", .out = "127 cramfs sh: modinfo: not found\n", .err = ""};
    });
    failing.commands([](const Command&) {
        return Output{.signal = "", .out = "1 cramfs modinfo: ERROR: bad file\n", .err = ""};
    });
    garbage.commands([](const Command&) {
        return Output{.signal = "", .out = "0 other 1\n", .err = ""};
    });

    CHECK(of(missing, "cramfs", "version") == "cannot tell: modinfo is not there");
    CHECK(
        of(failing, "cramfs", "version")
        == "cannot tell: modinfo of cramfs ended with 1: modinfo: ERROR: bad file"
    );
    CHECK(of(garbage, "cramfs", "version").starts_with("cannot tell: not of cramfs"));
}

TEST_CASE("a parameter is what /sys/module shows") {
    auto host = running();
    host.file("/sys/module/loop/parameters/max_loop", "8\n")
        .file("/sys/module/loop/parameters/secret", "1\n", 0200)
        .denied("/sys/module/loop/parameters/secret");

    CHECK(parameter(host, "loop", "max-loop") == "8");
    CHECK(parameter(host, "loop", "nosuch") == "not set");
    CHECK(parameter(host, "loop", "../max_loop") == "not set");
    CHECK(parameter(host, "loop", "secret").starts_with("cannot tell: permission denied"));
    CHECK(parameter(host, "usb-storage", "quirks") == "not set");
    CHECK(parameter(host, "nosuch", "x") == "absent");
}

TEST_CASE("modules that use a module are those that are loaded") {
    auto host = running();

    CHECK(of(host, "jbd2", "used_by") == R"(["ext4"])");
    CHECK(of(host, "ext4", "used_by") == "[]");
    CHECK(of(host, "usb-storage", "used_by") == "[]");
    CHECK(of(host, "nosuch", "used_by") == "absent");
}

TEST_CASE("many modules cost one exchange") {
    auto host = running();
    std::vector<Fact> facts;
    for (const std::string name : {"ext4", "loop", "nosuch"})
        for (const std::string attribute :
             {"loaded",
              "built_in",
              "available",
              "disabled",
              "blacklisted",
              "configured",
              "version",
              "used_by"})
            facts.push_back(fact("kernel_module", name, attribute));

    gather(host, kernel_module_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("kernel_modules are those that are loaded") {
    auto host = running();
    const Fact names{{"kernel_modules", {}}, "names"};
    const Fact used{{"kernel_modules", {}}, "list", {Value("used_by")}};
    FakeHost nothing;

    CHECK(found(host, kernel_module_resources(), names) == R"(["ext4", "jbd2"])");
    CHECK(found(host, kernel_module_resources(), used) == R"(["ext4"])");
    CHECK(found(nothing, kernel_module_resources(), names) == "cannot tell: no /proc/modules");
}

TEST_CASE("of an image a module is loaded when a list names it, and available for any kernel") {
    auto image = running();
    image.cannot(Ability::live, "nothing runs in an image")
        .cannot(Ability::run, "Muster runs no code of an image")
        .file("/lib/modules/5.10/modules.dep", "kernel/old.ko:\n")
        .file("/etc/modules", "loop\n")
        .file("/etc/modprobe.d/x.conf", "install cramfs /bin/true\n");

    CHECK(of(image, "loop", "loaded") == "true");
    CHECK(of(image, "ext4", "loaded") == "not asked: depends on hardware");
    CHECK(of(image, "old", "available") == "true");
    CHECK(of(image, "nosuch", "available") == "false");
    CHECK(of(image, "cramfs", "disabled") == "true");
    CHECK(of(image, "ext4", "used_by") == "not asked: nothing runs in an image");
    CHECK(parameter(image, "loop", "max_loop") == "not asked: nothing runs in an image");
}
