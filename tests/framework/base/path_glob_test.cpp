#include "framework/base/path_glob.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

bool matches(std::string_view pattern, std::string_view path) {
    return PathGlob(pattern, PathGlob::Hidden::only_by_a_dot).matches(path);
}

bool enters(std::string_view pattern, std::string_view folder) {
    return PathGlob(pattern, PathGlob::Hidden::only_by_a_dot).may_match_below(folder);
}

}  // namespace

TEST_CASE("a star of a path glob stays within its name") {
    CHECK(matches("/etc/*.conf", "/etc/a.conf"));
    CHECK_FALSE(matches("/etc/*.conf", "/etc/a/b.conf"));
    CHECK(matches("/etc/*/b.conf", "/etc/a/b.conf"));
    CHECK(matches("/a[0-9]?", "/a1x"));
    CHECK_FALSE(matches("/a[!0-9]", "/a1"));
}

TEST_CASE("two stars are any number of folders, none too, and at the end all below") {
    CHECK(matches("/srv/**/x", "/srv/x"));
    CHECK(matches("/srv/**/x", "/srv/a/b/x"));
    CHECK_FALSE(matches("/srv/**/x", "/srv/a/b/y"));
    CHECK(matches("/srv/**", "/srv/a"));
    CHECK(matches("/srv/**", "/srv/a/b"));
    CHECK_FALSE(matches("/srv/**", "/srv"));
    CHECK(matches("/**/a/**/b", "/a/x/a/b"));
    CHECK(matches("/**/**/b", "/b"));
    CHECK_FALSE(matches("/srv/a**b/c", "/srv/a/b/c"));
}

TEST_CASE("hidden names are found by their dot alone, or like all others") {
    CHECK_FALSE(matches("/root/*", "/root/.ssh"));
    CHECK(matches("/root/.*", "/root/.ssh"));
    CHECK_FALSE(matches("/root/**/id", "/root/.ssh/id"));
    CHECK(PathGlob("/root/**", PathGlob::Hidden::found).matches("/root/.ssh/id"));
}

TEST_CASE("a sign of a pattern stands for itself behind a backslash, whatever the name") {
    const std::string name = "/a*b?[c]\\d\n\xff -x";

    CHECK(matches(glob_escaped(name), name));
    CHECK_FALSE(matches(glob_escaped("/a*b"), "/axb"));
}

TEST_CASE("a path glob knows which folders can hold what it finds") {
    CHECK(enters("/etc/*/b.conf", "/etc"));
    CHECK(enters("/etc/*/b.conf", "/etc/a"));
    CHECK_FALSE(enters("/etc/*/b.conf", "/etc/a/b.conf"));
    CHECK_FALSE(enters("/etc/*/b.conf", "/etc/.git"));
    CHECK(enters("/srv/**", "/srv/a/b"));
    CHECK_FALSE(enters("/srv/**", "/var"));
    CHECK(PathGlob("/etc/*/b", PathGlob::Hidden::found).base() == "/etc");
    CHECK(PathGlob("/etc/passwd", PathGlob::Hidden::found).base() == "/etc");
    CHECK(PathGlob("/*", PathGlob::Hidden::found).base() == "/");
}

TEST_CASE("many double stars cost no more than one") {
    std::string pattern;
    std::string path;
    for (int i = 0; i < 200; ++i) {
        pattern += "/**/a";
        path += "/a";
    }

    CHECK_FALSE(matches(pattern + "/b", path + path));
    CHECK(matches(pattern, path + path));
}
