#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> mount_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string root_line = "10 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n";

FakeHost mounted(const std::string& more) {
    FakeHost host;
    host.file("/proc/self/mountinfo", root_line + more);
    return host;
}

FakeHost with_tmp() {
    return mounted("20 10 0:30 / /tmp rw,nosuid,nodev - tmpfs tmpfs rw,size=65536k\n");
}

Value value_of(FakeHost& host, const Fact& fact, Platform platform = debian()) {
    const auto findings = gather(host, mount_resources(), {fact}, std::move(platform));
    return std::get<Value>(findings.at(0).found);
}

std::string of(
    FakeHost& host,
    const std::string& path,
    const std::string& attribute,
    Platform platform = debian()
) {
    return found(host, mount_resources(), fact("mount", path, attribute), std::move(platform));
}

std::string option(FakeHost& host, const std::string& path, const std::string& name) {
    return found(host, mount_resources(), fact("mount", path, "option", {name}));
}

const std::vector<std::string> live_attributes = {
    "mounted", "count", "device", "type", "root", "options", "mount_options", "super_options"};

}  // namespace

TEST_CASE("a mount has the device, type, root and options that the kernel prints") {
    auto host = with_tmp();

    CHECK(of(host, "/tmp", "mounted") == "true");
    CHECK(of(host, "/tmp", "count") == "1");
    CHECK(of(host, "/tmp", "device") == R"("tmpfs")");
    CHECK(of(host, "/tmp", "type") == R"("tmpfs")");
    CHECK(of(host, "/tmp", "root") == R"("/")");
    CHECK(of(host, "/tmp", "options") == R"(["nodev", "nosuid", "rw", "size=65536k"])");
    CHECK(of(host, "/tmp", "mount_options") == R"(["nodev", "nosuid", "rw"])");
    CHECK(of(host, "/tmp", "super_options") == R"(["rw", "size=65536k"])");
    CHECK(option(host, "/tmp", "size") == R"("65536k")");
    CHECK(option(host, "/tmp", "nosuid") == "not set");
    CHECK(option(host, "/tmp", "siz") == "not set");
    CHECK(host.exchanges() == 11);
}

