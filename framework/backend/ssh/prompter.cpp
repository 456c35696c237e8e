#include "framework/backend/ssh/prompter.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace muster {

namespace {

constexpr std::size_t longest_answer = 1024;

constexpr std::array<int, 4> ending_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// A signal handler can be told nothing, so what it needs stands here. Only one terminal is asked at a
// time, and the handler is installed only while `saved` holds the terminal's settings. (Blocking the
// signals instead would not do: another thread could take one and end the program with the echo off.)
struct {
    int terminal = -1;
    termios settings = {};
    std::array<struct sigaction, ending_signals.size()> actions = {};
} saved;  // NOLINT: see above

void put_echo_back() {
    // tcsetattr and sigaction are async-signal-safe (signal-safety(7)).
    (void)tcsetattr(saved.terminal, TCSAFLUSH, &saved.settings);  // the terminal may be gone
    for (std::size_t i = 0; i < ending_signals.size(); ++i)
        (void)sigaction(
            ending_signals.at(i), &saved.actions.at(i), nullptr
        );  // fails for no valid signal
}

void on_signal(int number) {
    const int kept = errno;
    put_echo_back();
    (void)raise(number);  // now it does what it would have done without us
    errno = kept;
}

/// Echo is off as long as this lives.
class Silence {
public:
    explicit Silence(int terminal) {
        saved.terminal = terminal;
        silent_ = tcgetattr(terminal, &saved.settings) == 0;
        if (not silent_)
            return;
        struct sigaction action = {};
        action.sa_handler = on_signal;  // without SA_RESTART: the read returns, and we give up
        for (std::size_t i = 0; i < ending_signals.size(); ++i)
            (void)sigaction(ending_signals.at(i), &action, &saved.actions.at(i));
        auto quiet = saved.settings;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
        quiet.c_lflag |= ICANON | ISIG;
        quiet.c_cc[VSUSP] = _POSIX_VDISABLE;  // Ctrl-Z would leave a silent terminal to the shell
        silent_ = tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
        if (not silent_)
            put_echo_back();
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() {
        if (silent_)
            put_echo_back();
    }
    explicit operator bool() const { return silent_; }

private:
    bool silent_ = false;
};

void show(int terminal, std::string_view text) {
    (void)!write(terminal, text.data(), text.size());  // a terminal that shows nothing still reads
}

std::optional<Secret> read_line(int terminal) {
    std::string line;
    line.reserve(longest_answer);  // growing would leave copies behind
    while (line.size() < longest_answer) {
        char byte = 0;
        const auto got = read(terminal, &byte, 1);
        if (got == 1 and (byte == '\n' or byte == '\r'))
            return Secret(std::move(line));
        if (got != 1)
            break;
        line += byte;
    }
    Secret::wipe(line);
    return std::nullopt;
}

}  // namespace

std::optional<Secret> TerminalPrompter::ask(const std::string& prompt) {
    const FileDescriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (not terminal)
        return std::nullopt;
    const Silence silence(terminal.number());
    if (not silence)
        return std::nullopt;
    // A live line may stand there. A server chooses its own prompt: it must not draw on our terminal.
    show(terminal.number(), "\r\x1b[K" + printable(prompt) + ": ");
    auto answer = read_line(terminal.number());
    show(terminal.number(), "\n");
    return answer;
}

std::optional<Secret> RememberingPrompter::ask(const std::string& prompt) {
    const std::lock_guard only_one(one_at_a_time_);
    auto known = answers_.find(prompt);
    if (known == answers_.end())
        known = answers_.emplace(prompt, asked_.ask(prompt)).first;
    if (not known->second)
        return std::nullopt;
    return known->second->duplicate();
}

}  // namespace muster
