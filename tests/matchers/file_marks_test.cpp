#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> file_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string found(
    Backend& host,
    const std::string& path,
    const std::string& attribute,
    std::vector<std::string> parameters = {}
) {
    return tests::found(
        host, file_resources(), fact("file", path, attribute, std::move(parameters))
    );
}

std::string allowed(Backend& host, const std::string& right, const std::string& path) {
    return tests::found(host, file_resources(), part(right, fact("file", path, "by", {"alice"})));
}

Output output(int status, std::string out, std::string err = "") {
    return {.exit_status = status, .signal = "", .out = std::move(out), .err = std::move(err)};
}

/// What the script that asks as another user says.
FakeHost kernel_says(const std::string& rights) {
    FakeHost host;
    host.file("/x", "").commands([rights](const Command&) { return output(0, rights + "\n"); });
    return host;
}

/// Not root: ids of alice, and lists without more than the mode.
Answer without_rights(const Command& command) {
    if (command.words.back() == "alice")
        return output(0, "1000\n1000 4\n");
    if (command.words.front() == "sh")
        return output(0, "not root\n");
    Output acls = output(0, "");
    for (std::size_t i = 2; i < command.words.size(); ++i)
        acls.out += "# file: " + command.words[i] + "\n\n";
    return acls;
}

}  // namespace

TEST_CASE("inode flags of many files are one run of lsattr") {
    FakeHost host;
    host.file("/a", "").file("/b", "").command(
        "lsattr -d /a /b", output(0, "----i---------e------- /a\n-----a--------e------- /b\n")
    );

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/a", "immutable"),
         fact("file", "/a", "append_only"),
         fact("file", "/b", "immutable"),
         fact("file", "/b", "append_only")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[0]) == "true");
    CHECK(shown(findings[1]) == "false");
    CHECK(shown(findings[2]) == "false");
    CHECK(shown(findings[3]) == "true");
}

TEST_CASE("a link's flags are those of what it leads to") {
    FakeHost host;
    host.file("/f", "").link("/l", "/f");
    host.command(
        "lsattr -d /l", output(1, "", "lsattr: Operation not supported While reading flags on /l\n")
    );
    host.command("lsattr -d /f", output(0, "----i---------e------- /f\n"));

    CHECK(found(host, "/l", "immutable") == "true");
}

TEST_CASE("flags that cannot be read cannot be told, each for its own file") {
    FakeHost host;
    host.file("/a", "")
        .file("/proc/x", "")
        .file("/s", "")
        .command(
            "lsattr -d /a /proc/x /s",
            output(
                1,
                "--------------e------- /a\n",
                "lsattr: Operation not supported While reading flags on /proc/x\n"
                "lsattr: Permission denied While reading flags on /s\n"
            )
        );

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/a", "immutable"),
         fact("file", "/proc/x", "immutable"),
         fact("file", "/s", "immutable")}
    );

    CHECK(shown(findings[0]) == "false");
    CHECK(shown(findings[1]) == "cannot tell: lsattr of /proc/x: Operation not supported");
    CHECK(shown(findings[2]) == "cannot tell: lsattr of /s: Permission denied");
    CHECK(std::get<CannotTell>(findings[2].found).kind == Kind::denied);
}

TEST_CASE("a tool that is missing says which package has it") {
    FakeHost host;
    host.file("/x", "");
    const std::vector<std::string> attributes = {
        "immutable", "capabilities", "acl", "selinux_label"};

    for (const auto& attribute : attributes)
        CHECK(found(host, "/x", attribute).starts_with("cannot tell: no "));
    CHECK(found(host, "/x", "xattr", {"user.note"}) == "cannot tell: no getfattr on the target");
    CHECK(found(host, "/nosuch", "acl") == "absent");
}

TEST_CASE("capabilities as getcap writes them, of old, too") {
    FakeHost host;
    host.file("/new", "").file("/old", "").file("/none", "").file("/a b", "");
    host.command(
        "getcap /new /old /none /a b",
        "/new cap_net_bind_service=ep\n/old = cap_net_raw+ep\n/a b cap_chown,cap_fowner=eip\n"
    );

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/new", "capabilities"),
         fact("file", "/old", "capabilities"),
         fact("file", "/none", "capabilities"),
         fact("file", "/a b", "capabilities")}
    );

    CHECK(shown(findings[0]) == "\"cap_net_bind_service=ep\"");
    CHECK(shown(findings[1]) == "\"cap_net_raw=ep\"");
    CHECK(shown(findings[2]) == "not set");
    CHECK(shown(findings[3]) == "\"cap_chown,cap_fowner=eip\"");
}

TEST_CASE("the entries of an access control list, remarks of getfacl left out") {
    FakeHost host;
    host.file("/f", "");
    host.command(
        "getfacl -p /f",
        "# file: /f\n# owner: root\n# group: root\nuser::rw-\nuser:nobody:rwx\t\t#effective:r--\n"
        "group::r--\nmask::r--\nother::---\n\n"
    );

    CHECK(
        found(host, "/f", "acl")
        == R"(["group::r--", "mask::r--", "other::---", "user::rw-", "user:nobody:rwx"])"
    );
}

TEST_CASE("an extended attribute is bytes; one that is hidden from us cannot be told") {
    FakeHost host;
    host.file("/f", "").commands([](const Command&) {
        return output(0, "1000\n# file: /f\nuser.empty=0x\nuser.note=0x612000\n\n");
    });

    CHECK(found(host, "/f", "xattr", {"user.note"}) == R"("a \x00")");
    CHECK(found(host, "/f", "xattr", {"user.empty"}) == R"("")");
    CHECK(found(host, "/f", "xattr", {"user.other"}) == "not set");
    CHECK(found(host, "/f", "xattr", {"trusted.x"}) == "cannot tell: only root may see trusted.x");
}

