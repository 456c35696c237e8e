#include "framework/platform/init_scripts.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("an S link starts a script in a runlevel, whatever its number") {
    CHECK(
        start_links_from(
            {"/etc/rc2.d/S01cron",
             "/etc/rcS.d/S12bootmisc.sh",
             "/etc/init.d/rc3.d/S99 odd name",
             "/etc/rc2.d/K01cron",
             "/etc/rc2.d/README",
             "/etc/rc2.d/S1x",
             "/etc/rc2.d/Sabc",
             "",
             "S01x",
             "/.d/S01x"}
        )
        == std::vector<StartLink>{{"2", "cron"}, {"S", "bootmisc.sh"}, {"3", " odd name"}}
    );
}

TEST_CASE("inittab names the default runlevel, comments do not") {
    CHECK(
        initdefault_of("# The default runlevel.\n#id:5:initdefault:\nid:2:initdefault:\n") == "2"
    );
    CHECK(initdefault_of("::initdefault").empty());
    CHECK(initdefault_of("id:3:initdefault") == "3");
    CHECK(initdefault_of("x:3:initdefaults:\ny:3:wait:initdefault\n").empty());
    CHECK(initdefault_of("").empty());
}

TEST_CASE("a script's name is one entry of its folder") {
    for (const auto& name : {"nginx"s, "-x"s, "a b"s, "a;b"s, "*"s, "a\nb"s})
        CHECK(is_script_name(name));
    for (const auto& name : {""s, "."s, ".."s, "../passwd"s, "a/b"s, "a\0b"s, ".hidden"s})
        CHECK_FALSE(is_script_name(name));
}
