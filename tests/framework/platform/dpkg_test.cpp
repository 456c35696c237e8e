#include "framework/platform/dpkg.hpp"

#include "framework/platform/apt.hpp"
#include "framework/platform/dpkg_status.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("a status database is read stanza by stanza") {
    const auto records = parse_dpkg_status(
        "Package: nginx\nStatus: hold ok installed\nArchitecture: amd64\nVersion: "
        "1.22.1-9+deb12u2\n"
        "Provides: httpd, httpd-cgi, nginx-abi-1.22.1-7 (= 1)\n"
        "Conffiles:\n /etc/init.d/nginx 1\nDescription: small\n Package: not a field\n .\n\n"
        "Package: old\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 2:1.0-1\n\n"
        "Package: gone\nStatus: purge ok not-installed\n\n"
        "Package: man-db\nStatus: install ok triggers-pending\nArchitecture: amd64\nVersion: "
        "2.11.2-2"
    );

    REQUIRE(records.size() == 3);
    CHECK(records[0].name == "nginx");
    CHECK(records[0].held);
    CHECK(records[0].installed);
    CHECK(records[0].version == "1.22.1-9+deb12u2");
    CHECK(
        records[0].provides == std::vector<std::string>{"httpd", "httpd-cgi", "nginx-abi-1.22.1-7"}
    );
    CHECK(records[1].state == "config-files");
    CHECK_FALSE(records[1].installed);
    CHECK(records[2].installed);
}

TEST_CASE("garbage in a status database makes no package") {
    CHECK(parse_dpkg_status("").empty());
    CHECK(parse_dpkg_status("\n\n\n").empty());
    CHECK(parse_dpkg_status(
              "Package nginx\n:\n: x\nStatus: install ok\n"s + std::string(1 << 20, '\xff')
    )
              .empty());
    CHECK(parse_dpkg_status("Package: a\0b\nStatus: a b\n"s).empty());
    CHECK(parse_dpkg_status("Status: install ok installed\nVersion: 1\n").empty());
    CHECK(parse_dpkg_status(" Package: a\n Status: install ok installed\n").empty());
}

TEST_CASE("an entry without a Status is there only where entries have none") {
    CHECK(parse_dpkg_status("Package: tzdata\nVersion: 2024a\n").empty());
    CHECK(parse_dpkg_status("Package: tzdata\nVersion: 2024a\n", WithoutStatus::installed)
              .at(0)
              .installed);
}

TEST_CASE("a package's name is no pattern, no option and nothing longer") {
    CHECK(dpkg_name("g++")->name == "g++");
    CHECK(dpkg_name("libc6:i386")->architecture == "i386");
    CHECK(dpkg_name("libc6:any")->architecture.empty());
    for (const auto* bad :
         {"",
          "*",
          "ba?h",
          "-W",
          "--version",
          "a b",
          "a\nb",
          "a:",
          "a:*",
          ":i386",
          "a;b",
          "$(id)",
          "a/b",
          "a:b:c",
          "\xc3\xa4"})
        CHECK_FALSE(dpkg_name(bad).has_value());
    CHECK_FALSE(dpkg_name("a\0b"s).has_value());
}

TEST_CASE("dpkg-query's lines are read, and a line of another form is never guessed at") {
    const auto records =
        parse_dpkg_query("libc6\tamd64\tinstall\tinstalled\t2.36-9\tlibc6-udeb, libc\n"
                         "libc6\ti386\thold\tconfig-files\t2.36-9\t\n");

    REQUIRE(records.size() == 2);
    CHECK(records[0].provides.size() == 2);
    CHECK(records[1].held);
    CHECK_FALSE(records[1].installed);
    CHECK_THROWS_AS(parse_dpkg_query("libc6 amd64\n"), CannotTell);
    CHECK_THROWS_AS(parse_dpkg_query("\t\t\t\t\t\t\t\t\n"), CannotTell);
}

TEST_CASE("dpkg's verification tells what differs from what could not be compared") {
    // Recorded on Debian 12: a changed configuration file, a changed and a missing program, and as an
    // ordinary user a file and a folder that may not be read.
    const auto found = parse_dpkg_verify("??5?????? c /etc/nginx/mime.types\n"
                                         "missing   c /etc/nginx/nginx.conf\n"
                                         "??5??????   /usr/lib/a file\n"
                                         "missing     /usr/sbin/nginx\n"
                                         "?????????   /usr/bin/sudoreplay\n"
                                         "missing     /etc/nginx/conf.d (Permission denied)\n");

    CHECK(found.modified == std::vector<std::string>{"/usr/lib/a file", "/usr/sbin/nginx"});
    CHECK(found.unreadable == std::vector<std::string>{"/usr/bin/sudoreplay", "/etc/nginx/conf.d"});
    CHECK(parse_dpkg_verify("").modified.empty());
    CHECK_THROWS_AS(parse_dpkg_verify("??5"), CannotTell);
    CHECK_THROWS_AS(parse_dpkg_verify("dpkg: something else entirely\n"), CannotTell);
}

TEST_CASE("apt's extended states name what came by itself") {
    const auto automatic =
        parse_extended_states("Package: dpkg\nArchitecture: amd64\nAuto-Installed: 1\n\n"
                              "Package: vim\nArchitecture: amd64\nAuto-Installed: 0\n\n"
                              "Auto-Installed: 1\n\nPackage: last\nAuto-Installed: 1");

    CHECK(automatic == AutomaticPackages{{"dpkg", "amd64"}, {"last", ""}});
    CHECK(parse_extended_states("\xff\xfe\nPackage").empty());
}

TEST_CASE("apt's policy has a candidate, and the place that the installed version is from") {
    const auto offered = parse_policy(
        "  Installed: 1.22.1-9+deb12u9\n  Candidate: 1.22.1-9+deb12u11\n"
        "  Version table:\n     1.22.1-9+deb12u11 500\n"
        "        500 http://deb.example/debian-security bookworm-security/main amd64 "
        "Packages\n *** 1.22.1-9+deb12u9 500\n"
        "        500 http://joe:secret@deb.example/debian bookworm/main amd64 Packages\n"
        "        100 /var/lib/dpkg/status\n"
    );
    const auto local =
        parse_policy("  Installed: 5.2.15-2+b8\n  Candidate: (none)\n  Version table:\n"
                     " *** 5.2.15-2+b8 100\n        100 /var/lib/dpkg/status\n");

    CHECK(offered.candidate == "1.22.1-9+deb12u11");
    CHECK(
        offered.repositories
        == std::map<
            std::string,
            std::string>{{"1.22.1-9+deb12u9", "http://deb.example/debian bookworm/main"}}
    );
    CHECK_FALSE(local.candidate.has_value());
    CHECK(local.repositories.empty());
    CHECK_FALSE(parse_policy(" *** \n        \nCandidate:").candidate.has_value());
}
