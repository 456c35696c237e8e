#include "tests/support/mount_namespace.hpp"

#include "framework/base/file_descriptor.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace muster::tests {

namespace {

enum Ending : int { said = 0, failed = 1, not_allowed = 2 };

void say(int to, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto written = ::write(to, text.data() + at, text.size() - at);
        if (written <= 0)
            ::_exit(failed);
        at += static_cast<std::size_t>(written);
    }
}

/// In the child: never returns, so that nobody's tests run twice.
[[noreturn]] void work_in_child(const std::function<std::string()>& work, int to) {
    const bool alone = ::unshare(CLONE_NEWNS) == 0
                       and ::mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    if (not alone)
        ::_exit(not_allowed);
    try {
        say(to, work());
        ::_exit(said);
    } catch (const std::exception& why) {
        say(to, why.what());
        ::_exit(failed);
    }
}

}  // namespace

std::optional<std::string> in_own_mount_namespace(const std::function<std::string()>& work) {
    auto pipe = Pipe::make();
    const auto child = ::fork();
    if (child < 0)
        throw std::runtime_error("fork");
    if (child == 0)
        work_in_child(work, pipe.writing.number());
    pipe.writing.close();
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::read(pipe.reading.number(), piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(got));
    int status = 0;
    (void)::waitpid(child, &status, 0);
    const int ending = WIFEXITED(status) ? WEXITSTATUS(status) : failed;
    if (ending == failed)
        throw std::runtime_error("in a mount namespace: " + text);
    return ending == not_allowed ? std::nullopt : std::optional(text);
}

}  // namespace muster::tests
