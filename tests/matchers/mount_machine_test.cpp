// Mounts of this machine, and real ones in a namespace of the test's own, held against findmnt, df and stat.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/mount_namespace.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <stdexcept>

namespace muster {
std::span<const Resource> mount_resources();
std::span<const Resource> filesystem_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string of(const std::string& path, const std::string& attribute) {
    LocalBackend machine;
    return found(machine, mount_resources(), fact("mount", path, attribute));
}

std::string space(const std::string& path, const std::string& attribute) {
    LocalBackend machine;
    return found(machine, filesystem_resources(), fact("filesystem", path, attribute));
}

std::string told_by(const std::string& line) {
    return std::string(trimmed(run_tool(line).output));
}

void mount_there(
    const char* device,
    const std::string& path,
    const char* type,
    unsigned long flags,
    const char* options = nullptr
) {
    (void)::mkdir(path.c_str(), 0755);
    if (::mount(device, path.c_str(), type, flags, options) != 0)
        throw std::runtime_error("mount " + path);
}

/// One line for each thing that was found out in the namespace.
std::string lines(const std::vector<std::string>& found) {
    return join(found, "\n");
}

constexpr auto not_allowed = "no mount namespace of our own here";

}  // namespace

TEST_CASE("the mounts of this machine are those that findmnt lists") {
    if (not has_tool("findmnt"))
        return skip("no findmnt here");
    LocalBackend machine;
    constexpr auto list = "findmnt --list --noheadings --output TARGET | sort -u";
    const auto before = run_tool(list).output;

    const auto names = found(machine, mount_resources(), Fact{{"mounts", {}}, "names"});

    const auto after = run_tool(list).output;
    for (const auto path : lines_of(before)) {
        INFO(path);
        // What others mount and unmount meanwhile is in one of the two lists alone.
        const bool stays =
            ("\n" + after).find("\n" + std::string(path) + "\n") != std::string::npos;
        if (stays and path.find("\\x") == std::string_view::npos)
            CHECK(names.find(quoted(trimmed(path))) != std::string::npos);
    }
    CHECK(of("/", "type") == quoted(told_by("findmnt -n -o FSTYPE --mountpoint / | tail -1")));
    CHECK(
        of("/proc", "device")
        == quoted(told_by("findmnt -n -o SOURCE --mountpoint /proc | tail -1"))
    );
    CHECK(of("/usr/bin/env", "mounted") == "false");
}

TEST_CASE("the space of this machine is what df says") {
    for (const std::string path : {"/", "/dev/shm", "/usr/bin", "/proc"}) {
        INFO(path);
        const auto line = told_by("df -P -B1 " + path + " | tail -1");
        const auto blocks = words_of(line);
        const auto inodes_line = told_by("df -Pi " + path + " | tail -1");
        const auto inodes = words_of(inodes_line);
        REQUIRE(blocks.size() == 6);
        REQUIRE(inodes.size() == 6);
        CHECK(space(path, "size") == blocks[1]);
        CHECK(space(path, "inodes") == inodes[1]);
        CHECK(
            space(path, "type")
            == quoted(told_by("df -PT " + path + " | tail -1 | awk '{print $2}'"))
        );
        const auto share = [](std::string_view text) {
            return text == "-" ? "not set" : std::string(text.substr(0, text.size() - 1));
        };
        CHECK(space(path, "used_percent") == share(blocks[4]));
        CHECK(space(path, "inodes_used_percent") == share(inodes[4]));
    }
    CHECK(space("/no/such/path", "size") == "absent");
}

