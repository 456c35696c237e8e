// What derivatives say of themselves, as published with them: the lines that tell who they are. Most of them are
// known by ID_LIKE alone.

#include "framework/platform/os_release.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

struct Derivative {
    std::string_view file;
    std::string_view id;
    std::string_view family;
    std::string_view version;
    std::string_view codename;
};

const Derivative derivatives[] = {
    {R"os(PRETTY_NAME="elementary OS 7 Horus"
NAME="elementary OS"
VERSION_ID="7"
VERSION_CODENAME=horus
ID=elementary
ID_LIKE="ubuntu debian"
UBUNTU_VERSION_ID="22.04")os",
     "elementary",
     "debian",
     "7",
     "horus"},
    {R"os(NAME="Zorin OS"
VERSION="16"
ID=zorin
ID_LIKE=ubuntu
PRETTY_NAME="Zorin OS 16"
VERSION_ID="16"
VERSION_CODENAME=focal
UBUNTU_CODENAME=focal)os",
     "zorin",
     "debian",
     "16",
     "focal"},
    {R"os(NAME="KDE neon"
VERSION="6.0"
ID=neon
ID_LIKE="ubuntu debian"
PRETTY_NAME="KDE neon 6.0"
VERSION_ID="22.04"
VERSION_CODENAME=jammy)os",
     "neon",
     "debian",
     "22.04",
     "jammy"},
    {R"os(PRETTY_NAME="Parrot OS 4.11"
NAME="Parrot OS"
ID=parrot
ID_LIKE=debian
VERSION="4.11"
VERSION_ID="4.11")os",
     "parrot",
     "debian",
     "4.11",
     ""},
    {R"os(PRETTY_NAME="LMDE 6 (faye)"
NAME="LMDE"
VERSION_ID="6"
VERSION_CODENAME=faye
ID=linuxmint
ID_LIKE=debian
DEBIAN_CODENAME=bookworm)os",
     "linuxmint",
     "debian",
     "6",
     "faye"},
    {R"os(NAME="Cumulus Linux"
VERSION_ID=5.12.1
VERSION="Cumulus Linux 5.12.1"
PRETTY_NAME="Cumulus Linux"
ID=cumulus-linux
ID_LIKE=debian)os",
     "cumulus-linux",
     "debian",
     "5.12.1",
     ""},
    {R"os(PRETTY_NAME="PureOS"
NAME="PureOS"
ID=pureos
ID_LIKE=debian
VERSION_ID="10.0"
VERSION_CODENAME=byzantium)os",
     "pureos",
     "debian",
     "10.0",
     "byzantium"},
    {R"os(NAME="Trisquel GNU/Linux"
ID=trisquel
ID_LIKE="ubuntu debian"
VERSION_ID="11.0"
VERSION_CODENAME=aramo)os",
     "trisquel",
     "debian",
     "11.0",
     "aramo"},
    {R"os(NAME="CentOS Stream"
VERSION="9"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="9"
PLATFORM_ID="platform:el9"
PRETTY_NAME="CentOS Stream 9")os",
     "centos",
     "rhel",
     "9",
     ""},
    {R"os(NAME="Scientific Linux"
VERSION="7.9 (Nitrogen)"
ID="scientific"
ID_LIKE="rhel centos fedora"
VERSION_ID="7.9")os",
     "scientific",
     "rhel",
     "7.9",
     ""},
    {R"os(NAME="CloudLinux"
VERSION="8.9 (Anatoly Filipchenko)"
ID="cloudlinux"
ID_LIKE="rhel fedora centos"
VERSION_ID="8.9")os",
     "cloudlinux",
     "rhel",
     "8.9",
     ""},
    {R"os(NAME="EuroLinux"
VERSION="9.3 (Brussels)"
ID="eurolinux"
ID_LIKE="rhel fedora centos"
VERSION_ID="9.3")os",
     "eurolinux",
     "rhel",
     "9.3",
     ""},
    {R"os(NAME="Nobara Linux"
VERSION="40 (KDE Plasma)"
ID=nobara
ID_LIKE="rhel centos fedora"
VERSION_ID=40
VERSION_CODENAME=""
PRETTY_NAME="Nobara Linux 40 (KDE Plasma)")os",
     "nobara",
     "rhel",
     "40",
     ""},
    {R"os(NAME="Anolis OS"
VERSION="8.8"
ID="anolis"
ID_LIKE="rhel fedora centos"
VERSION_ID="8.8")os",
     "anolis",
     "rhel",
     "8.8",
     ""},
    {R"os(NAME="Alibaba Cloud Linux"
VERSION="3 (Soaring Falcon)"
ID="alinux"
ID_LIKE="rhel fedora centos anolis"
VERSION_ID="3")os",
     "alinux",
     "rhel",
     "3",
     ""},
    {R"os(NAME="XCP-ng"
VERSION="8.2.1"
ID="xenenterprise"
ID_LIKE="centos rhel fedora"
VERSION_ID="8.2.1")os",
     "xenenterprise",
     "rhel",
     "8.2.1",
     ""},
    {R"os(NAME="Mageia"
VERSION="9"
ID=mageia
VERSION_ID=9
ID_LIKE="mandriva fedora")os",
     "mageia",
     "rhel",
     "9",
     ""},
    {R"os(NAME="Fedora Linux Asahi Remix"
ID=fedora-asahi-remix
ID_LIKE=fedora
VERSION_ID=39)os",
     "fedora-asahi-remix",
     "rhel",
     "39",
     ""},
    {R"os(NAME="SLED"
VERSION="15-SP5"
VERSION_ID="15.5"
PRETTY_NAME="SUSE Linux Enterprise Desktop 15 SP5"
ID="sled"
ID_LIKE="suse")os",
     "sled",
     "suse",
     "15.5",
     ""},
    {R"os(NAME="SLE Micro"
VERSION="5.1"
VERSION_ID="5.1"
PRETTY_NAME="SUSE Linux Enterprise Micro 5.1"
ID="suse-microos"
ID_LIKE="suse")os",
     "suse-microos",
     "suse",
     "5.1",
     ""},
    {R"os(NAME="openSUSE MicroOS"
ID="opensuse-microos"
ID_LIKE="suse opensuse opensuse-tumbleweed"
VERSION_ID="20240301")os",
     "opensuse-microos",
     "suse",
     "20240301",
     ""},
    {R"os(NAME="EndeavourOS"
PRETTY_NAME="EndeavourOS"
ID="endeavouros"
ID_LIKE="arch"
BUILD_ID="2024.01.25")os",
     "endeavouros",
     "arch",
     "",
     ""},
    {R"os(NAME="Garuda Linux"
PRETTY_NAME="Garuda Linux"
ID=garuda
ID_LIKE=arch
BUILD_ID=rolling)os",
     "garuda",
     "arch",
     "",
     ""},
    {R"os(NAME="SteamOS"
VERSION_CODENAME=holo
ID=steamos
ID_LIKE=arch
VERSION_ID=3.7.16
BUILD_ID=20250929.1)os",
     "steamos",
     "arch",
     "3.7.16",
     "holo"},
    {R"os(NAME="Arch Linux ARM"
PRETTY_NAME="Arch Linux ARM"
ID=archarm
ID_LIKE=arch
BUILD_ID=rolling)os",
     "archarm",
     "arch",
     "",
     ""},
    // They descend from nobody that we know, and are families of their own.
    {R"os(NAME="OpenWrt"
VERSION="22.03.4"
ID="openwrt"
ID_LIKE="lede openwrt"
VERSION_ID="22.03.4")os",
     "openwrt",
     "openwrt",
     "22.03.4",
     ""},
    {R"os(NAME="Huawei Cloud EulerOS"
VERSION="2.0 (x86_64)"
ID="hce"
VERSION_ID="2.0")os",
     "hce",
     "hce",
     "2.0",
     ""},
    {R"os(NAME="CachyOS Linux"
ID=cachyos
BUILD_ID=rolling
VERSION_ID=20251228.0.475343)os",
     "cachyos",
     "cachyos",
     "20251228.0.475343",
     ""},
};

}  // namespace

TEST_CASE("a derivative belongs to the family that its ID_LIKE names first among those we know") {
    for (const auto& derivative : derivatives) {
        auto fields = os_release_fields(derivative.file);

        INFO(derivative.file);
        CHECK(fields["ID"] == derivative.id);
        CHECK(family_of(fields["ID"], fields["ID_LIKE"]) == derivative.family);
        CHECK(fields["VERSION_ID"] == derivative.version);
        CHECK(fields["VERSION_CODENAME"] == derivative.codename);
    }
}
