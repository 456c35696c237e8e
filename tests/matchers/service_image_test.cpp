// service(…) of an image: what unit files, links, drop-ins and presets say, by the rules of systemd 252. What is expected here
// was seen of that version (systemctl --root, systemd-analyze verify).

#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

constexpr const char* etc = "/etc/systemd/system/";
constexpr const char* vendor = "/lib/systemd/system/";  // Debian 12 has a /lib of its own
constexpr const char* installed =
    "[Service]\nExecStart=/bin/x\n[Install]\nWantedBy=multi-user.target\n";

/// An image that was booted before, whose next boot ends in multi-user.target.
FakeHost image() {
    FakeHost host;
    host.cannot(Ability::run, "Muster runs no code of an image")
        .cannot(Ability::live, "nothing runs in an image");
    host.reads_are_free_ = true;
    host.file("/etc/machine-id", "")
        .file(vendor + std::string("multi-user.target"), "[Unit]\nRequires=basic.target\n")
        .link(vendor + std::string("default.target"), "multi-user.target");
    return host;
}

/// A unit of a package.
FakeHost& unit(FakeHost& host, const std::string& name, const std::string& text = installed) {
    return host.file(vendor + name, text);
}

std::string of(
    FakeHost& host,
    const std::string& name,
    const std::string& attribute,
    const std::string& parameter = ""
) {
    auto asked = parameter.empty() ? fact("service", name, attribute)
                                   : fact("service", name, attribute, {parameter});
    auto platform = debian();
    platform.init = "systemd";
    return found(host, service_resources(), asked, platform);
}

}  // namespace

TEST_CASE(
    "an alias is the unit that it stands for: its mask, its override, its path and its drop-ins"
) {
    auto host = image();
    unit(host, "ssh.service", std::string(installed) + "Alias=sshd.service\n")
        .link(etc + std::string("sshd.service"), "/lib/systemd/system/ssh.service")
        .file(etc + std::string("ssh.service.d/a.conf"), "[Service]\nUser=alice\n")
        .file(etc + std::string("sshd.service.d/b.conf"), "[Service]\nRestart=always\n");

    CHECK(of(host, "sshd", "enabled") == "true");
    CHECK(of(host, "sshd", "unit_file") == "\"/lib/systemd/system/ssh.service\"");
    CHECK(of(host, "sshd", "user") == "\"alice\"");
    CHECK(of(host, "sshd", "property", "Restart") == "\"always\"");
    host.link(etc + std::string("ssh.service"), "/dev/null");
    CHECK(of(host, "sshd", "masked") == "true");
    CHECK(of(host, "sshd", "enabled") == "false");
}

TEST_CASE("aliases of units in a circle end") {
    auto host = image();
    host.link(etc + std::string("a.service"), "b.service")
        .link(etc + std::string("b.service"), "a.service");
    CHECK(of(host, "a", "exists") == "true");
    CHECK(of(host, "a", "enabled") == "false");
}

TEST_CASE(
    "the earlier folder counts for drop-ins of one name, then the nearer name, and the kind last"
) {
    auto host = image();
    unit(host, "foo-bar.service")
        .file(vendor + std::string("foo-bar.service.d/10.conf"), "[Service]\nUser=vendor\n")
        .file(etc + std::string("foo-.service.d/10.conf"), "[Service]\nUser=prefix\n")
        .file(etc + std::string("service.d/20.conf"), "[Service]\nGroup=kind\n")
        .file(vendor + std::string("foo-bar.service.d/20.conf"), "[Service]\nGroup=own\n")
        .file(vendor + std::string("foo-bar.service.d/30.conf"), "[Service]\nUser=\n")
        .link(etc + std::string("foo-bar.service.d/30.conf"), "/dev/null");

    CHECK(of(host, "foo-bar", "user") == "\"prefix\"");
    CHECK(of(host, "foo-bar", "property", "Group") == "\"own\"");
    CHECK(
        of(host, "foo-bar", "drop_ins")
        == R"(["/etc/systemd/system/foo-.service.d/10.conf", "/lib/systemd/system/foo-bar.service.d/20.conf"])"
    );
}

TEST_CASE("an empty assignment takes back a user and a command, and no word of a list") {
    auto host = image();
    unit(
        host,
        "web.service",
        "[Service]\nExecStart=/bin/"
        "x\nUser=web\nRestart=always\nProtectSystem=strict\nPrivateTmp=true\n"
    )
        .file(
            etc + std::string("web.service.d/a.conf"),
            "[Service]\nExecStart=\nUser=\nRestart=\nProtectSystem=\nPrivateTmp=\n"
        );
    CHECK(of(host, "web", "user") == "\"root\"");
    CHECK(of(host, "web", "property", "Restart") == "\"always\"");
    CHECK(of(host, "web", "property", "ProtectSystem") == "\"strict\"");
    CHECK(of(host, "web", "property", "PrivateTmp") == "\"yes\"");
    CHECK(of(host, "web", "property", "Type") == "\"oneshot\"");
    CHECK(of(host, "web", "property", "KillMode") == "\"control-group\"");
    CHECK(of(host, "web", "property", "User") == "not set");
}

