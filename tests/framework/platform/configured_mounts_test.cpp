#include "framework/platform/configured_mounts.hpp"

#include "framework/platform/unit_text.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

TEST_CASE("a mount unit is called by its path") {
    CHECK(mount_unit_name("/") == "-.mount");
    CHECK(mount_unit_name("//srv/a b/") == R"(srv-a\x20b.mount)");
    CHECK(mount_unit_name("/var/lib-x") == R"(var-lib\x2dx.mount)");
    CHECK(mount_unit_name("/.snap/.x") == R"(\x2esnap-.x.mount)");
}

TEST_CASE("systemd-escape gives a path the same unit") {
    if (not has_tool("systemd-escape"))
        return skip("no systemd-escape here");
    for (const std::string path :
         {"/", "/srv", "/a b/c", "/.x/y.z", "/a-b_c:d", "/a\\b", "/ä", "/a*[b]?", "//a//b/"}) {
        INFO(path);
        const auto told = run_tool("systemd-escape --path --suffix=mount -- '" + path + "'").output;
        CHECK(mount_unit_name(path) + "\n" == told);
    }
}

TEST_CASE("the settings of a section are read with folded lines and without comments") {
    const auto settings = unit_settings(
        "[Unit]\nOptions=no\n[Mount]\n# Type=x\nType = tmpfs\nOptions=a,\\\n; between\n "
        "b\nOptions=\n"
        "[Install]\nType=no\n",
        "Mount"
    );

    REQUIRE(settings.size() == 3);
    CHECK(settings[0].key == "Type");
    CHECK(settings[0].value == "tmpfs");
    CHECK(settings[1].value == "a, b");
    CHECK(settings[2].value.empty());
}
