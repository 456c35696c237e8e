// Starts the system's ssh and waits until it has logged in.

#include "framework/backend/openssh/openssh_connection.hpp"
#include "framework/backend/openssh/ssh_command.hpp"
#include "framework/backend/openssh/ssh_trouble.hpp"
#include "framework/backend/ssh/turned_away.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

extern char** environ;

namespace muster {

namespace {

constexpr std::size_t most_words = 16UL << 10;

/// A started program and its standard error; ended when this goes.
class Child {
public:
    explicit Child(std::vector<std::string> words);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (process_ > 0) {
            (void)kill(process_, SIGKILL);  // it is ours and not yet waited for
            (void)finish();
        }
    }

    /// Its exit status, 255 for a signal, or nothing when the deadline came first.
    std::optional<int> wait(Deadline deadline);
    const std::string& said() const { return said_; }

private:
    int finish();

    pid_t process_ = -1;
    FileDescriptor error_;
    std::string said_;
};

Child::Child(std::vector<std::string> words) {
    auto error = Pipe::make();
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    MUSTER_ASSERT(
        posix_spawn_file_actions_init(&actions) == 0 and posix_spawnattr_init(&attributes) == 0
    );
    // A session of its own: Ctrl-C is ours to handle, and there is no terminal to ask on.
    bool set = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID) == 0;
    set =
        set
        and posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0;
    set = set
          and posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
                  == 0;
    set =
        set
        and posix_spawn_file_actions_adddup2(&actions, error.writing.number(), STDERR_FILENO) == 0;
    MUSTER_ASSERT(set);
    const int failed = posix_spawnp(
        &process_, arguments.front(), &actions, &attributes, arguments.data(), environ
    );
    (void)posix_spawn_file_actions_destroy(&actions);  // never fails here
    (void)posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
        process_ = -1;
        throw CannotTell{
            Kind::missing_tool, "the system's ssh cannot be started", "install openssh-client"};
    }
    error_ = std::move(error.reading);
}

int Child::finish() {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 and errno == EINTR)
        continue;
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

std::optional<int> Child::wait(Deadline deadline) {
    // Its standard error ends when it does, or when it goes to the background.
    while (not deadline.passed()) {
        pollfd waiting{.fd = error_.number(), .events = POLLIN, .revents = 0};
        if (poll(&waiting, 1, deadline.left_for_poll()) <= 0)
            continue;
        std::array<char, 4096> piece{};
        const auto got = read(error_.number(), piece.data(), piece.size());
        if (got <= 0)
            return finish();
        said_.append(
            piece.data(), std::min(static_cast<std::size_t>(got), most_words - said_.size())
        );
    }
    return std::nullopt;
}

/// A private key of the environment as a file that only exists in memory; ssh reads it from /proc.
FileDescriptor in_memory(const std::string& name) {
    const char* text = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets any
    if (text == nullptr)
        throw Broken("--identity env:" + escaped(name) + ": it is not set in the environment");
    FileDescriptor file(memfd_create("identity", MFD_CLOEXEC));
    const std::string_view bytes = text;
    const bool written =
        file and fchmod(file.number(), 0600) == 0
        and write(file.number(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    if (not written)
        throw Broken("--identity env:" + escaped(name) + ": cannot be handed to ssh");
    return file;
}

[[noreturn]] void throw_trouble(const std::string& said, const std::string& peer) {
    auto trouble = ssh_trouble(said, peer);
    if (was_turned_away(said))
        throw TurnedAway{std::move(trouble)};
    throw trouble;
}

}  // namespace

std::unique_ptr<Connection> connect_by_openssh(
    const SshUrl& url, const SshOptions& options, const std::string& peer
) {
    auto folder = std::make_unique<PrivateFolder>();
    SshCommand command{.control_path = folder->control_path()};
    std::vector<FileDescriptor> keys;
    auto identities = options.own_identities;
    identities.insert(identities.end(), options.identities.begin(), options.identities.end());
    for (const auto& identity : identities) {
        if (not identity.starts_with("env:")) {
            command.identity_files.push_back(identity);
            continue;
        }
        keys.push_back(in_memory(identity.substr(4)));
        command.identity_files.push_back(
            fmt::format("/proc/{}/fd/{}", getpid(), keys.back().number())
        );
    }
    const auto patience =
        options.connect_timeout.value_or(std::chrono::seconds(10)) + options.login_timeout;
    const auto deadline = earlier(Deadline(patience), options.deadline);
    const auto allowed = std::chrono::round<std::chrono::milliseconds>(deadline.left());
    Child ssh(ssh_words(url, options, command));
    const auto status = ssh.wait(deadline);
    if (not status)
        throw CannotTell{
            Kind::timed_out,
            fmt::format("{}: ssh has not logged in within {}", peer, to_words(allowed)),
            "does the host answer, and does ssh wait for somebody (a security key, ProxyCommand)?"};
    if (*status != 0)
        throw_trouble(ssh.said(), peer);
    auto anchor = ControlConnection::to(folder->control_path(), deadline);
    return std::make_unique<OpensshConnection>(std::move(folder), std::move(anchor), peer);
}

}  // namespace muster