TEST_CASE("all attributes of many mounts cost one exchange") {
    auto host = with_tmp();
    host.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid\n");
    std::vector<Fact> facts;
    for (const std::string path : {"/", "/tmp"})
        for (const auto& attribute : live_attributes)
            facts.push_back(fact("mount", path, attribute));
    for (const std::string attribute : {"configured", "as_configured"})
        facts.push_back(fact("mount", "/tmp", attribute));

    gather(host, mount_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("a path that is no mount point is absent, and says whose files it has") {
    auto host = with_tmp();
    host.folder("/tmp/x");

    CHECK(of(host, "/tmp/x", "mounted") == "false");
    CHECK(of(host, "/tmp/x", "count") == "0");
    for (const std::string attribute : {"device", "type", "root", "options", "as_configured"})
        CHECK(of(host, "/tmp/x", attribute) == "absent");
    CHECK(option(host, "/tmp/x", "size") == "absent");
    CHECK(
        value_of(host, fact("mount", "/tmp/x", "mounted")).remark
        == "no mount point; its files are on the tmpfs of /tmp"
    );
}

TEST_CASE("a table of mounts that is missing, unreadable or garbage cannot be told") {
    FakeHost missing;
    FakeHost denied;
    denied.file("/proc/self/mountinfo", root_line).denied("/proc/self/mountinfo");
    FakeHost garbage;
    garbage.file("/proc/self/mountinfo", "none of it\n");

    for (auto* host : {&missing, &denied, &garbage})
        for (const auto& attribute : live_attributes)
            CHECK(of(*host, "/tmp", attribute).starts_with("cannot tell: "));
    CHECK(option(denied, "/tmp", "size").starts_with("cannot tell: permission denied"));
    CHECK(of(denied, "/tmp", "as_configured").starts_with("cannot tell: permission denied"));
}

TEST_CASE("rw mount below, ro mount on top") {
    auto host = mounted("20 10 0:30 / /srv rw - tmpfs below rw\n"
                        "21 20 0:31 / /srv ro - tmpfs top rw\n");

    CHECK(of(host, "/srv", "options") == R"(["ro"])");
    CHECK(of(host, "/srv", "device") == R"("top")");
    CHECK(of(host, "/srv", "count") == "2");
}

TEST_CASE("mount point with a blank, a newline, a sign that means something to a regex") {
    auto host = mounted("20 10 0:30 / /srv/a\\040b rw - tmpfs t rw\n"
                        "21 10 0:31 / /srv/c\\012d rw - tmpfs t rw\n"
                        "22 10 0:32 / /srv/e.[f]* rw - tmpfs t rw\n"
                        "23 10 0:33 / /srv/-x\\134y rw - tmpfs t rw\n");

    for (const std::string path : {"/srv/a b", "/srv/c\nd", "/srv/e.[f]*", "/srv/-x\\y"})
        CHECK(of(host, path, "mounted") == "true");
    for (const std::string path : {"/srv/a", "/srv/a\\040b", "/srv/exf", "/srv/e.[f]", "/srv/c"})
        CHECK(of(host, path, "mounted") == "false");
}

TEST_CASE("links on the way to a mount point are resolved, and a mount point is never touched") {
    auto host = mounted("20 10 0:30 / /run rw - tmpfs tmpfs rw\n");
    host.folder("/run").link("/var/run", "/run");
    auto dead = host;
    dead.denied("/run");

    CHECK(of(host, "/var/run", "mounted") == "true");
    CHECK(of(dead, "//run/", "mounted") == "true");
    CHECK(of(dead, "/run/x", "mounted").starts_with("cannot tell: "));
}

TEST_CASE("a mount is configured by fstab without noauto") {
    auto host = with_tmp();
    host.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid\n/dev/sdb /srv ext4 noauto,user\n");

    CHECK(of(host, "/tmp", "configured") == "true");
    CHECK(of(host, "/srv", "configured") == "false");
    CHECK(of(host, "/", "configured") == "false");
    CHECK(
        value_of(host, fact("mount", "/srv", "configured")).remark
        == "/etc/fstab:2 does not mount it at boot"
    );
}

TEST_CASE("fstab that may not be read does not say what is configured") {
    auto host = with_tmp();
    host.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid\n").denied("/etc/fstab");

    CHECK(of(host, "/tmp", "configured") == "cannot tell: permission denied reading /etc/fstab");
    CHECK(of(host, "/tmp", "as_configured") == "cannot tell: permission denied reading /etc/fstab");
    CHECK(of(host, "/tmp", "mounted") == "true");
}

TEST_CASE("fstab's path may have a link on its way") {
    auto host = mounted("20 10 0:30 / /run rw - tmpfs tmpfs rw\n");
    host.folder("/run").link("/var/run", "/run").file("/etc/fstab", "tmpfs /var/run tmpfs rw\n");

    CHECK(of(host, "/run", "configured") == "true");
    CHECK(of(host, "/run", "as_configured") == "true");
}

TEST_CASE("a mount unit counts under systemd when another unit wants it") {
    auto host = with_tmp();
    host.file("/etc/systemd/system/tmp.mount", "[Mount]\nType=tmpfs\nOptions=nosuid\n");
    auto enabled = host;
    enabled.link("/etc/systemd/system/local-fs.target.wants/tmp.mount", "../tmp.mount");
    auto openrc = debian();
    openrc.init = "openrc";

    CHECK(of(host, "/tmp", "configured") == "false");
    CHECK(of(host, "/tmp", "as_configured") == "true");
    CHECK(of(enabled, "/tmp", "configured") == "true");
    CHECK(of(enabled, "/tmp", "configured", openrc) == "false");
    CHECK(of(enabled, "/tmp", "as_configured", openrc) == "not set");
}

TEST_CASE("a unit of an administrator goes before fstab, a package's after it, a mask is none") {
    auto host = with_tmp();
    host.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid\n");
    auto ours = host;
    ours.file("/etc/systemd/system/tmp.mount", "[Mount]\nType=tmpfs\nOptions=noexec\n");
    auto packaged = host;
    packaged.file("/usr/lib/systemd/system/tmp.mount", "[Mount]\nType=tmpfs\nOptions=noexec\n");
    auto masked = packaged;
    masked.entry("/dev/null", {.type = FileType::character_device})
        .link("/etc/systemd/system/tmp.mount", "/dev/null");
    auto dropped = ours;
    dropped.file("/etc/systemd/system/tmp.mount.d/x.conf", "[Mount]\nOptions=nosuid\n");

    CHECK(of(host, "/tmp", "as_configured") == "true");
    CHECK(of(ours, "/tmp", "as_configured") == "false");
    CHECK(of(ours, "/tmp", "configured") == "true");
    CHECK(of(packaged, "/tmp", "as_configured") == "true");
    CHECK(of(masked, "/tmp", "as_configured") == "true");
    CHECK(of(dropped, "/tmp", "as_configured") == "true");
}

TEST_CASE("a mount that differs from what is configured says how") {
    auto host = with_tmp();
    host.file("/etc/fstab", "# a comment\ntmpfs /tmp ext4 defaults,noexec,size=1G,nodev\n");

    CHECK(of(host, "/tmp", "as_configured") == "false");
    CHECK(
        value_of(host, fact("mount", "/tmp", "as_configured")).remark
        == R"(of /etc/fstab:2: its type is "tmpfs", "noexec" does not hold, "size=1G" does not hold)"
    );
}

TEST_CASE("nothing configures a mount: not set; an option that is not printed cannot be told") {
    auto host = with_tmp();
    auto silent = with_tmp();
    silent.file("/etc/fstab", "tmpfs /tmp tmpfs nosuid,huge=advise\n");

    CHECK(of(host, "/tmp", "as_configured") == "not set");
    CHECK(
        of(silent, "/tmp", "as_configured")
        == R"(cannot tell: whether "huge=advise" of /etc/fstab:1 holds: the kernel does not print it)"
    );
}

TEST_CASE("a bind mount is of another type than its line") {
    auto host = mounted("20 10 254:0 /srv/www /var/www rw,relatime - ext4 /dev/vda rw\n");
    host.file("/etc/fstab", "/srv/www /var/www none bind 0 0\n");

    CHECK(of(host, "/var/www", "as_configured") == "true");
    CHECK(of(host, "/var/www", "root") == R"("/srv/www")");
}

TEST_CASE("mounts are all mount points, each once") {
    auto host = mounted("20 10 0:30 / /srv rw - tmpfs below rw\n"
                        "21 20 0:31 / /srv ro - tmpfs top rw\n"
                        "22 10 0:32 / /a\\040b rw - proc proc rw\n");
    const Fact names{{"mounts", {}}, "names"};
    auto tmpfs = names;
    tmpfs.subject.qualifiers.push_back({"where", {Value("type"), Value("tmpfs")}});
    const Fact devices{{"mounts", {}}, "list", {Value("device")}};

    CHECK(found(host, mount_resources(), names) == R"(["/", "/a b", "/srv"])");
    CHECK(found(host, mount_resources(), tmpfs) == R"(["/srv"])");
    CHECK(found(host, mount_resources(), devices) == R"(["/dev/vda", "proc", "top"])");
    CHECK(host.exchanges() == 3);
}

TEST_CASE("of what does not run the mounts are those that it is configured to have") {
    FakeHost image;
    image.cannot(Ability::live, "nothing runs in an image");
    image.file(
        "/etc/fstab",
        "tmpfs /tmp tmpfs nosuid,size=64k\n"
        "server:/ /mnt auto defaults,noauto\n"
        "/dev/vdb /srv auto defaults,nofail,users,x-systemd.automount\n"
    );

    CHECK(of(image, "/tmp", "mounted") == "true");
    CHECK(of(image, "/tmp", "type") == "\"tmpfs\"");
    CHECK(of(image, "/tmp", "options") == R"(["nosuid", "rw", "size=64k"])");
    CHECK(of(image, "/tmp", "device") == "not asked: nothing runs in an image");
    CHECK(of(image, "/tmp", "configured") == "true");
    CHECK(of(image, "/mnt", "mounted") == "false");
    CHECK(of(image, "/mnt", "type") == "absent");
    CHECK(of(image, "/srv", "type") == "not asked: the type is found out when it is mounted");
    CHECK(of(image, "/srv", "options") == R"(["nodev", "noexec", "nosuid", "rw"])");
    for (const auto* path : {"/", "/proc"})
        for (const auto* attribute : {"mounted", "type", "options"})
            CHECK(of(image, path, attribute) == "not asked: nothing in the image configures it");
    CHECK(of(image, "/", "configured") == "false");
}
