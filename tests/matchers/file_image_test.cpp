// What inodes carry and who may do what: an image says of a folder what the tools of this machine say of it.

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/backend/local/local_backend.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/file_marks.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

namespace muster {
std::span<const Resource> file_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// A root with this machine's accounts, and files that lines of shell give marks.
class MarkedRoot {
public:
    MarkedRoot() {
        (void)folder_.folder("etc");
        (void)folder_.file("etc/passwd", read_file("/etc/passwd").value());
        (void)folder_.file("etc/group", read_file("/etc/group").value());
    }

    std::string file(const std::string& name, unsigned mode = 0644) const {
        return folder_.file(name, "x", mode);
    }
    const PublicFolder& folder() const { return folder_; }

    std::string of_image(Fact fact) const {
        ImageBackend image(std::make_unique<RootFolder>(folder_.path()));
        return found(image, file_resources(), fact);
    }
    std::string live(Fact fact) const {
        fact.subject.names.front() = Value(folder_ / fact.subject.name().substr(1));
        LocalBackend here;
        return found(here, file_resources(), fact);
    }

private:
    PublicFolder folder_;
};

bool does(const std::string& line) {
    return run_tool(line).exit_status == 0;
}

bool is_root_with_tools() {
    const PublicFolder folder;
    const auto file = folder.file("x", "");
    if (::geteuid() == 0 and does("setcap cap_chown=ep " + file)
        and does("setfacl -m u:1:r " + file) and does("setfattr -n user.a -v b " + file))
        return true;
    skip("no root, or no setcap, setfacl, setfattr on this file system");
    return false;
}

FakeHost image_of_files() {
    FakeHost image;
    image.is_image();
    return image;
}

}  // namespace

TEST_CASE("capabilities of a file read as getcap writes them") {
    if (not is_root_with_tools())
        return;
    const MarkedRoot root;
    const auto file = root.file("program", 0755);
    for (const auto* const capabilities :
         {"cap_net_raw=ep",
          "cap_net_raw,cap_net_admin+ep",
          "=ep",
          "=i",
          "cap_net_raw=p cap_sys_admin=ip",
          "all=ep cap_chown-ep",
          "=p cap_chown+i",
          "cap_checkpoint_restore=eip",
          "cap_chown,cap_kill=p cap_bpf=i"}) {
        INFO(capabilities);
        REQUIRE(does(fmt::format("setcap '{}' {}", capabilities, file)));
        const auto told = root.of_image(fact("file", "/program", "capabilities"));
        CHECK(told == root.live(fact("file", "/program", "capabilities")));
        CHECK_THAT(told, Contains("cap_") or Contains("="));
    }
    REQUIRE(does("setcap -n 1000 cap_net_raw=ep " + file));
    CHECK(root.of_image(fact("file", "/program", "capabilities")) == "\"cap_net_raw=ep\"");
    CHECK(root.of_image(fact("file", "/etc/passwd", "capabilities")) == "not set");
    CHECK(root.of_image(fact("file", "/nothing", "capabilities")) == "absent");
}

TEST_CASE("broken capabilities and lists cannot be told") {
    CHECK_THROWS_AS(capability_text(""), CannotTell);
    CHECK_THROWS_AS(capability_text(std::string(13, '\0')), CannotTell);
    CHECK_THROWS_AS(acl_from(""), CannotTell);
    CHECK_THROWS_AS(acl_from(std::string("\1\0\0\0", 4)), CannotTell);
    CHECK_THROWS_AS(acl_from(std::string("\2\0\0\0\1", 5)), CannotTell);
    CHECK_THROWS_AS(acl_from(std::string("\2\0\0\0\3\0\7\0\0\0\0\0", 12)), CannotTell);
}

TEST_CASE("lists, attributes and labels of an image's files are those that the tools tell") {
    if (not is_root_with_tools())
        return;
    const MarkedRoot root;
    const auto file = root.file("listed", 0640);
    (void)root.folder().folder("srv");
    (void)root.folder().link("link", "listed");
    REQUIRE(does("setfacl -m u:nobody:r,g:mail:rx,m:rw " + file));
    REQUIRE(does("setfattr -n user.note -v 'a b' " + file));
    REQUIRE(does("setfacl -m d:u:nobody:rwx,d:m:rx " + (root.folder() / "srv")));
    for (const auto* const path : {"/listed", "/link", "/srv", "/etc/passwd", "/nothing"}) {
        INFO(path);
        for (const auto* const attribute : {"acl", "selinux_label"})
            CHECK(
                root.of_image(fact("file", path, attribute))
                == root.live(fact("file", path, attribute))
            );
        for (const auto* const name : {"user.note", "user.other"})
            CHECK(
                root.of_image(fact("file", path, "xattr", {name}))
                == root.live(fact("file", path, "xattr", {name}))
            );
    }
    CHECK_THAT(root.of_image(fact("file", "/listed", "acl")), Contains("user:nobody:r--"));
    CHECK_THAT(root.of_image(fact("file", "/srv", "acl")), Contains("default:user:nobody:rwx"));
    CHECK(root.of_image(fact("file", "/link", "xattr", {"user.note"})) == "\"a b\"");
}

