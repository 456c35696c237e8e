// A shell on this machine and the machine itself give the same answers.
#include "framework/backend/local/local_backend.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

/// All that an answer holds, but for what differs from one run to the next.
std::string text_of(const Answer& answer) {
    if (const auto* status = std::get_if<std::optional<FileStatus>>(&answer);
        status != nullptr and *status) {
        const auto& s = **status;
        return describe(answer) + " " + std::to_string(s.uid) + " " + std::to_string(s.gid) + " "
               + std::to_string(s.links) + " " + std::to_string(s.inode) + " "
               + std::to_string(s.device) + " " + to_iso8601(s.modified) + " "
               + to_iso8601(s.changed);
    }
    if (const auto* content = std::get_if<std::optional<Content>>(&answer);
        content != nullptr and *content)
        return describe(answer) + (*content)->bytes;
    if (const auto* names = std::get_if<std::optional<Names>>(&answer);
        names != nullptr and *names) {
        std::string text = describe(answer);
        for (const auto& name : (*names)->names)
            text += "\n" + name;
        return text;
    }
    if (const auto* files = std::get_if<std::vector<NamedContent>>(&answer)) {
        std::string text = describe(answer);
        for (const auto& file : *files)
            text += "\n" + file.path + "\n"
                    + (file.bytes.index() == 0 ? std::get<0>(file.bytes)
                                               : std::get<1>(file.bytes).message);
        return text;
    }
    if (const auto* reached = std::get_if<Reached>(&answer))
        return describe(Answer(Reached{reached->how, ""}));  // who says it differs
    if (const auto* why = std::get_if<CannotTell>(&answer))
        return std::string(name(why->kind)) + ": " + why->message;
    return describe(answer);
}

std::vector<Question> questions_about(const Place& folder) {
    std::vector<Question> batch;
    const std::vector<std::string> paths = {
        "/etc/passwd",
        "/etc/shadow",
        "/etc",
        "/",
        "/bin/sh",
        "/dev/null",
        "/dev/tty",

        "/proc/sys/kernel/ostype",
        "/proc/sys/vm/compact_memory",
        "/nonexistent",
        "/nonexistent/below",
        "/etc/passwd/below",
        "/etc/passwd/",
        "/etc/",
        "//etc//passwd",
        "",
        folder.path(),
        folder / "fifo",
        folder / "link",
        folder / "dangling",
        folder / "loop",
        folder / "folder/",
        folder / "link/",
        folder / "a\nb",
        folder / "strange owner",
        folder / "old",
        folder / ("long" + std::string(300, 'x')),
        std::string("/etc\0x", 6),
    };
    for (const auto& path : paths) {
        batch.emplace_back(Stat{path});
        batch.emplace_back(Stat{path, Follow::no});
        batch.emplace_back(Read{path});
        batch.emplace_back(ReadLink{path});

        batch.emplace_back(ReadLink{path, Links::all});
        batch.emplace_back(Digest{path});

        batch.emplace_back(ListFolder{path});
    }
    for (const auto algorithm :
         {DigestAlgorithm::md5, DigestAlgorithm::sha1, DigestAlgorithm::sha512})
        batch.emplace_back(Digest{"/etc/passwd", algorithm});
    for (const auto* pattern :
         {"/etc/*.conf",
          "/etc/p*d",
          "/etc/[a-c]*",
          "/etc/*/*.conf",
          "/nonexistent/*",
          "/etc/passwd/*",
          "/*",
          "/etc/.*",
          "/e?c",
          "/etc/passwd",
          "/dev/null"}) {
        batch.emplace_back(Glob{pattern});
        if (std::string_view(pattern) != "/*")
            batch.emplace_back(ReadMatching{pattern});
    }
    batch.emplace_back(Glob{folder / "*"});
    for (const auto* line :
         {"echo x; exit 3",
          "kill -TERM $$",
          "printf 'a\\0b' >&2",
          "pwd",
          "printf '%s|' \"$HOME\" \"$USER\" \"$LOGNAME\" \"$SHELL\" \"$PATH\" \"$LC_ALL\""})
        batch.emplace_back(Run{Command{{"sh", "-c", line}}});
    batch.emplace_back(ProbeTcp{"127.0.0.1", 1});
    return batch;
}

void make_files(const Place& folder) {
    (void)folder.file("file", "x");
    (void)folder.file("a\nb", "x");
    (void)folder.folder("folder");
    (void)folder.link("link", "folder");
    (void)folder.link("dangling", "/nonexistent");
    (void)folder.link("loop", "loop");
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    const auto strange = folder.file("strange owner", "", 04751);
    if (::geteuid() == 0)
        REQUIRE(::chown(strange.c_str(), 54321, 54322) == 0);
    const auto old = folder.file("old", "");
    const timespec times[2] = {{-1, 5}, {-1, 5}};
    REQUIRE(::utimensat(AT_FDCWD, old.c_str(), static_cast<const timespec*>(times), 0) == 0);
    REQUIRE(::chmod(strange.c_str(), 04751) == 0);
}

}  // namespace

TEST_CASE("every question has the same answer from a shell as from system calls, on every shell") {
    const Place folder;
    make_files(folder);
    const auto batch = questions_about(folder);
    LocalBackend local;
    const auto expected = local.exchange(batch, Deadline(std::chrono::seconds(60)));

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);

        const auto answers = backend.exchange(batch, Deadline(std::chrono::seconds(60)));

        for (std::size_t i = 0; i < batch.size(); ++i) {
            INFO(shell << ": " << describe(batch[i]));
            if (std::holds_alternative<CannotTell>(expected[i])
                and std::holds_alternative<CannotTell>(answers[i]))
                CHECK(
                    std::get<CannotTell>(answers[i]).kind == std::get<CannotTell>(expected[i]).kind
                );
            else
                CHECK(text_of(answers[i]) == text_of(expected[i]));
        }
    }
}
