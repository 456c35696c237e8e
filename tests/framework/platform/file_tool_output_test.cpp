#include "framework/platform/file_tool_output.hpp"

#include "framework/model/cannot_tell.hpp"
#include "framework/platform/dpkg_files.hpp"
#include "framework/platform/packaged_files.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a path with a newline is asked for alone, and all of the output is its record") {
    const Paths path = {"/a\nb"};

    CHECK(parse_lsattr(path, "----i---- /a\nb\n", "") == ToldOfPaths{{"/a\nb", "=----i----"}});
    CHECK(
        parse_getcap(path, "/a\nb cap_chown=ep\n", "") == ToldOfPaths{{"/a\nb", "=cap_chown=ep"}}
    );
    CHECK(
        parse_getfacl(path, "# file: /a\\012b\nuser::rw-\n\n", "")
        == ToldOfPaths{{"/a\nb", "=user::rw-\n"}}
    );
}

TEST_CASE("names escaped by getfacl and getfattr are read back") {
    const Paths paths = {"/back\\s", "/plain"};

    CHECK(parse_getfacl(paths, "# file: /back\\\\s\nother::---\n", "").contains("/back\\s"));
    CHECK(
        acl_entries_in("user:domain\\040user:r--\n")
        == std::vector<std::string>{"user:domain user:r--"}
    );
}

TEST_CASE("a complaint belongs to its path, also to one with blanks and colons") {
    const Paths paths = {"/a", "/a: b"};

    CHECK(
        parse_getfacl(paths, "", "getfacl: /a: b: Permission denied\n")
        == ToldOfPaths{{"/a: b", "!Permission denied"}}
    );
    CHECK(
        parse_getcap(paths, "", "/a (Permission denied)\n")
        == ToldOfPaths{{"/a", "!Permission denied"}}
    );
}

TEST_CASE("garbage from a tool tells of no path") {
    const Paths paths = {"/a", "/b"};
    std::string garbage("\0\n:\n: \n(\n )\n# file: \n#\n \n/\nlsattr: \n\xff\xfe", 36);
    garbage += std::string(1 << 20, ' ') + std::string(1 << 20, ':') + "\n";

    CHECK_FALSE(parse_lsattr(paths, garbage, garbage).contains("/a"));
    CHECK_FALSE(parse_getcap(paths, garbage, garbage).contains("/a"));
    CHECK_FALSE(parse_getfacl(paths, garbage, garbage).contains("/a"));
    CHECK_FALSE(parse_labels(paths, garbage).contains("/a"));
    CHECK_FALSE(parse_dpkg_search(garbage).contains("/a"));
}

TEST_CASE("the value of an extended attribute is hexadecimal or cannot be told") {
    CHECK(attribute_in("0\nuser.a=0x6162\n", "user.a") == "ab");
    CHECK(attribute_in("0\nuser.a\n", "user.a") == "");
    CHECK_FALSE(attribute_in("0\nuser.ab=0x61\n", "user.a"));
    CHECK_THROWS_AS(attribute_in("0\nuser.a=0x616\n", "user.a"), CannotTell);
    CHECK_THROWS_AS(attribute_in("0\nuser.a=0xzz\n", "user.a"), CannotTell);
}

TEST_CASE("packages, architectures and diversions in the answers of dpkg-query") {
    const auto owners = parse_dpkg_search(
        "diversion by dash from: /bin/sh\ndiversion by dash to: /bin/sh.distrib\ndash: /bin/sh\n"
        "libc6:i386, libc6:amd64: /usr/share/doc/libc6: x\n"
    );

    CHECK(owners.size() == 2);
    CHECK(owners.at("/bin/sh") == std::vector<std::string>{"dash"});
    CHECK(
        owners.at("/usr/share/doc/libc6: x")
        == std::vector<std::string>{"libc6:i386", "libc6:amd64"}
    );
}

TEST_CASE("digests that dpkg keeps") {
    const auto* sums = "7210080490f9fd139c1b44fa0f730988  bin/bash\nshort\n";
    const auto* conffiles =
        " /etc/a b 89269e1298235f1b12b4c16e4065ad0d\n /etc/old 22bfb8c1 obsolete\n";

    CHECK(parse_md5sums(sums).at("/bin/bash") == "7210080490f9fd139c1b44fa0f730988");
    CHECK_FALSE(parse_md5sums(sums).contains("/bash"));
    CHECK(
        parse_conffiles(" /etc/x 22bfb8c1 obsolete remove-on-upgrade\n /etc/y 1 remove-on-upgrade\n"
        )
        == DpkgDigests{{"/etc/x", "22bfb8c1"}, {"/etc/y", "1"}}
    );
    const auto spelt = parse_md5sums(
        "7210080490f9fd139c1b44fa0f730988  ./a\n7210080490f9fd139c1b44fa0f730988  /b\n"
        "7210080490f9fd139c1b44fa0f730988 *c\n"
    );
    CHECK(spelt.size() == 2);
    CHECK((spelt.contains("/a") and spelt.contains("/b")));
    CHECK(parse_conffiles(conffiles).at("/etc/a b") == "89269e1298235f1b12b4c16e4065ad0d");
    CHECK(parse_conffiles(conffiles).at("/etc/old") == "22bfb8c1");
    CHECK_FALSE(parse_conffiles(conffiles).contains("/etc/a"));
}