TEST_CASE("real mounts: options, stacks, binds and names that mean something elsewhere") {
    const ScratchFolder folder;
    const auto plain = folder.path("plain");
    const auto blank = folder.path("a b");
    const auto newline = folder.path("c\nd\\e");
    const auto regex = folder.path("f.[g]*#");

    const auto told = in_own_mount_namespace([&] {
        mount_there("below", plain, "tmpfs", 0, "size=1m");
        mount_there("top", plain, "tmpfs", MS_RDONLY | MS_NOSUID, "size=64k,mode=700");
        for (const auto& path : {blank, newline, regex})
            mount_there("it's \"a\" device", path, "tmpfs", 0);
        (void)::mkdir((blank + "/inner").c_str(), 0755);
        const auto bound = folder.path("bound");
        (void)::mkdir(bound.c_str(), 0755);
        mount_there((blank + "/inner").c_str(), bound, nullptr, MS_BIND);
        return lines(
            {of(plain, "count"),
             of(plain, "device"),
             of(plain, "options"),
             of(blank, "mounted") + of(newline, "mounted") + of(regex, "mounted"),
             of(newline, "device"),
             of(bound, "root"),
             of(folder.path("a"), "mounted"),
             space(newline, "type"),
             space(plain, "size")}
        );
    });

    if (not told)
        return skip(not_allowed);
    CHECK(
        *told
        == lines(
            {"2",
             R"("top")",
             R"(["mode=700", "nosuid", "relatime", "ro", "size=64k"])",
             "truetruetrue",
             R"("it's \"a\" device")",
             R"("/inner")",
             "false",
             R"("tmpfs")",
             "65536"}
        )
    );
}

TEST_CASE("a real mount below another that was made later is hidden") {
    const ScratchFolder folder;

    const auto told = in_own_mount_namespace([&] {
        const auto outer = folder.path("outer");
        (void)::mkdir(outer.c_str(), 0755);
        mount_there("inner", outer + "/inner", "tmpfs", 0);
        const auto before = of(outer + "/inner", "mounted");
        mount_there("over", outer, "tmpfs", 0);
        (void)::mkdir((outer + "/inner").c_str(), 0755);
        return lines({before, of(outer + "/inner", "mounted"), of(outer, "device")});
    });

    if (not told)
        return skip(not_allowed);
    CHECK(*told == lines({"true", "false", R"("over")"}));
}

TEST_CASE("a real mount is held against a real fstab") {
    const ScratchFolder folder;

    const auto told = in_own_mount_namespace([&] {
        const auto path = folder.path("a b");
        const auto line = "it " + folder.path("a\\040b") + " tmpfs nosuid,size=1M,mode=0750 0 0\n";
        const auto table = folder.file("fstab", line);
        const auto other = folder.file("other", "it " + folder.path("a\\040b") + " tmpfs noexec\n");
        (void)::mkdir(path.c_str(), 0755);
        mount_there(table.c_str(), "/etc/fstab", nullptr, MS_BIND);
        const auto mounting = run_tool("mount " + shell_quoted(path));
        if (mounting.exit_status != 0)
            throw std::runtime_error(mounting.output);
        const auto as_it_is = of(path, "as_configured");
        mount_there(other.c_str(), "/etc/fstab", nullptr, MS_BIND);
        return lines({of(path, "configured"), as_it_is, of(path, "as_configured")});
    });

    if (not told)
        return skip(not_allowed);
    CHECK(*told == lines({"true", "true", "false"}));
}

TEST_CASE("a real file system that never answers spoils only its own space") {
    const ScratchFolder folder;
    const FileDescriptor silent(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
    if (not silent)
        return skip("no /dev/fuse here");

    const auto told = in_own_mount_namespace([&] {
        const auto path = folder.path("dead");
        const auto options =
            "fd=" + std::to_string(silent.number()) + ",rootmode=40000,user_id=0,group_id=0";
        mount_there("nobody", path, "fuse", 0, options.c_str());
        const std::vector<Fact> facts = {
            fact("filesystem", path, "size"), fact("filesystem", "/", "type")};
        LocalBackend machine;
        const auto findings = gather(machine, filesystem_resources(), facts);
        const auto* why = std::get_if<CannotTell>(&findings.at(0).found);
        return lines(
            {of(path, "type"),
             why == nullptr ? shown(findings[0]) : std::string(name(why->kind)),
             shown(findings[1])}
        );
    });

    if (not told)
        return skip(not_allowed);
    CHECK(*told == lines({R"("fuse")", "timed out", space("/", "type")}));
}
