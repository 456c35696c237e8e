#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> filesystem_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string line_of(const std::string& path) {
    return "sh -c stat -f -c '%S %b %f %a %c %d' -- \"$1\" && readlink -f -- \"$1\" sh " + path;
}

FakeHost with(const std::string& numbers, const std::string& path = "/var") {
    FakeHost host;
    host.file(
            "/proc/self/mountinfo",
            "10 1 254:0 / / rw - ext4 /dev/vda rw\n20 10 0:30 / /var rw - xfs /dev/vdb rw\n"
    )
        .command(line_of(path), numbers + "\n" + path + "\n");
    return host;
}

FakeHost complaining(const std::string& complaint, int exit_status) {
    FakeHost host;
    host.file("/proc/self/mountinfo", "10 1 254:0 / / rw - ext4 /dev/vda rw\n");
    Output output;
    output.exit_status = exit_status;
    output.err = complaint;
    host.command(line_of("/var"), output);
    return host;
}

std::string of(FakeHost& host, const std::string& attribute, const std::string& path = "/var") {
    return found(host, filesystem_resources(), fact("filesystem", path, attribute));
}

const std::vector<std::string> attributes = {
    "size",
    "free",
    "available",
    "used_percent",
    "inodes",
    "inodes_free",
    "inodes_used_percent",
    "type"};

}  // namespace

TEST_CASE("the space of a file system is told in bytes, its use as df does") {
    auto host = with("4096 1000 400 300 200 150");

    CHECK(of(host, "size") == "4096000");
    CHECK(of(host, "free") == "1638400");
    CHECK(of(host, "available") == "1228800");
    CHECK(of(host, "used_percent") == "67");  // 600 / 900, rounded up
    CHECK(of(host, "inodes") == "200");
    CHECK(of(host, "inodes_free") == "150");
    CHECK(of(host, "inodes_used_percent") == "25");
    CHECK(of(host, "type") == R"("xfs")");
}

TEST_CASE("shares are rounded up to the next whole percent, and never past 100") {
    auto one = with("4096 1000000 999999 999999 1000 999");
    auto full = with("4096 1000 50 0 1000 0");

    CHECK(of(one, "used_percent") == "1");
    CHECK(of(one, "inodes_used_percent") == "1");
    CHECK(of(full, "used_percent") == "100");
    CHECK(of(full, "inodes_used_percent") == "100");
}

TEST_CASE("what has no size or counts no inodes has no share of them") {
    auto host = with("4096 0 0 0 0 0");

    CHECK(of(host, "size") == "0");
    CHECK(of(host, "used_percent") == "not set");
    CHECK(of(host, "inodes") == "0");
    CHECK(of(host, "inodes_used_percent") == "not set");
}

TEST_CASE("a path that leads to nothing is absent; any other refusal cannot be told") {
    const std::string begin = "stat: cannot read file system information for '/var': ";
    auto gone = complaining(begin + "No such file or directory\n", 1);
    auto denied = complaining(begin + "Permission denied\n", 1);
    auto stale = complaining(begin + "Stale file handle\n", 1);
    auto no_tool = complaining("sh: 1: stat: not found\n", 127);

    for (const auto& attribute : attributes) {
        CHECK(of(gone, attribute) == "absent");
        CHECK(
            of(denied, attribute) == "cannot tell: permission denied asking for the space of /var"
        );
        CHECK(
            of(stale, attribute)
            == "cannot tell: asking for the space of /var: stat ended with 1: Stale file handle"
        );
        CHECK(
            of(no_tool, attribute)
            == "cannot tell: asking for the space of /var needs stat and readlink"
        );
    }
}

TEST_CASE("an answer that is not six numbers and a path cannot be told") {
    for (const std::string answer :
         {"",
          "1 2 3 4 5\n/var\n",
          "1 2 3 4 5 x\n/var\n",
          "1 2 3 4 5 -6\n/var\n",
          "1 2 3 4 5 6\nvar\n",
          "1 2 3 4 5 6\n",
          "9223372036854775807 2 3 4 5 6\n/var\n"}) {
        INFO(answer);
        FakeHost host;
        host.command(line_of("/var"), answer);
        CHECK(of(host, "size").starts_with("cannot tell: stat -f said "));
    }
}

TEST_CASE("a dead file server spoils only its own path") {
    auto host = with("4096 1000 400 300 200 150");
    host.command_fails(line_of("/mnt/dead"), {Kind::timed_out, "stat did not end within 5 s"});
    const std::vector<Fact> facts = {
        fact("filesystem", "/mnt/dead", "used_percent"),
        fact("filesystem", "/var", "used_percent")};

    const auto findings = gather(host, filesystem_resources(), facts);

    CHECK(shown(findings[0]) == "cannot tell: stat did not end within 5 s");
    CHECK(shown(findings[1]) == "67");
    CHECK(host.exchanges() == 1);
}

TEST_CASE("a name with a blank, a quote, a leading dash or a newline is one argument") {
    for (const std::string path : {"/a b", "/a'\"$(x)", "/-f", "/a\n"}) {
        INFO(path);
        auto host = with("4096 1000 400 300 200 150", path);
        CHECK(of(host, "used_percent", path) == "67");
        CHECK(of(host, "type", path) == R"("ext4")");
    }
}

TEST_CASE("space of what does not run is not asked; a type needs the table of mounts") {
    FakeHost image;
    image.is_image();
    FakeHost disk;
    disk.is_image().folder("/var").file_system({"ext4", 4096, 1000, 400, 300, 200, 150});
    FakeHost hidden;
    hidden.command(line_of("/var"), "4096 1000 400 300 200 150\n/var\n");

    for (const auto& attribute : attributes)
        CHECK(of(image, attribute) == "not asked: the image is not made of file systems");
    CHECK(of(disk, "size") == "4096000");
    CHECK(of(disk, "available") == "1228800");
    CHECK(of(disk, "used_percent") == "67");
    CHECK(of(disk, "inodes_free") == "150");
    CHECK(of(disk, "type") == "\"ext4\"");
    CHECK(of(hidden, "size") == "4096000");
    CHECK(of(hidden, "type").starts_with("cannot tell: no mounts in"));
}
