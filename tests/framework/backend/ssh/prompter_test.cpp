// The terminal's prompter, on a real pseudo-terminal.

#include "framework/backend/ssh/prompter.hpp"

#include "framework/base/clock.hpp"
#include "framework/base/file_descriptor.hpp"

#include <catch2/catch.hpp>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>

using namespace muster;

namespace {

/// A process on a terminal of its own that asks once, and the terminal's other end.
class Asking {
public:
    Asking() {
        int terminal = -1;
        process_ = forkpty(&terminal, nullptr, nullptr, nullptr);
        if (process_ == 0) {
            // Catch2 would report a signal instead of ending.
            for (const int number : {SIGINT, SIGTERM, SIGHUP})
                (void)::signal(number, SIG_DFL);
            const auto answer = TerminalPrompter().ask("passphrase for \x1b[2Jkey");
            _exit(not answer ? 3 : answer->revealed() == "open sesame" ? 0 : 4);
        }
        terminal_ = FileDescriptor(terminal);
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
        if (process_ > 0) {
            (void)kill(process_, SIGKILL);
            (void)waitpid(process_, nullptr, 0);
        }
    }

    void type(std::string_view text) const {
        REQUIRE(write(terminal_.number(), text.data(), text.size()) > 0);
    }

    /// What the terminal shows until it has shown `part`.
    const std::string& shown_until(std::string_view part) {
        const Deadline deadline(std::chrono::seconds(5));
        while (shown_.find(part) == std::string::npos and not deadline.passed()) {
            pollfd waiting{.fd = terminal_.number(), .events = POLLIN, .revents = 0};
            std::array<char, 256> piece{};
            if (poll(&waiting, 1, 100) > 0) {
                const auto got = read(terminal_.number(), piece.data(), piece.size());
                if (got <= 0)
                    break;
                shown_.append(piece.data(), static_cast<std::size_t>(got));
            }
        }
        return shown_;
    }
    bool echoes() const {
        termios settings = {};
        return tcgetattr(terminal_.number(), &settings) == 0 and (settings.c_lflag & ECHO) != 0;
    }
    /// How it ended.
    int status() {
        return status_after([] {});
    }
    /// The same of a process that is sent a signal until it ends: ThreadSanitizer keeps one that comes before a read(2)
    /// until that returns, which it does at the next one.
    int status_by(int number) {
        return status_after([&] { REQUIRE(kill(process_, number) == 0); });
    }

private:
    template<class Act>
    int status_after(const Act& act) {
        const Deadline deadline(std::chrono::seconds(20));
        int status = 0;
        for (pid_t ended = 0; ended == 0; ended = waitpid(process_, &status, WNOHANG)) {
            REQUIRE_FALSE(deadline.passed());
            act();
            (void)poll(nullptr, 0, 20);
        }
        process_ = -1;
        return status;
    }

    pid_t process_ = -1;
    FileDescriptor terminal_;
    std::string shown_;
};

}  // namespace

TEST_CASE("a secret is read from the terminal without echo") {
    Asking asking;
    REQUIRE_THAT(asking.shown_until(": "), Catch::Contains("passphrase for \\x1b[2Jkey: "));
    CHECK_FALSE(asking.echoes());

    asking.type("open sesame\n");

    CHECK(asking.shown_until("\n").find("sesame") == std::string::npos);
    const int status = asking.status();
    CHECK(asking.echoes());
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("the echo comes back when a signal ends the program") {
    const int number = GENERATE(SIGINT, SIGTERM, SIGHUP);
    Asking asking;
    (void)asking.shown_until(": ");
    REQUIRE_FALSE(asking.echoes());

    const int status = asking.status_by(number);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == number);
    CHECK(asking.echoes());
}

TEST_CASE("the end of input is no answer") {
    Asking asking;
    (void)asking.shown_until(": ");

    asking.type("\x04");

    const int status = asking.status();
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
}

TEST_CASE("a secret leaves nothing where it was") {
    std::string typed = "a passphrase that is longer than the small buffer";
    Secret secret(std::move(typed));
    CHECK(typed.empty());  // NOLINT(bugprone-use-after-move): that it is wiped is the point
    Secret second = std::move(secret);
    CHECK(second.revealed() == "a passphrase that is longer than the small buffer");
    CHECK(secret.empty());  // NOLINT(bugprone-use-after-move)
}