TEST_CASE("what a user may do in an image is what the kernel would let them") {
    if (not is_root_with_tools())
        return;
    const MarkedRoot root;
    (void)root.folder().folder("open");
    (void)root.folder().folder("closed");
    for (const std::string name :
         {"open/all", "open/owner", "open/listed", "open/program", "closed/all"})
        (void)root.file(name, name == "open/owner" ? 0600 : name == "open/program" ? 0711 : 0644);
    REQUIRE(does("setfacl -m u:nobody:r,g:mail:rw,m:r " + root.file("open/listed", 0600)));
    REQUIRE(does("chown nobody " + (root.folder() / "open/owner")));
    REQUIRE(::chmod((root.folder() / "closed").c_str(), 0700) == 0);
    for (const auto* const path :
         {"/open/all",
          "/open/owner",
          "/open/listed",
          "/open/program",
          "/closed/all",
          "/closed",
          "/no"})
        for (const auto* const user : {"root", "nobody", "mail", "daemon"})
            for (const auto* const right : {"readable", "writable", "executable"}) {
                INFO(path << " " << right << " by " << user);
                const auto asked = part(right, fact("file", path, "by", {user}));
                CHECK(root.of_image(asked) == root.live(asked));
            }
    CHECK(
        root.of_image(part("readable", fact("file", "/open/listed", "by", {"nobody"}))) == "true"
    );
    CHECK(
        root.of_image(part("readable", fact("file", "/closed/all", "by", {"nobody"}))) == "false"
    );
    CHECK_THAT(
        root.of_image(part("readable", fact("file", "/open/all", "by", {"no-such-user"}))),
        Contains("cannot tell: no user \"no-such-user\" on the target")
    );
}

TEST_CASE("flags are told where the image keeps them, and skipped where it does not") {
    auto image = image_of_files();
    image.file("/kept", "").file("/not", "");
    image.marks(
        "/kept",
        {0x10U,
         ExtendedAttributes{{"security.selinux", std::string("system_u:object_r:etc_t:s0\0", 27)}}}
    );
    const auto of = [&](const char* path, const char* attribute) {
        return found(image, file_resources(), fact("file", path, attribute));
    };
    CHECK(of("/kept", "immutable") == "true");
    CHECK(of("/kept", "append_only") == "false");
    CHECK(of("/kept", "selinux_label") == "\"system_u:object_r:etc_t:s0\"");
    CHECK(of("/none", "immutable") == "absent");
    CHECK(of("/not", "immutable") == "not asked: the image keeps no inode flags of it");
    CHECK(of("/not", "acl") == "not asked: the image keeps no extended attributes of it");
    CHECK(of("/not", "capabilities") == "not asked: the image keeps no extended attributes of it");
}

TEST_CASE("an image without dpkg has the digests of its packages alone") {
    auto image = image_of_files();
    image.file("/etc/app", "x").file("/srv/own", "y");
    image.file("/var/lib/dpkg/status.d/part", "Package: app\nArchitecture: amd64\nVersion: 1\n");
    image.file(
        "/var/lib/dpkg/status.d/part.md5sums", "9dd4e461268c8034f5c8564e155c67a6  etc/app\n"
    );
    const auto of = [&](const char* path, const char* attribute) {
        return found(image, file_resources(), fact("file", path, attribute));
    };
    CHECK(of("/etc/app", "package") == "\"app\"");
    CHECK(of("/etc/app", "as_packaged") == "true");
    CHECK_THAT(
        of("/srv/own", "package"), Contains("cannot tell: no package keeps a digest of /srv/own")
    );
    CHECK(of("/none", "package") == "absent");

    auto small = image_of_files();
    small.file("/etc/app", "x").file("/var/lib/dpkg/status", "");
    CHECK_THAT(
        found(small, file_resources(), fact("file", "/etc/app", "package")),
        Contains("cannot tell: dpkg's lists of files are not there")
    );
}
