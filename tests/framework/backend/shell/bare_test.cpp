// A target that has a shell and cat(1), and nothing else: no stat, head, setsid, getent, /proc.
#include "tests/framework/backend/shell/lives.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A root folder with one shell and cat, and the libraries that they need.
class BareRoot {
public:
    explicit BareRoot(const std::string& shell) {
        const auto line =
            "cd '" + folder_.path() + "' && mkdir -p bin dev && for tool in " + shell
            + " cat; do file=$(readlink -f \"$(command -v $tool)\") && cp \"$file\" bin/$tool && "
              "for library in $(ldd \"$file\" | grep -o '/[^ ]*'); do mkdir -p .${library%/*} && "
              "cp -n $library .$library; done; done && "
              "cp bin/"
            + shell + " bin/sh && mknod dev/null c 1 3 && chmod 666 dev/null";
        is_made_ = std::system(line.c_str()) == 0;
    }

    bool is_made() const { return is_made_; }
    const Place& folder() const { return folder_; }

    ShellBackend backend() const {
        return {std::make_unique<PipeConnection>(
            std::vector<std::string>{"chroot", folder_.path(), "/bin/sh", "-c"}, "bare"
        )};
    }

private:
    Place folder_;
    bool is_made_ = false;
};

}  // namespace

TEST_CASE("a target with nothing but sh and cat answers what it can and says what it cannot") {
    if (::geteuid() != 0)
        return skip("not root");
    for (const std::string shell : {"dash", "bash", "mksh", "zsh"}) {
        const BareRoot root(shell);
        if (not root.is_made())
            return skip("no root folder could be made");
        (void)root.folder().file("it's", std::string("x\0\n", 3));
        (void)root.folder().link("dangling", "/none");
        REQUIRE(::mkfifo((root.folder() / "fifo").c_str(), 0600) == 0);
        auto backend = root.backend();
        INFO(shell);

        CHECK(ask(backend, Read{"/it's"})->bytes == std::string("x\0\n", 3));
        CHECK(ask(backend, Read{"/fifo"})->type == FileType::pipe);
        CHECK_FALSE(ask(backend, Read{"/none"}));
        CHECK_FALSE(ask(backend, Read{"/dangling"}));
        CHECK_FALSE(ask(backend, Stat{"/none"}));
        CHECK_FALSE(ask(backend, Stat{"/dangling"}));
        CHECK(refusal(backend, Stat{"/dangling", Follow::no}).kind == Kind::missing_tool);
        CHECK(refusal(backend, Stat{"/it's"}).kind == Kind::missing_tool);
        CHECK(refusal(backend, Digest{"/it's"}).kind == Kind::missing_tool);
        CHECK(refusal(backend, ReadLink{"/dangling"}).kind == Kind::missing_tool);
        CHECK_FALSE(ask(backend, ReadLink{"/it's"})->is_link);
        CHECK_FALSE(ask(backend, ReadLink{"/none"}));
        std::vector<std::string> programs = {"cat", "sh", shell};
        std::sort(programs.begin(), programs.end());
        CHECK(ask(backend, ListFolder{"/bin"})->names == programs);
        CHECK(ask(backend, Glob{"/i*"})->names == std::vector<std::string>{"/it's"});
        CHECK(ask(backend, ReadMatching{"/it*"}).size() == 1);
        CHECK(ask(backend, Run{Command{{"sh", "-c", "exit 3"}}}).exit_status == 3);
        CHECK(
            ask(backend, Run{Command{.words = {"cat"}, .input = "a\nb"}, Origin::author}).out
            == "a\nb"
        );
        CHECK(ask(backend, Run{Command{{"cat", "/none"}}, Origin::author}).exit_status == 1);
        CHECK(
            refusal(backend, Run{Command{.words = {"cat"}, .user = "daemon"}}).kind
            != Kind::unsupported
        );
        if (shell != "bash")
            CHECK(refusal(backend, ProbeTcp{"127.0.0.1", 1}).kind == Kind::missing_tool);
    }
}

TEST_CASE("stat of many files without stat: each has its own answer") {
    if (::geteuid() != 0)
        return skip("not root");
    const BareRoot root("dash");
    if (not root.is_made())
        return skip("no root folder could be made");
    auto backend = root.backend();
    const std::vector<Question> batch = {Stat{"/none"}, Stat{"/bin"}, Stat{"/bin/none"}};

    const auto answers = backend.exchange(batch, Deadline(20s));

    CHECK_FALSE(std::get<std::optional<FileStatus>>(answers[0]));
    CHECK(std::get<CannotTell>(answers[1]).kind == Kind::missing_tool);
    CHECK_FALSE(std::get<std::optional<FileStatus>>(answers[2]));
}

TEST_CASE("a command that hangs is ended without /proc by its process group") {
    if (::geteuid() != 0)
        return skip("not root");
    const BareRoot root("dash");
    if (not root.is_made())
        return skip("no root folder could be made");
    REQUIRE(::mkfifo((root.folder() / "fifo").c_str(), 0600) == 0);
    auto backend = root.backend();
    const Command hanging{
        .words = {"sh", "-c", "echo $$ >/process; cat /fifo; exit 0"}, .deadline = 300ms};

    const auto why = refusal(backend, Run{hanging, Origin::author});

    CHECK(why.kind == Kind::timed_out);
    CHECK_FALSE(lives(root.folder() / "process"));
}
