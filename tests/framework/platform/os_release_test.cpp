#include "framework/platform/os_release.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

struct Distribution {
    std::string_view text;
    std::string_view id;
    std::string_view family;
    std::string_view version;
    std::string_view codename;
};

const Distribution distributions[] = {
    {"PRETTY_NAME=\"Debian GNU/Linux 12 "
     "(bookworm)\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\n",
     "debian",
     "debian",
     "12",
     "bookworm"},
    {"PRETTY_NAME=\"Debian GNU/Linux trixie/sid\"\nID=debian\nVERSION_CODENAME=trixie\n",
     "debian",
     "debian",
     "",
     "trixie"},
    {"NAME=\"Ubuntu\"\nVERSION_ID=\"22.04\"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\n",
     "ubuntu",
     "debian",
     "22.04",
     "jammy"},
    {"ID=raspbian\nID_LIKE=debian\nVERSION_ID=\"11\"\nVERSION_CODENAME=bullseye\n",
     "raspbian",
     "debian",
     "11",
     "bullseye"},
    {"ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"21.3\"\nVERSION_CODENAME=virginia\n",
     "linuxmint",
     "debian",
     "21.3",
     "virginia"},
    {"ID=kali\nID_LIKE=debian\nVERSION_ID=\"2024.1\"\nVERSION_CODENAME=kali-rolling\n",
     "kali",
     "debian",
     "2024.1",
     "kali-rolling"},
    {"ID=pop\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"22.04\"\nVERSION_CODENAME=jammy\n",
     "pop",
     "debian",
     "22.04",
     "jammy"},
    {"ID=devuan\nID_LIKE=debian\nVERSION_ID=\"5\"\nVERSION_CODENAME=daedalus\n",
     "devuan",
     "debian",
     "5",
     "daedalus"},
    {"NAME=\"Red Hat Enterprise Linux\"\nID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"9.3\"\n",
     "rhel",
     "rhel",
     "9.3",
     ""},
    {"NAME=\"CentOS Linux\"\nID=\"centos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"7\"\n",
     "centos",
     "rhel",
     "7",
     ""},
    {"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.3\"\n",
     "rocky",
     "rhel",
     "9.3",
     ""},
    {"ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"8.9\"\n",
     "almalinux",
     "rhel",
     "8.9",
     ""},
    {"ID=fedora\nVERSION_ID=39\nVERSION_CODENAME=\"\"\n", "fedora", "rhel", "39", ""},
    {"ID=\"ol\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"8.9\"\n", "ol", "rhel", "8.9", ""},
    {"ID=\"amzn\"\nID_LIKE=\"centos rhel fedora\"\nVERSION_ID=\"2\"\n", "amzn", "rhel", "2", ""},
    {"ID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\n", "amzn", "rhel", "2023", ""},
    {"ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.5\"\n",
     "opensuse-leap",
     "suse",
     "15.5",
     ""},
    {"ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20240301\"\n",
     "opensuse-tumbleweed",
     "suse",
     "20240301",
     ""},
    {"ID=\"sles\"\nID_LIKE=\"suse\"\nVERSION_ID=\"15.5\"\n", "sles", "suse", "15.5", ""},
    {"NAME=\"SLES\"\nID=\"sles\"\nVERSION_ID=\"12.5\"\n", "sles", "suse", "12.5", ""},
    {"NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.19.1\n", "alpine", "alpine", "3.19.1", ""},
    {"ID=\"postmarketos\"\nID_LIKE=\"alpine\"\nVERSION_ID=\"v23.12\"\n",
     "postmarketos",
     "alpine",
     "v23.12",
     ""},
    {"NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n", "arch", "arch", "", ""},
    {"ID=manjaro\nID_LIKE=arch\nBUILD_ID=rolling\n", "manjaro", "arch", "", ""},
    {"NAME=Gentoo\nID=gentoo\nVERSION_ID=\"2.14\"\n", "gentoo", "gentoo", "2.14", ""},
    {"NAME=\"Void\"\nID=\"void\"\n", "void", "void", "", ""},
    {"ID=wolfi\nVERSION_ID=\"20230201\"\n", "wolfi", "wolfi", "20230201", ""},
};

}  // namespace

TEST_CASE("each distribution has its id, its family, its version and its code name") {
    for (const auto& distribution : distributions) {
        auto fields = os_release_fields(distribution.text);

        INFO(distribution.text);
        CHECK(fields["ID"] == distribution.id);
        CHECK(family_of(fields["ID"], fields["ID_LIKE"]) == distribution.family);
        CHECK(fields["VERSION_ID"] == distribution.version);
        CHECK(fields["VERSION_CODENAME"] == distribution.codename);
    }
}

TEST_CASE("quotes, comments and escapes are read as a shell reads them") {
    auto fields = os_release_fields(
        "# ID=comment\n  ID='single'\nNAME=\"a \\\"b\\\" \\$c\"\nBUG=x\\ y\nID_LIKE=\"\"\n"
    );

    CHECK(fields["ID"] == "single");
    CHECK(fields["NAME"] == "a \"b\" $c");
    CHECK(fields["BUG"] == "x y");
    CHECK(fields["ID_LIKE"].empty());
}

TEST_CASE("an os-release of garbage has no fields, and the last of two assignments counts") {
    using namespace std::string_literals;
    const auto garbage = std::string(1 << 20, '=') + "\n\0\n=x\nid=lower\nA B=c\nID"s;

    CHECK(os_release_fields(garbage).empty());
    CHECK(os_release_fields("ID=a\nID=b")["ID"] == "b");
    CHECK(os_release_fields("ID=\"never closed\nNAME=x")["NAME"] == "x");
    CHECK(family_of("", "").empty());
}
