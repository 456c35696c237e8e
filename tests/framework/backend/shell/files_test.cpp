// Questions about files, by the prelude on real shells.
#include "framework/base/crypto/digest.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

using namespace muster;
using namespace muster::tests;

namespace {

/// Every byte that a name can have, in names that a shell, an option parser or a glob could take for
/// something else.
std::vector<std::string> make_hostile_names() {
    std::vector<std::string> names = {
        "plain",
        "two words",
        " blank at the ends ",
        "-n",
        "--help",
        "-",
        "a'b",
        "a\"b",
        "a`id`b",
        "$(id)",
        "${HOME}",
        "new\nline",
        "\nfirst",
        "last\n",
        "back\\slash",
        "\\n",
        "*",
        "?",
        "[a]",
        "[!a]*",
        "{a,b}",
        "~",
        "~root",
        "a;id",
        "a&b",
        "a|b",
        "a>b",
        "#x",
        "!x",
        "=ls",
        "+(a)",
        "@(a|b)",
        "tab\there",
        "%s%n",
        "a:b",
        ": No such file or directory",
        "=",
        "\x1b[31m",
        "\xff\xfe",
        "caf\xc3\xa9",
        "\x81\x82\x83\x84\x85\x86\x87\x88",
        "日本語",
        std::string(200, 'x'),
        "...",
        ".hidden",
        "..x",
    };
    std::string all;
    for (int byte = 1; byte < 256; ++byte)
        if (byte != '/')
            all += static_cast<char>(byte);
    names.push_back(all.substr(0, 128));
    names.push_back(all.substr(128));
    return names;
}

const std::vector<std::string>& hostile_names() {
    static const auto names = make_hostile_names();
    return names;
}

void make_socket(const std::string& path) {
    const FileDescriptor place(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    REQUIRE(
        ::bind(place.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0
    );
}

}  // namespace

TEST_CASE("files with hostile names are one argument on every shell") {
    const Place folder;
    for (const auto& name : hostile_names())
        (void)folder.file(name, "content of " + name);

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        std::vector<Question> batch;
        for (const auto& name : hostile_names()) {
            batch.emplace_back(Read{folder / name});
            batch.emplace_back(Stat{folder / name, Follow::no});
            batch.emplace_back(Digest{folder / name});
            batch.emplace_back(Run{Command{{"cat", "--", folder / name}}});
        }

        const auto answers = backend.exchange(batch, Deadline(std::chrono::seconds(60)));

        for (std::size_t i = 0; i < hostile_names().size(); ++i) {
            const auto& name = hostile_names()[i];
            INFO(
                shell << ": " << i << " " << describe(batch[4 * i]) << " -> "
                      << describe(answers[4 * i]) << ", " << describe(answers[4 * i + 1]) << ", "
                      << describe(answers[4 * i + 2]) << ", " << describe(answers[4 * i + 3])
            );
            const auto& content = std::get<std::optional<Content>>(answers[4 * i]);
            const auto& status = std::get<std::optional<FileStatus>>(answers[4 * i + 1]);
            const auto& digest = std::get<std::optional<DigestText>>(answers[4 * i + 2]);
            REQUIRE((content and status and digest));
            CHECK(content->bytes == "content of " + name);
            CHECK(status->size == content->bytes.size());
            CHECK(digest->hex == hex_digest(DigestAlgorithm::sha256, content->bytes));
            CHECK(std::get<Output>(answers[4 * i + 3]).out == content->bytes);
        }
    }
}

TEST_CASE("a folder's list holds every name as it is, on every shell") {
    const Place folder;
    auto names = hostile_names();
    for (const auto& name : names)
        (void)folder.file(name, "");
    std::sort(names.begin(), names.end());

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto listed = ask(backend, ListFolder{folder.path()});

        REQUIRE(listed);
        CHECK(listed->names == names);
    }
}

TEST_CASE("a pattern finds what sh finds by it, on every shell") {
    const Place folder;
    for (const auto* name :
         {"a.conf", "b.conf", "+(a)", "aa", "{a,b}", "a b", ".hidden.conf", "x\\y", "[z]", "*"})
        (void)folder.file(name, "");
    (void)folder.folder("sub(1)");
    (void)folder.file("sub(1)/c.conf", "");
    (void)folder.folder("other");
    (void)folder.file("other/d.conf", "");
    (void)folder.link("dangling.conf", "/nonexistent");
    struct Case {
        std::string pattern;
        std::vector<std::string> found;
    };
    const std::vector<Case> cases = {
        {"*.conf", {"a.conf", "b.conf", "dangling.conf"}},
        {".*.conf", {".hidden.conf"}},
        {".*", {".hidden.conf"}},
        {"[ab].conf", {"a.conf", "b.conf"}},
        {"[!a].conf", {"b.conf"}},
        {"[^a].conf", {"b.conf"}},
        {"?", {"*"}},
        {R"(\*)", {"*"}},
        {"+(a)", {"+(a)"}},
        {"+(a)*", {"+(a)"}},
        {"{a,b}*", {"{a,b}"}},
        {"{a,b}", {"{a,b}"}},
        {R"(x\\*)", {"x\\y"}},
        {"a *", {"a b"}},
        {"[[]z]", {"[z]"}},
        {"*/*.conf", {"other/d.conf", "sub(1)/c.conf"}},
        {"sub(1)/*.conf", {"sub(1)/c.conf"}},
        {"s*/c.conf", {"sub(1)/c.conf"}},
        {"a.conf", {"a.conf"}},
        {R"(\a.conf)", {"a.conf"}},
        {"dangling.conf", {"dangling.conf"}},
        {"none*", {}},
        {"none", {}},
        {"none/*", {}},
        {"a.conf/*", {}},
        {"$(id)*", {}},
    };

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        for (const auto& [pattern, expected] : cases) {
            INFO(shell << ": " << pattern);
            std::vector<std::string> paths;
            for (const auto& name : expected)
                paths.push_back(folder / name);

            const auto found = ask(backend, Glob{folder / pattern});

            REQUIRE(found);
            CHECK(found->names == paths);
        }
    }
}

