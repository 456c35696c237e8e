#include "tests/framework/backend/local/ask.hpp"
#include "tests/framework/backend/local/public_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace muster;
using namespace muster::tests;

namespace {

/// The matches of a pattern below `folder`, without the folder's own path.
std::vector<std::string> matches(const PublicFolder& folder, std::string_view pattern) {
    auto found = answer_to(Glob{folder / pattern})->names;
    for (auto& path : found)
        path.erase(0, folder.path().size() + 1);
    return found;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a folder's names are sorted bytewise, hidden and strange ones included") {
    const PublicFolder folder;
    for (const std::string_view name : {"b", "a b", ".hidden", "-f", "new\nline", "\xff", "B"})
        folder.file(name, "");

    CHECK(
        answer_to(ListFolder{folder.path()})->names
        == Paths{"-f", ".hidden", "B", "a b", "b", "new\nline", "\xff"}
    );
}

TEST_CASE("an empty folder has an empty list, and what is no folder has none") {
    const PublicFolder folder;
    const auto fifo = folder / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);

    CHECK(answer_to(ListFolder{folder.folder("empty")})->names.empty());
    CHECK_FALSE(answer_to(ListFolder{folder.file("x", "")}));
    CHECK_FALSE(answer_to(ListFolder{fifo}));
}

TEST_CASE("a folder or a glob with too many names is too large") {
    const PublicFolder folder;
    folder.folder("in");
    for (const std::string_view name : {"in/a1", "in/a2", "in/b1", "in/b2"})
        folder.file(name, "");

    CHECK(answer_to(ListFolder{folder / "in"}, {.entries = 4})->names.size() == 4);
    CHECK(why_not(ListFolder{folder / "in"}, {.entries = 3}).kind == Kind::too_large);
    CHECK(why_not(Glob{folder / "in/*"}, {.entries = 3}).kind == Kind::too_large);
}

TEST_CASE("a glob finds what sh would") {
    const PublicFolder folder;
    folder.folder("etc/conf.d");
    folder.folder("etc/empty.d");
    for (const std::string_view name :
         {"etc/conf.d/10-a.conf",
          "etc/conf.d/20-b.conf",
          "etc/conf.d/.hidden.conf",
          "etc/x*y",
          "etc/xzy",
          "etc/[b]",
          "etc/b",
          "etc/two words"})
        folder.file(name, "");
    folder.link("etc/dangling", "nowhere");

    CHECK(
        matches(folder, "etc/conf.d/*.conf")
        == Paths{"etc/conf.d/10-a.conf", "etc/conf.d/20-b.conf"}
    );
    CHECK(matches(folder, "etc/conf.d/.h*") == Paths{"etc/conf.d/.hidden.conf"});
    CHECK(matches(folder, "etc/conf.d/.*") == Paths{"etc/conf.d/.hidden.conf"});
    CHECK(matches(folder, "etc/*/[12]0-?.conf").size() == 2);
    CHECK(matches(folder, "etc/*/[!1]0*") == Paths{"etc/conf.d/20-b.conf"});
    CHECK(matches(folder, "etc/x\\*y") == Paths{"etc/x*y"});
    CHECK(matches(folder, "etc/x*y") == Paths{"etc/x*y", "etc/xzy"});
    CHECK(matches(folder, "etc/[b]") == Paths{"etc/b"});
    CHECK(matches(folder, "etc/two w*") == Paths{"etc/two words"});
    CHECK(matches(folder, "etc/dang*") == Paths{"etc/dangling"});
    CHECK(matches(folder, "etc/*.d/") == Paths{"etc/conf.d/", "etc/empty.d/"});
    CHECK(matches(folder, "*/conf.d/10-a.conf") == Paths{"etc/conf.d/10-a.conf"});
    CHECK(matches(folder, "*/conf.d/absent").empty());
    CHECK(matches(folder, "etc/b") == Paths{"etc/b"});
    CHECK(matches(folder, "etc/b/*").empty());
    CHECK(matches(folder, "absent/*").empty());
    CHECK(matches(folder, "etc/**/10-a.conf") == Paths{"etc/conf.d/10-a.conf"});
    CHECK(answer_to(Glob{std::string("/etc\0/*", 7)})->names.empty());
}

TEST_CASE("a glob agrees with the machine's own sh") {
    for (const std::string pattern :
         {"/etc/*.conf",
          "/etc/*/*.conf",
          "/usr/lib/*-linux-gnu",
          "/etc/[a-f]*",
          "/*/",
          "/etc/.*[a-z]",
          "/"}) {
        CAPTURE(pattern);
        auto expected =
            output_of(shell(
                          "for p in " + pattern
                          + "; do [ -e \"$p\" ] || [ -L \"$p\" ] && printf '%s\\n' \"$p\"; done; :"
                      ))
                .out;

        const auto names = answer_to(Glob{pattern}).value().names;
        std::string found;
        for (const auto& path : names)
            found += path + "\n";
        CHECK(found == expected);
    }
}

TEST_CASE("the files that a glob finds are read at once, links followed and folders left out") {
    const PublicFolder folder;
    folder.folder("d/folder.conf");
    folder.file("d/b.conf", "bee");
    folder.file("d/a.conf", std::string("a\0", 2));
    folder.file("other", "elsewhere");
    folder.link("d/c.conf", "../other");
    folder.link("d/dangling.conf", "nowhere");

    const auto files = answer_to(ReadMatching{folder / "d/*.conf"});

    REQUIRE(files.size() == 3);
    CHECK(files[0].path == folder / "d/a.conf");
    CHECK(std::get<std::string>(files[0].bytes) == std::string("a\0", 2));
    CHECK(std::get<std::string>(files[1].bytes) == "bee");
    CHECK(std::get<std::string>(files[2].bytes) == "elsewhere");
}

TEST_CASE("one file that is too large spoils itself, too many bytes spoil the whole") {
    const PublicFolder folder;
    folder.file("a", "1234567");
    folder.file("b", std::string(100, 'b'));
    folder.file("c", "123");

    const auto files = answer_to(ReadMatching{folder / "*"}, {.content = 10});
    CHECK(std::get<CannotTell>(files.at(1).bytes).kind == Kind::too_large);
    CHECK(std::get<std::string>(files.at(2).bytes) == "123");
    CHECK(why_not(ReadMatching{folder / "*"}, {.content = 9}).kind == Kind::too_large);
}
