// Files, commands and kernel parameters of the machine that runs the tests, by real tools.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace muster {
std::span<const Resource> file_resources();
std::span<const Resource> command_resources();
std::span<const Resource> kernel_parameter_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string found(
    const std::string& path, const std::string& attribute, std::vector<std::string> parameters = {}
) {
    LocalBackend here;
    return tests::found(
        here, file_resources(), fact("file", path, attribute, std::move(parameters))
    );
}

std::string by(const std::string& right, const std::string& path, const std::string& user) {
    LocalBackend here;
    return tests::found(here, file_resources(), part(right, fact("file", path, "by", {user})));
}

bool ran(const std::vector<std::string>& words) {
    return run_program(words).status == 0;
}

}  // namespace

TEST_CASE("here: capabilities, lists and attributes as the tools set them, behind a link, too") {
    const TemporaryFolder folder;
    const auto file = folder.write("a b\nc", "x");
    const auto link = folder.file("link");
    REQUIRE(::symlink(file.c_str(), link.c_str()) == 0);
    const bool set = ::geteuid() == 0 and ran({"setcap", "cap_net_raw=ep", file})
                     and ran({"setfacl", "-m", "u:nobody:r", file})
                     and ran({"setfattr", "-n", "user.note", "-v", "a b", file});
    if (not set)
        return skip("no root, or no setcap, setfacl, setfattr");

    for (const auto& path : {file, link}) {
        CHECK(found(path, "capabilities") == "\"cap_net_raw=ep\"");
        CHECK(found(path, "acl").find("\"user:nobody:r--\"") != std::string::npos);
        CHECK(found(path, "xattr", {"user.note"}) == "\"a b\"");
        CHECK(found(path, "xattr", {"user.other"}) == "not set");
        CHECK(found(path, "selinux_label") == "not set");
        CHECK(found(path, "immutable") == "false");
    }
}

TEST_CASE("here: the kernel says what another user may do") {
    if (::geteuid() != 0)
        return skip("not root");
    const TemporaryFolder folder;
    const auto file = folder.write("x", "x");
    REQUIRE(::chmod(file.c_str(), 0444) == 0);

    CHECK(by("readable", file, "nobody") == "false");
    REQUIRE(::chmod(folder.path().c_str(), 0711) == 0);
    CHECK(by("readable", file, "nobody") == "true");
    CHECK(by("writable", file, "nobody") == "false");
    CHECK(by("executable", file, "nobody") == "false");
    CHECK(by("writable", file, "root") == "true");
    CHECK(by("readable", file, "nosuchuser").starts_with("cannot tell: no user"));
}

TEST_CASE("here: dpkg knows whose files these are") {
    if (not ran({"dpkg-query", "-S", "/usr/bin/passwd"}))
        return skip("no dpkg");

    CHECK(found("/usr/bin/passwd", "package") == "\"passwd\"");
    CHECK(found("/usr/bin/passwd", "as_packaged") == "true");
    CHECK(found("/bin/ls", "package") == "\"coreutils\"");
    CHECK(found("/usr/bin/ls", "package") == "\"coreutils\"");
    CHECK(found("/usr/bin/ls", "as_packaged") == "true");
    CHECK(found("/proc/self/status", "package") == "not set");
}

TEST_CASE("here: /proc, folders and links") {
    CHECK(found("/proc/self/status", "content").starts_with("\"Name:"));
    CHECK(found("/proc", "content") == "is a directory, not a regular file");
    CHECK(found("/dev/null", "character_device") == "true");
    CHECK(found("/proc/self", "symlink") == "true");
    CHECK(found("/etc/passwd/x", "exists") == "absent");
    CHECK(found("/etc//../etc/passwd", "resolved_path") == "\"/etc/passwd\"");
}

TEST_CASE("here: commands") {
    LocalBackend here;
    const auto told = [&](const std::string& line, const std::string& attribute) {
        return tests::found(here, command_resources(), fact("command", line, attribute));
    };

    CHECK(told("echo out; echo err >&2; exit 3", "exit_status") == "3");
    CHECK(told("echo out; echo err >&2", "stdout") == R"("out\n")");
    CHECK(told("echo out; echo err >&2", "stderr") == R"("err\n")");
    CHECK(told("kill -SEGV $$", "signal") == "\"SIGSEGV\"");
    CHECK(told("nosuchcommand -x", "stdout") == "cannot tell: sh: 1: nosuchcommand: not found");
    CHECK(told("nosuchcommand -x", "found") == "absent");
    CHECK(told("cd / && ls", "found") == "true");
    CHECK(told("pwd", "value") == "\"/\"");
}

TEST_CASE("here: kernel parameters") {
    LocalBackend here;
    const auto told = [&](const std::string& key, const std::string& attribute) {
        return tests::found(
            here, kernel_parameter_resources(), fact("kernel_parameter", key, attribute)
        );
    };

    CHECK(told("kernel.ostype", "value") == "\"Linux\"");
    CHECK(told("kernel.nosuch", "exists") == "absent");
    CHECK(told("net.ipv4.conf.lo.rp_filter", "exists") == "true");
    CHECK(told("net.ipv4", "value") == "absent");
    CHECK(told("net.ipv4.ip_local_port_range", "values").starts_with("["));
    CHECK(told("vm.compact_memory", "exists") == "true");
    CHECK(told("vm.compact_memory", "value").starts_with("cannot tell: "));
}

TEST_CASE(
    "here: a file beyond the limit has no content to judge, but a size and a digest; NUL is a byte"
) {
    const TemporaryFolder folder;
    const auto large = folder.write("large", "");
    constexpr std::size_t size = (16U << 20U) + 1;
    std::filesystem::resize_file(large, size);
    const auto nul = folder.write("nul", std::string("a\0b", 3));
    LocalBackend here;
    const auto contains = [&](const std::string& path, std::string text) {
        const Matcher matcher{"contains", {}, {equals(Value(std::move(text)))}};
        return outcome(here, file_resources(), fact("file", path, "content"), matcher) + ", not: "
               + outcome(here, file_resources(), fact("file", path, "content"), negated(matcher));
    };
    const auto digest = [](const std::string& bytes) {
        return "\"" + hex_digest(DigestAlgorithm::sha256, bytes) + "\"";
    };

    CHECK(contains(large, "x") == "errored, not: errored");
    CHECK(
        found(large, "content")
        == "cannot tell: " + large + " is larger than 16777216 bytes, the limit of content"
    );
    CHECK(found(large, "size") == std::to_string(size));
    CHECK(found(large, "sha256") == digest(std::string(size, '\0')));
    CHECK(contains(nul, std::string("\0b", 2)) == "passed, not: failed");
    CHECK(contains(nul, "c") == "failed, not: passed");
    CHECK(found(nul, "size") == "3");
    CHECK(found(nul, "sha256") == digest(std::string("a\0b", 3)));
}