TEST_CASE("all files of a pattern come with their bytes, on every shell") {
    const Place folder;
    const std::string binary("\0\n\xff\nmark\0", 9);
    (void)folder.file("a.conf", binary);
    (void)folder.file("b\n.conf", "");
    (void)folder.folder("c.conf");
    (void)folder.link("d.conf", "/nonexistent");
    (void)folder.link("e.conf", "a.conf");
    REQUIRE(::mkfifo((folder / "f.conf").c_str(), 0600) == 0);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto files = ask(backend, ReadMatching{folder / "*.conf"});

        REQUIRE(files.size() == 3);
        CHECK(files[0].path == folder / "a.conf");
        CHECK(std::get<std::string>(files[0].bytes) == binary);
        CHECK(files[1].path == folder / "b\n.conf");
        CHECK(std::get<std::string>(files[1].bytes).empty());
        CHECK(files[2].path == folder / "e.conf");
        CHECK(ask(backend, ReadMatching{folder / "a.conf"}).size() == 1);
        CHECK(ask(backend, ReadMatching{folder / "c.conf"}).empty());
        CHECK(ask(backend, ReadMatching{folder / "none"}).empty());
    }
}

TEST_CASE("what is no regular file is named and never opened, on every shell") {
    const Place folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    make_socket(folder / "socket");
    (void)folder.folder("folder");
    struct Case {
        std::string path;
        FileType type;
    };
    const std::vector<Case> cases = {
        {folder / "fifo", FileType::pipe},
        {folder / "socket", FileType::socket},
        {folder / "folder", FileType::directory},
        {"/dev/zero", FileType::character_device}};

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        for (const auto& [path, type] : cases) {
            INFO(shell << ": " << path);
            const auto content = ask(backend, Read{path});
            const auto digest = ask(backend, Digest{path});
            const auto status = ask(backend, Stat{path});

            REQUIRE((content and digest and status));
            CHECK(content->type == type);
            CHECK(digest->type == type);
            CHECK(status->type == type);
        }
    }
}

TEST_CASE("links: their texts, where they lead, and nowhere, on every shell") {
    const Place folder;
    (void)folder.file("file", "x");
    (void)folder.link("link", "file");
    (void)folder.link("odd\n", "no such\nplace\n");
    (void)folder.link("loop", "loop");
    const auto real = std::filesystem::canonical(folder.path()).string();

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK(ask(backend, ReadLink{folder / "link"})->text == "file");
        CHECK(ask(backend, ReadLink{folder / "odd\n"})->text == "no such\nplace\n");
        CHECK(ask(backend, ReadLink{folder / "loop"})->text == "loop");
        CHECK_FALSE(ask(backend, ReadLink{folder / "file"})->is_link);
        CHECK_FALSE(ask(backend, ReadLink{folder / "none"}));
        CHECK(ask(backend, ReadLink{folder / "link", Links::all})->text == real + "/file");
        CHECK(ask(backend, ReadLink{folder.path(), Links::all})->text == real);
        CHECK_FALSE(ask(backend, ReadLink{folder / "odd\n", Links::all}));
        CHECK_FALSE(ask(backend, ReadLink{folder / "loop", Links::all}));
        CHECK(ask(backend, Stat{folder / "loop", Follow::no})->type == FileType::symlink);
        CHECK_FALSE(ask(backend, Stat{folder / "loop"}));
        CHECK_FALSE(ask(backend, Read{folder / "loop"}));
        CHECK_FALSE(ask(backend, Read{folder / "file/below"}));
        CHECK_FALSE(ask(backend, ListFolder{folder / "file"}));
        CHECK_FALSE(ask(backend, ListFolder{folder / "none"}));
    }
}

