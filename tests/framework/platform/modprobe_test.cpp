#include "framework/platform/modprobe.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("lines of modprobe.d are unfolded, comments and other words passed over") {
    const auto lines = parse_modprobe(
        "/etc/modprobe.d/x.conf",
        "# install a /bin/true\n#folded \\\ninstall b /bin/true\n\noptions c d=1\n"
        "install  usb-storage \\\n\t/bin/true \nblacklist\tfire-wire\nblacklist\ninstallx y z\n"
    );

    REQUIRE(lines.size() == 2);
    CHECK(lines[0].keyword == "install");
    CHECK(lines[0].module == "usb_storage");
    CHECK(lines[0].command == "/bin/true");
    CHECK(lines[0].where == "/etc/modprobe.d/x.conf:6");
    CHECK(lines[1].module == "fire_wire");
    CHECK(lines[1].where == "/etc/modprobe.d/x.conf:8");
}

TEST_CASE("a command loads nothing when it is true or false alone") {
    for (const auto* command :
         {"/bin/true", "/bin/false", "true", "/usr/bin/false", "/bin/true # CIS 1.1.1", "true -x"})
        CHECK(loads_nothing(command));
    for (const auto* command :
         {"",
          "# true",
          "/sbin/modprobe -i x",
          "/bin/true; modprobe -i x",
          "/bin/false || modprobe x",
          "echo true",
          "/bin/trueish",
          "true `x`",
          "/bin/true/x"})
        CHECK_FALSE(loads_nothing(command));
}

TEST_CASE("the first install line that fits counts; blacklist names are exact") {
    ModprobeConfiguration configuration;
    configuration.lines = parse_modprobe(
        "f",
        "install dccp /sbin/x\ninstall dccp* /bin/true\ninstall a[b-c] /bin/true\nblacklist usb*\n"
    );

    CHECK(configuration.install("dccp")->command == "/sbin/x");
    CHECK(configuration.install("dccp_ipv4")->command == "/bin/true");
    CHECK(configuration.install("ab") != nullptr);
    CHECK(configuration.install("cramfs") == nullptr);
    CHECK(configuration.blacklist("usb_storage") == nullptr);
    CHECK(configuration.blacklist("usb*") != nullptr);
}
