#include "framework/host/walk_rule.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("a walk is about what is below its folder, as deep as it goes") {
    const Walk walk{.folder = "/srv", .depth = 2};
    const WalkRule rule(walk);

    CHECK_FALSE(rule.is_within("/srv"));
    CHECK(rule.is_within("/srv/a/b"));
    CHECK_FALSE(rule.is_within("/srv/a/b/c"));
    CHECK_FALSE(rule.is_within("/srvx/a"));
    CHECK(rule.enters("/srv"));
    CHECK(rule.enters("/srv/a"));
    CHECK_FALSE(rule.enters("/srv/a/b"));
}

TEST_CASE("of the root folder, too") {
    const Walk walk{.folder = "/", .depth = 1};
    const WalkRule rule(walk);

    CHECK(rule.is_within("/etc"));
    CHECK_FALSE(rule.is_within("/etc/passwd"));
    CHECK_FALSE(rule.is_within("/"));
    CHECK(rule.enters("/"));
    CHECK_FALSE(rule.enters("/etc"));
}

TEST_CASE("what is left out takes along what is below it") {
    const Walk walk{.folder = "/srv", .excluding = {"/srv/*/cache", "/srv/x"}};
    const WalkRule rule(walk);

    CHECK_FALSE(rule.is_within("/srv/x"));
    CHECK_FALSE(rule.is_within("/srv/a/cache/deep/down"));
    CHECK_FALSE(rule.enters("/srv/a/cache"));
    CHECK(rule.is_within("/srv/a/b/cache"));
    CHECK(rule.is_within("/srv/xy"));
}

TEST_CASE("a folder that everybody may write to is in order with the sticky bit, a file never") {
    const Walk walk{.folder = "/", .set = FileSet::world_writable};
    const WalkRule rule(walk);

    CHECK(rule.fits({.type = FileType::directory, .permissions = 0777}));
    CHECK_FALSE(rule.fits({.type = FileType::directory, .permissions = 01777}));
    CHECK(rule.fits({.type = FileType::regular, .permissions = 01666}));
    CHECK_FALSE(rule.fits({.type = FileType::symlink, .permissions = 0777}));
    CHECK_FALSE(rule.fits({.type = FileType::socket, .permissions = 0777}));
}

TEST_CASE("set-id bits count of regular files, whatever the rest of the mode") {
    const Walk walk{.folder = "/", .set = FileSet::setgid};
    const WalkRule rule(walk);

    CHECK(rule.fits({.type = FileType::regular, .permissions = 02000}));
    CHECK_FALSE(rule.fits({.type = FileType::directory, .permissions = 02755}));
    CHECK_FALSE(rule.fits({.type = FileType::regular, .permissions = 04755}));
}