TEST_CASE("files of the kernel, whose size says 0, are read to the end, on every shell") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const std::vector<Question> batch = {
            Read{"/proc/sys/kernel/pid_max"},
            Read{"/proc/sys/kernel/ostype"},
            Read{"/proc/sys/none"},
            Read{"/proc/sys/kernel"},
            Read{"/proc/self/status"}};
        const auto answers = backend.exchange(batch, Deadline(std::chrono::seconds(20)));

        CHECK(
            std::get<std::optional<Content>>(answers[0])->bytes
            == *read_file("/proc/sys/kernel/pid_max")
        );
        CHECK(std::get<std::optional<Content>>(answers[1])->bytes == "Linux\n");
        CHECK_FALSE(std::get<std::optional<Content>>(answers[2]));
        CHECK(std::get<std::optional<Content>>(answers[3])->type == FileType::directory);
        CHECK(
            std::get<std::optional<Content>>(answers[4])->bytes.find("Pid:") != std::string::npos
        );
    }
}

TEST_CASE("limits of content and entries are said, never cut") {
    const Place folder;
    for (int i = 0; i < 20; ++i)
        (void)folder.file("file " + std::to_string(i), std::string(1000, 'x'));
    ShellOptions options;
    options.limits.content = 999;
    options.limits.entries = 19;

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell, options);

        CHECK(refusal(backend, Read{folder / "file 1"}).kind == Kind::too_large);
        CHECK(refusal(backend, ListFolder{folder.path()}).kind == Kind::too_large);
        CHECK(refusal(backend, Glob{folder / "*"}).kind == Kind::too_large);
        CHECK(ask(backend, Glob{folder / "*1"})->names.size() == 2);
    }
}

TEST_CASE("a mebibyte of every byte comes back as it is, on every shell") {
    const Place folder;
    const auto bytes = random_bytes(1UL << 20);
    (void)folder.file("random", bytes);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK((ask(backend, Read{folder / "random"})->bytes == bytes));
    }
}

TEST_CASE("what an ordinary user may not see is denied, never absent, on every shell") {
    if (::geteuid() != 0)
        return skip("not root, so nobody else's files can be made");
    const Place folder;
    (void)folder.folder("closed/deep");
    (void)folder.file("closed/file", "x");
    (void)folder.file("secret", "x", 0600);
    (void)folder.folder("unlisted");
    (void)folder.file("unlisted/a.conf", "x");
    REQUIRE(::chmod((folder / "closed").c_str(), 0700) == 0);
    REQUIRE(::chmod((folder / "unlisted").c_str(), 0711) == 0);

    for (const auto& shell : all_shells()) {
        INFO(shell);
        ShellOptions options;
        options.lane.shell = shell;
        ShellBackend backend(
            std::make_unique<PipeConnection>(
                std::vector<std::string>{"runuser", "-u", "nobody", "--", "sh", "-c"},
                "nobody@web-1"
            ),
            options
        );
        for (const auto* name : {"closed/file", "closed/deep", "closed/deep/x", "closed/none"}) {
            INFO(name);
            CHECK(refusal(backend, Stat{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, Stat{folder / name, Follow::no}).kind == Kind::denied);
            CHECK(refusal(backend, Read{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, ListFolder{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, ReadLink{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, ReadLink{folder / name, Links::all}).kind == Kind::denied);
            CHECK(refusal(backend, Digest{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, Glob{folder / name}).kind == Kind::denied);
            CHECK(refusal(backend, Glob{folder / name + "/*"}).kind == Kind::denied);
        }
        CHECK(refusal(backend, Read{folder / "secret"}).hint == "try --sudo");
        CHECK(refusal(backend, Digest{folder / "secret"}).kind == Kind::denied);
        CHECK(ask(backend, Stat{folder / "secret"})->owner == "root");
        CHECK(refusal(backend, Glob{folder / "closed/*"}).kind == Kind::denied);
        CHECK(refusal(backend, Glob{folder / "*/file"}).kind == Kind::denied);
        CHECK(refusal(backend, ReadMatching{folder / "closed/*"}).kind == Kind::denied);
        CHECK(refusal(backend, ListFolder{folder / "closed"}).kind == Kind::denied);
        CHECK(refusal(backend, ListFolder{folder / "unlisted"}).kind == Kind::denied);
        CHECK(refusal(backend, Glob{folder / "unlisted/*"}).kind == Kind::denied);
        CHECK(ask(backend, Glob{folder / "unlisted/a.conf"})->names.size() == 1);
        CHECK(ask(backend, Read{folder / "unlisted/a.conf"})->bytes == "x");
        CHECK_FALSE(ask(backend, Read{folder / "none"}));
        const auto files = ask(backend, ReadMatching{folder / "s*"});
        REQUIRE(files.size() == 1);
        CHECK(std::get<CannotTell>(files[0].bytes).kind == Kind::denied);
        const auto named = ask(backend, ReadMatching{folder / "secret"});
        REQUIRE(named.size() == 1);
        CHECK(std::get<CannotTell>(named[0].bytes).kind == Kind::denied);
        CHECK(
            refusal(backend, Run{Command{.words = {"id"}, .user = "daemon"}}).kind == Kind::denied
        );
        CHECK(
            ask(backend, Run{Command{.words = {"id", "-un"}, .user = "nobody"}}).out == "nobody\n"
        );
    }
}