TEST_CASE("what systemd would make of a setting is not asked") {
    auto host = image();
    unit(host, "web.service", "[Service]\nDynamicUser=yes\nRestart=sometimes\nGroup=%i\n");
    unit(host, "app.service", "[Service]\nUser=%i\nPIDFile=/var/run/x\n");
    unit(host, "a.socket", "[Socket]\nListenStream=80\n");
    const auto runs = [](const std::string& property) {
        return "not asked: what systemd makes of " + property + " is known when it runs";
    };
    CHECK(of(host, "web", "user") == runs("User"));
    CHECK(of(host, "web", "property", "ProtectSystem") == runs("ProtectSystem"));
    CHECK(of(host, "web", "property", "Restart") == runs("Restart"));
    CHECK(of(host, "app", "user") == runs("User"));
    CHECK(of(host, "app", "property", "PIDFile") == runs("PIDFile"));
    CHECK(of(host, "app", "property", "MemoryMax") == runs("MemoryMax"));
    CHECK(of(host, "a.socket", "property", "Restart") == runs("Restart"));
}

TEST_CASE("on a first boot presets enable, of a template its usual instance alone") {
    auto host = image();
    host.file("/etc/machine-id", "uninitialized\n")
        .file(
            "/usr/lib/systemd/system-preset/90-a.preset",
            "# none\nenable on.*\ndisable of*\nenable off.service\n"
        );
    unit(host, "on.service");
    unit(host, "off.service");
    unit(host, "other.service");
    unit(host, "static.service", "[Service]\nExecStart=/bin/x\n");
    unit(host, "plain@.service");
    unit(host, "usual@.service", std::string(installed) + "DefaultInstance=d\n");
    host.link(etc + std::string("off2.service"), "/dev/null");

    CHECK(of(host, "on", "enabled") == "true");
    CHECK(of(host, "off", "enabled") == "false");
    CHECK(of(host, "other", "enabled") == "true");
    CHECK(of(host, "static", "enablement") == "\"static\"");
    CHECK(of(host, "off2", "masked") == "true");
    CHECK(of(host, "plain@x", "enabled") == "false");
    CHECK(of(host, "usual@d", "enabled") == "true");
    CHECK(of(host, "usual@e", "enabled") == "false");
    CHECK(of(host, "on", "wanted_by") == "not asked: the first boot makes the links");
    host.file("/etc/machine-id", "");
    CHECK(of(host, "on", "enabled") == "false");
    host.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    CHECK(of(host, "on", "enabled") == "false");
}

TEST_CASE("what busybox's init starts is no service that could be told") {
    auto host = image();
    auto platform = debian();
    platform.init = "busybox";
    CHECK(
        found(host, service_resources(), fact("service", "web", "enabled"), platform)
        == "not asked: busybox's init knows no services by name"
    );
}

TEST_CASE("those want a unit that a boot loads: by links, by texts, from timers and templates") {
    auto host = image();
    unit(host, "web.service");
    unit(host, "by-text.service", "[Unit]\nWants=web.service\n");
    unit(host, "not-loaded.service", "[Unit]\nWants=web.service\n");
    unit(host, "masked.service", "[Unit]\nRequires=web.service\n");
    unit(host, "job.timer", "[Timer]\nUnit=by-text.service\n");
    unit(host, "inst@.service", "[Unit]\nRequires=web.service\n");
    host.link(
            etc + std::string("default.target.wants/web.service"), "/lib/systemd/system/web.service"
    )
        .link(
            etc + std::string("multi-user.target.wants/job.timer"), "/lib/systemd/system/job.timer"
        )
        .link(
            etc + std::string("multi-user.target.wants/inst@x.service"),
            "/lib/systemd/system/inst@.service"
        )
        .link(
            etc + std::string("multi-user.target.wants/masked.service"),
            "/lib/systemd/system/masked.service"
        )
        .link(etc + std::string("masked.service"), "/dev/null");

    CHECK(
        of(host, "web", "wanted_by")
        == R"(["by-text.service", "inst@x.service", "multi-user.target"])"
    );
    CHECK(
        of(host, "inst@", "wanted_by")
        == "not asked: a template has no wanted_by; its instances have"
    );
    CHECK(of(host, "basic.target", "wanted_by").starts_with("absent"));
    CHECK(
        of(host, "multi-user.target", "wanted_by")
        == "not asked: who wants a target is known when it runs"
    );
}
