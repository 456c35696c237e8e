// The files of a container by /proc: of this process' own, whose root is no other than ours. tests/containers has real ones.

#include "framework/backend/image/container_root.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// A `sleep` that is the first process of a PID namespace, with a /proc of that.
class OwnNamespaces {
public:
    OwnNamespaces() : unshare_(::fork()) {
        if (unshare_ == 0) {
            ::execlp(
                "unshare",
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sleep",
                "60",
                nullptr
            );
            ::_exit(127);
        }
        for (int i = 0; i < 500 and not sleeps(); ++i)
            ::usleep(10'000);
        REQUIRE(sleeps());
    }
    OwnNamespaces(const OwnNamespaces&) = delete;
    OwnNamespaces& operator=(const OwnNamespaces&) = delete;
    ~OwnNamespaces() {
        (void)::kill(unshare_, SIGKILL);
        (void)::waitpid(unshare_, nullptr, 0);
    }

    pid_t first() const {
        const auto children = read_file(fmt::format("/proc/{0}/task/{0}/children", unshare_));
        return static_cast<pid_t>(whole_number(trimmed(children.value_or(""))).value_or(0));
    }

private:
    bool sleeps() const {
        const auto name = read_file(fmt::format("/proc/{}/comm", first()));
        return trimmed(name.value_or("")) == "sleep";
    }

    pid_t unshare_;
};

Answer ask(ContainerFiles& files, const Question& question) {
    return files.exchange({&question, 1}, Deadline(std::chrono::seconds(60))).at(0);
}

std::string text(ContainerFiles& files, const std::string& path) {
    const auto answer = ask(files, Read{path});
    if (const auto* why = std::get_if<CannotTell>(&answer))
        return "cannot tell: " + why->message;
    const auto& content = std::get<std::optional<Content>>(answer);
    return content ? content->bytes : "absent";
}

}  // namespace

TEST_CASE("what runs in a container is read from outside") {
    auto root = std::make_unique<ContainerRoot>(::getpid());
    CHECK(root->has_shell());
    ContainerFiles files(std::move(root), {});
    CHECK_THAT(text(files, "/etc/passwd"), Contains("root:"));
    CHECK_THAT(text(files, fmt::format("/proc/{}/status", ::getpid())), Contains("State:"));
    // What /proc says of its reader is said of the container's first process.
    CHECK_THAT(text(files, "/proc/self/status"), Contains(fmt::format("Pid:\t{}\n", ::getpid())));
    CHECK_THAT(text(files, "/proc/net/tcp"), Contains("local_address"));
    CHECK_THAT(text(files, "/proc/mounts"), Contains("proc"));
    CHECK(text(files, "/proc/sys/kernel/ostype") == "Linux\n");
    CHECK_THAT(
        text(files, "/proc/sys/net/ipv4/ip_forward"),
        Contains("cannot tell: /proc/sys/net/ipv4/ip_forward tells of whoever reads it")
    );
}

TEST_CASE("what /proc says of its reader is said of the first process, by whatever path") {
    if (::geteuid() != 0)
        return skip("not root, who alone may make a namespace");
    const OwnNamespaces other;
    auto root = std::make_unique<ContainerRoot>(other.first());
    CHECK(root->resolved("/proc/self/net") == "/proc/self/net");
    ContainerFiles files(std::move(root), {});
    const PublicFolder folder;
    (void)folder.link("mtab", "/proc/mounts");
    (void)folder.link("itself", "/proc/self/status");
    (void)folder.link("reader", "/proc/sys/net/ipv4/ip_forward");
    CHECK_THAT(text(files, "/proc/1/comm"), Contains("sleep"));
    CHECK_THAT(text(files, "/proc/self/comm"), Contains("sleep"));
    CHECK_THAT(text(files, "/proc/thread-self/comm"), Contains("sleep"));
    CHECK_THAT(text(files, folder / "itself"), Contains("Name:\tsleep"));
    CHECK_THAT(text(files, folder / "mtab"), Contains("proc"));
    CHECK_THAT(text(files, "/proc/mounts"), Contains("proc"));
    CHECK_THAT(
        text(files, folder / "reader"),
        Contains("cannot tell") and Contains("tells of whoever reads it")
    );
    CHECK_THAT(
        text(files, "/proc//sys/kernel/../net/ipv4/ip_forward"),
        Contains("tells of whoever reads it")
    );
    CHECK_THAT(
        text(files, "/proc/self/ns/net"), Contains("cannot tell: a link of /proc leads to net:[")
    );
    const auto status = std::get<std::optional<FileStatus>>(ask(files, Stat{"/proc/self"}));
    REQUIRE(status);
    CHECK(status->type == FileType::directory);
}

TEST_CASE("a container without a shell runs, and nothing can be run in it") {
    ContainerFiles files(std::make_unique<ContainerRoot>(::getpid()), {});
    CHECK(files.can(Ability::live));
    CHECK_FALSE(files.can(Ability::run));
    CHECK(files.why_not(Ability::run) == "the container has no shell");
    const auto answer = ask(files, Run{{{"true"}}});
    REQUIRE(std::holds_alternative<CannotTell>(answer));
    CHECK_THAT(std::get<CannotTell>(answer).message, Contains("the container has no shell"));
}

TEST_CASE("a process that is gone has no root") {
    CHECK_THROWS_AS(ContainerRoot(2'000'000'000), CannotTell);
}
