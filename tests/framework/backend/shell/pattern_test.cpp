#include "framework/backend/shell/pattern.hpp"

#include <catch2/catch.hpp>

using muster::matches_pattern;
using muster::shell_pattern;

TEST_CASE("a pattern is cut at its first sign") {
    const auto pattern = shell_pattern("/etc/x y/*/conf.d/*.conf");

    CHECK(pattern.base == "/etc/x y/");
    CHECK(pattern.pattern == "*/conf.d/*.conf");
    REQUIRE(pattern.ways.size() == 3);
    CHECK(pattern.ways[0].prefix.empty());
    CHECK(pattern.ways[0].is_listed);
    CHECK(pattern.ways[1].prefix == "*/");
    CHECK_FALSE(pattern.ways[1].is_listed);
    CHECK(pattern.ways[2].prefix == "*/conf.d/");
    CHECK(pattern.ways[2].is_listed);
}

TEST_CASE("signs that some shells see more in stand in brackets") {
    CHECK(shell_pattern("/x/+(a) {b,c}~#*").pattern == "[+][(]a[)][ ]?b?c?[~][#]*");
    CHECK(shell_pattern("/x/[^a]*").pattern == "[!a]*");
    CHECK(shell_pattern("/x/[]a]*").pattern == "[]a]*");
    CHECK(shell_pattern("/x/[a*").pattern == "[[]a*");
    CHECK(shell_pattern(R"(/x/\a\**\\)").pattern == "a[*]*?");
}

TEST_CASE("a path without signs is no pattern") {
    const auto pattern = shell_pattern(R"(/etc/pass\wd\*)");

    CHECK(pattern.is_plain);
    CHECK(pattern.base == "/etc/passwd*");
}

TEST_CASE("the root folder and the working folder are bases") {
    CHECK(shell_pattern("/*").base == "/");
    CHECK(shell_pattern("*.conf").base == "./");
    CHECK(shell_pattern("a b/*.conf").base == "./a b/");
}

TEST_CASE("what a shell found too much is left out") {
    CHECK(matches_pattern("/etc/*.conf", "/etc/a.conf"));
    CHECK_FALSE(matches_pattern("/etc/*.conf", "/etc/a.config"));
    CHECK_FALSE(matches_pattern("/etc/*", "/etc/.hidden"));
    CHECK_FALSE(matches_pattern("/etc/*", "/etc/a/b"));
    CHECK_FALSE(matches_pattern("/etc/.*", "/etc/.."));
    CHECK_FALSE(matches_pattern("/etc/.*/x", "/etc/./x"));
    CHECK(matches_pattern("/etc/../etc/*", "/etc/../etc/x"));
}
