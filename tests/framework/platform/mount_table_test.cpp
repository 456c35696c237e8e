#include "framework/platform/mount_table.hpp"

#include "framework/platform/mount_options.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

using Words = std::vector<std::string>;

MountTable table_of(std::string_view text) {
    return MountTable(parse_mountinfo(text));
}

std::string device_on(const MountTable& table, const std::string& path) {
    const auto stack = table.on(path);
    return stack.empty() ? "-" : stack.back()->device;
}

}  // namespace

TEST_CASE("a line of mountinfo is read field by field, optional fields or none") {
    const auto entries =
        parse_mountinfo("27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,errors=remount-ro\n"
                        "36 27 0:42 /sub /mnt ro,nosuid shared:1 master:2 - tmpfs  rw,size=4k\n");

    REQUIRE(entries.size() == 2);
    CHECK(entries[0].device == "/dev/vda");
    CHECK(entries[0].options() == Words{"rw", "relatime", "errors=remount-ro"});
    CHECK(entries[1].root == "/sub");
    CHECK(entries[1].parent == 27);
    CHECK(entries[1].device.empty());
    CHECK(entries[1].mount_options == Words{"ro", "nosuid"});
    CHECK(entries[1].super_options == Words{"rw", "size=4k"});
    CHECK(entries[1].options() == Words{"ro", "nosuid", "size=4k"});
}

TEST_CASE("what is no mountinfo cannot be told") {
    CHECK_THROWS_AS(parse_mountinfo("proc /proc proc rw 0 0\n"), CannotTell);
    CHECK_THROWS_AS(parse_mountinfo("27 1 254:0 / / rw,relatime - ext4\n"), CannotTell);
    CHECK_THROWS_AS(parse_mountinfo("x 1 254:0 / / rw - ext4 a rw\n"), CannotTell);
}

TEST_CASE("names are decoded, and other backslashes stay") {
    CHECK(without_octal_escapes(R"(/a\040b\011\012\134x)") == "/a b\t\n\\x");
    CHECK(without_octal_escapes(R"(\04 \400 \000 \9)") == R"(\04 \400 \000 \9)");
    CHECK(without_octal_escapes(R"(\)") == R"(\)");
}

TEST_CASE("of stacked mounts the last in the chain of parents is the topmost, in whatever order") {
    const auto table = table_of("30 20 0:3 / /srv rw - tmpfs top rw\n"
                                "10 1 0:1 / / rw - ext4 root rw\n"
                                "20 10 0:2 / /srv rw - tmpfs below rw\n");

    CHECK(device_on(table, "/srv") == "top");
    CHECK(table.on("/srv").size() == 2);
    CHECK(table.holding("/srv/x/y")->device == "top");
    CHECK(table.holding("/srvx")->device == "root");
    CHECK(table.paths() == Words{"/", "/srv"});
}

TEST_CASE("a mount that a later one above it hides is not there") {
    const auto table = table_of("10 1 0:1 / / rw - ext4 root rw\n"
                                "20 10 0:2 / /a/b rw - tmpfs hidden rw\n"
                                "30 10 0:3 / /a rw - tmpfs over rw\n");

    CHECK(device_on(table, "/a/b") == "-");
    CHECK(table.holding("/a/b")->device == "over");
    CHECK(table.paths() == Words{"/", "/a"});
}

TEST_CASE("a root that is no mount point still has the mounts below it") {
    const auto table = table_of("20 10 0:2 / /proc rw - proc proc rw\n");

    CHECK(device_on(table, "/proc") == "proc");
    CHECK(table.holding("/etc") == nullptr);
}

TEST_CASE("parents in a circle do not keep us") {
    const auto table = table_of("10 20 0:1 / /a rw - tmpfs x rw\n20 10 0:2 / /a rw - tmpfs y rw\n"
                                "30 30 0:2 / /b rw - tmpfs z rw\n");

    CHECK(device_on(table, "/a") == "-");
    CHECK(device_on(table, "/b") == "z");
}

TEST_CASE("empty steps of a path are left out, steps up are kept") {
    CHECK(without_empty_steps("//a/./b//") == "/a/b");
    CHECK(without_empty_steps("/a/../b") == "/a/../b");
    CHECK(without_empty_steps("/") == "/");
}