TEST_CASE("a security label, or none") {
    FakeHost host;
    host.file("/f", "").file("/g", "");
    host.command(
        "stat -L -c %C %n /f /g",
        output(
            1,
            "system_u:object_r:etc_t:s0 /f\n? /g\n",
            "stat: failed to get security context of '/g': No data available\n"
        )
    );

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/f", "selinux_label"), fact("file", "/g", "selinux_label")}
    );

    CHECK(shown(findings[0]) == "\"system_u:object_r:etc_t:s0\"");
    CHECK(shown(findings[1]) == "not set");
}

TEST_CASE("as root the kernel is asked as the user, three rights in one run") {
    auto host = kernel_says("r-x");

    const auto findings = gather(
        host,
        file_resources(),
        {part("readable", fact("file", "/x", "by", {"alice"})),
         part("writable", fact("file", "/x", "by", {"alice"})),
         part("executable", fact("file", "/x", "by", {"alice"}))}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[0]) == "true");
    CHECK(shown(findings[1]) == "false");
    CHECK(shown(findings[2]) == "true");
}

TEST_CASE("a user that the target does not know, or that we cannot become, cannot be told of") {
    auto unknown = kernel_says("no user");
    auto refused = kernel_says("not possible");

    CHECK(allowed(unknown, "readable", "/x") == "cannot tell: no user \"alice\" on the target");
    CHECK(allowed(refused, "readable", "/x")
              .starts_with("cannot tell: asking the kernel as \"alice\""));
}

TEST_CASE("without root a user's rights are worked out from every folder on the way") {
    FakeHost host;
    const auto status = [](std::uint16_t permissions, std::uint32_t uid, std::uint32_t gid) {
        return FileStatus{
            .type = FileType::regular, .permissions = permissions, .uid = uid, .gid = gid};
    };
    host.folder("/", 0755).folder("/srv", 0755).folder("/closed", 0700);
    host.entry("/srv/own", status(0400, 1000, 0)).entry("/srv/group", status(0460, 0, 4));
    host.entry("/srv/others", status(0004, 0, 0)).entry("/closed/open", status(0777, 0, 0));
    host.link("/srv/link", "/closed/open").commands(without_rights);

    CHECK(allowed(host, "readable", "/srv/own") == "true");
    CHECK(allowed(host, "writable", "/srv/own") == "false");
    CHECK(allowed(host, "writable", "/srv/group") == "true");
    CHECK(allowed(host, "readable", "/srv/others") == "true");
    CHECK(allowed(host, "readable", "/closed/open") == "false");
    CHECK(allowed(host, "readable", "/srv/link") == "false");
    CHECK(allowed(host, "readable", "/srv/nosuch") == "absent");
}

TEST_CASE("the package that owns a path, one run for all") {
    FakeHost host;
    host.file("/usr/bin/passwd", "").file("/etc/mine", "").folder("/etc");
    host.commands([](const Command& command) {
        CHECK(command.words[0] == "dpkg-query");
        return output(
            1,
            "diversion by x from: /usr/bin/passwd\npasswd:amd64: /usr/bin/passwd\nbash, "
            "libc6:amd64, bash: /etc\n",
            "dpkg-query: no path found matching pattern /etc/mine\n"
        );
    });

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/usr/bin/passwd", "package"),
         fact("file", "/etc/mine", "package"),
         fact("file", "/etc", "package"),
         fact("file", "/nosuch", "package")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[0]) == "\"passwd\"");
    CHECK(shown(findings[1]) == "not set");
    CHECK(shown(findings[2]) == "\"bash, libc6\"");
    CHECK(shown(findings[3]) == "absent");
}

TEST_CASE("packages still bring /bin/ls where /bin is a link to /usr/bin") {
    FakeHost host;
    const FileStatus status{.type = FileType::regular, .permissions = 0755, .inode = 5};
    host.entry("/usr/bin/ls", status, "x").entry("/bin/ls", status, "x");
    host.command("dpkg-query -S /usr/bin/ls /bin/ls", output(1, "coreutils: /bin/ls\n"));

    CHECK(found(host, "/usr/bin/ls", "package") == "\"coreutils\"");
}

TEST_CASE("a file is as packaged when its digest is, a configuration file, too") {
    FakeHost host;
    host.file("/usr/bin/tool", "abc").file("/etc/tool.conf", "changed");
    host.file(
        "/var/lib/dpkg/info/tool.md5sums", "900150983cd24fb0d6963f7d28e17f72  usr/bin/tool\n"
    );
    host.commands([](const Command& command) {
        if (command.words[1] == "-S")
            return output(0, "tool: /usr/bin/tool\ntool: /etc/tool.conf\n");
        return output(0, " /etc/tool.conf d41d8cd98f00b204e9800998ecf8427e\n");
    });

    const auto findings = gather(
        host,
        file_resources(),
        {fact("file", "/usr/bin/tool", "as_packaged"),
         fact("file", "/etc/tool.conf", "as_packaged")}
    );

    CHECK(shown(findings[0]) == "true");
    CHECK(shown(findings[1]) == "false");
    CHECK(
        std::get<Value>(findings[1].found)
            .remark.find("packaged was d41d8cd98f00b204e9800998ecf8427e")
        != std::string::npos
    );
}

TEST_CASE("who owns a file is not known of a platform without dpkg") {
    FakeHost host;
    host.file("/x", "");
    auto alpine = debian();
    alpine.family = alpine.distribution = "alpine";

    CHECK(
        tests::found(host, file_resources(), fact("file", "/x", "package"), alpine)
        == "cannot tell: which package owns a file is not known of \"alpine\""
    );
}
