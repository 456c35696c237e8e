#include "framework/base/glob.hpp"

#include <catch2/catch.hpp>

#include <fnmatch.h>

#include <string>

using namespace muster;

TEST_CASE("a glob fits as fnmatch(3) says with FNM_PATHNAME") {
    const std::string patterns[] = {
        "",      "*",    "a*",     "*a",      "a*b*c",        "a/*",  "*/b",  "*/*",
        "a?c",   "?",    "[a-c]",  "[!a]*",   "[]a]b",        "[a",   "a[",   "\\*",
        "a\\?",  "**",   "a**b",   "net/*/x", "[^a]b",        "[a-]", "[-a]", "[/]",
        "a[/]b", "*[b]", "*.conf", "?*?",     "[a-c]/[x-z]*", "*a*b",
    };
    const std::string paths[] = {
        "",        "a",         "b",  "c",   "ab",   "abc", "aXbYc",  "a/b", "a/b/c",
        "*",       "?",         "a?", "a[",  "[a",   "]b",  "x.conf", "aab", "-",
        "net/a/x", "net/a/b/x", "bb", "b/z", "aaab", "a/",  "/",      "/b",
    };

    for (const auto& pattern : patterns)
        for (const auto& path : paths) {
            CAPTURE(pattern, path);
            CHECK(
                glob_matches(pattern, path)
                == (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0)
            );
        }
}

TEST_CASE("a glob made to take for ever does not") {
    std::string pattern;
    for (int i = 0; i < 1000; ++i)
        pattern += "*a";

    CHECK_FALSE(glob_matches(pattern + "b", std::string(2000, 'a')));
    CHECK(glob_matches(pattern, std::string(2000, 'a')));
}

TEST_CASE("what has a star, a question mark or a bracket is a glob") {
    CHECK(is_glob("a*"));
    CHECK(is_glob("a?"));
    CHECK(is_glob("[a]"));
    CHECK_FALSE(is_glob("a.b"));
}

TEST_CASE("a glob of texts takes a slash for a character like any other") {
    CHECK(glob_matches("web / *mode*", "web / file \"/etc/x\" mode / equals", GlobOf::texts));
    CHECK(glob_matches("a?b", "a/b", GlobOf::texts));
    CHECK(glob_matches("a[!x]b", "a/b", GlobOf::texts));
    CHECK_FALSE(glob_matches("a?b", "a/b"));
    CHECK_FALSE(glob_matches("web / *mode", "web / file \"/etc/x\" mode / equals", GlobOf::texts));
}
