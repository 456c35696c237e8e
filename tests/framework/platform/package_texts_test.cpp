// What rpm, dnf, zypper, apk and pacman write, and garbage in its place.

#include "framework/platform/apk_text.hpp"
#include "framework/platform/dnf.hpp"
#include "framework/platform/pacman_text.hpp"
#include "framework/platform/rpm_output.hpp"
#include "framework/platform/zypper.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using Texts = std::vector<std::string>;

TEST_CASE("rpm's lines have an epoch where it is not 0") {
    const auto records = parse_rpm_query("a\tnoarch\t1\t2.0\t3.el9\nb\tx86_64\t0\t2.0\t3\n"
                                         "gpg-pubkey\t(none)\t\tfd43\t4ae0\n");

    REQUIRE(records.size() == 3);
    CHECK(records[0].version == "1:2.0-3.el9");
    CHECK(records[1].version == "2.0-3");
    CHECK(records[2].architecture.empty());
    CHECK_THROWS_AS(parse_rpm_query("a noarch\n"), CannotTell);
    CHECK_THROWS_AS(parse_rpm_query("\t\t\t\t\n"), CannotTell);
    CHECK_THROWS_AS(parse_rpm_query("\xff\xfe\n"), CannotTell);
}

TEST_CASE("rpm's comparison has nine signs, or says missing") {
    // Recorded of rpm 4.18, as root and as an ordinary user.
    const auto found = parse_rpm_verify("S.5......  c /etc/demo.conf\nS.5......    /usr/bin/a b\n"
                                        "missing     /usr/bin/demo\nmissing   d /usr/share/doc/x\n"
                                        "..?......    /usr/bin/sudo\n.M.......  g /var/log/x\n"
                                        "missing     /root/x (Permission denied)\n");

    CHECK(found.modified == Texts{"/usr/bin/a b", "/usr/bin/demo", "/usr/share/doc/x"});
    CHECK(found.unreadable == Texts{"/usr/bin/sudo", "/root/x"});
    for (const auto* bad : {"S.5", "missing", "package x is not installed", "missing   c", "\xff"})
        CHECK_THROWS_AS(parse_rpm_verify(bad), CannotTell);
}

TEST_CASE("a line of versionlock keeps the packages of its name") {
    PackageRecord nginx;
    nginx.name = "nginx";
    nginx.architecture = "x86_64";
    nginx.version = "1:1.22.1-9.el9";

    CHECK(parse_versionlock_list("# x\n\n a-1 # y\n!b-1\n") == Texts{"a-1"});
    for (const auto* pattern :
         {"nginx-1:1.20.1-10.el9.*",
          "1:nginx-1.20.1-10.el9.*",
          "nginx",
          "ngin*",
          "nginx.x86_64",
          "nginx-*-*"})
        CHECK(is_locked_by(pattern, nginx));
    for (const auto* pattern :
         {"nginx-core-1:1.20.1-10.el9.*",
          "ngin-1-1",
          "nginx-core-extra",
          "",
          "nginx.i686",
          "-",
          "--"})
        CHECK_FALSE(is_locked_by(pattern, nginx));
}

TEST_CASE("dnf 5 locks by conditions, and what is not read is not passed over") {
    CHECK(
        parse_versionlock_toml(
            "[[packages]]\nname = 'a'\n[[packages.conditions]]\nkey = \"evr\"\n"
            "comparator = \"!=\"\n[[packages]]\nname = \"b\"\ncomment = \"x = y\"\n"
            "[[packages.conditions]]\ncomparator = \">=\"\n"
        )
        == Texts{"b"}
    );
    CHECK_THROWS_AS(parse_versionlock_toml("[[packages]]\nname = a\n"), CannotTell);
    CHECK_THROWS_AS(parse_versionlock_toml("name = \"a\\u0041\"\n"), CannotTell);
    CHECK(parse_versionlock_toml("").empty());
}

TEST_CASE("zypper's locks are stanzas") {
    // Recorded of zypper 1.14.
    const auto locks =
        parse_zypper_locks("\ntype: package\nmatch_type: glob\ncase_sensitive: on\n"
                           "solvable_name: demo\n\n\ntype: package\nversion: >= 2\n"
                           "match_type: exact\ncase_sensitive: off\nsolvable_name: foo\n\n"
                           "type: patch\nsolvable_name: p\n\n\xff\n");

    REQUIRE(locks.size() == 2);
    CHECK(locks[0].pattern == "demo");
    CHECK(locks[1].match == "exact");
    CHECK(locks[1].any_case);
}

TEST_CASE("zypper's search is read tag by tag") {
    const auto found = parse_zypper_search("<stream>\n<solvable status=\"installed\" name=\"demo\" "
                                           "kind=\"package\" edition=\"1:1.2-3\" "
                                           "arch=\"noarch\" repository=\"a &amp; b\"/>\n<solvable "
                                           "name=\"p\" kind=\"patch\"/>\n<solvable \n");

    REQUIRE(found.size() == 1);
    CHECK(found[0].version == "1:1.2-3");
    CHECK(found[0].repository == "a & b");
}

TEST_CASE("a repository of zypper is enabled unless it says otherwise") {
    CHECK(
        enabled_zypper_repositories("[a]\nname=x\n[b]\nenabled = 0\n[c]\nenabled=1\n")
        == Texts{"a", "c"}
    );
    CHECK(enabled_zypper_repositories("enabled=0\n\xff\n[").empty());
}

TEST_CASE("garbage in apk's database makes no package") {
    CHECK(parse_apk_installed("").empty());
    CHECK(parse_apk_installed("P:\nV:\n\nP:a\n\nV:1\n\n\xff:\xff\nP\n").empty());
    CHECK(parse_apk_installed("P:a\nV:1\n").at("a").at(0).installed);
    CHECK(parse_apk_world("a b=1 c~2 d>3 e@edge !f g><Q1x\n").pinned == Texts{"b", "c", "g"});
    CHECK(parse_apk_policy("").repositories.empty());
    CHECK_FALSE(parse_apk_policy("    \n  :\n").candidate.has_value());
}

TEST_CASE("garbage in pacman's files describes no package") {
    CHECK_FALSE(parse_pacman_desc("").has_value());
    CHECK_FALSE(parse_pacman_desc("%NAME%\n\n%VERSION%\n1\n").has_value());
    CHECK_FALSE(parse_pacman_desc("%%\n%\n\xff").has_value());
    CHECK(
        parse_pacman_conf("IgnorePkg = a\n[options]\nIgnorePkg\n#IgnorePkg = b\n").packages.empty()
    );
    CHECK_THROWS_AS(parse_pacman_check("a", "error: x\n"), CannotTell);
    CHECK_THROWS_AS(parse_pacman_check("a", ""), CannotTell);
    CHECK_THROWS_AS(
        parse_pacman_check("a", "warning: b: /x (Size mismatch)\na: 1 total file\n"), CannotTell
    );
}
