#include "framework/backend/shell/pipe_connection.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace muster {

namespace {

constexpr std::size_t most_at_once = 64UL * 1024;

void do_not_block(const FileDescriptor& end) {
    MUSTER_ASSERT(::fcntl(end.number(), F_SETFL, O_NONBLOCK) == 0);
}

/// Writing to a pipe that nobody reads must be an error, not the end of this program. SIGPIPE is
/// blocked for this thread alone while we write, and one that this write caused is taken away again.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigset_t waiting;
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        ::sigpending(&waiting);
        was_pending_ = ::sigismember(&waiting, SIGPIPE) == 1;
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;
    ~NoPipeSignal() {
        constexpr timespec at_once{};
        if (not was_pending_)
            (void)::sigtimedwait(&pipe_, nullptr, &at_once);  // EAGAIN: the write caused none
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

/// What posix_spawn(3) needs besides the words, released at the end of the scope.
class SpawnPlan {
public:
    SpawnPlan(const FileDescriptor& in, const FileDescriptor& out, const FileDescriptor& err) {
        MUSTER_ASSERT(
            ::posix_spawn_file_actions_init(&files_) == 0 and ::posix_spawnattr_init(&how_) == 0
        );
        ::posix_spawn_file_actions_adddup2(&files_, in.number(), STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&files_, out.number(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&files_, err.number(), STDERR_FILENO);
        sigset_t all;
        sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&how_, &all);
        ::posix_spawnattr_setsigmask(&how_, &none);
        ::posix_spawnattr_setflags(
            &how_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        );
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&how_);
    }

    /// The new process, or the reason why there is none.
    int start(const std::vector<std::string>& words, pid_t& process) const {
        std::vector<char*> arguments;
        for (const auto& word : words)
            arguments.push_back(const_cast<char*>(word.c_str())
            );  // NOLINT(cppcoreguidelines-pro-type-const-cast): POSIX
        arguments.push_back(nullptr);
        return ::posix_spawnp(&process, arguments[0], &files_, &how_, arguments.data(), environ);
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t how_{};
};

}  // namespace

class PipeConnection::PipeChannel : public Channel {
public:
    PipeChannel(
        PipeConnection& owner,
        pid_t process,
        FileDescriptor in,
        FileDescriptor out,
        FileDescriptor err
    )
        : owner_(owner),
          process_(process),
          in_(std::move(in)),
          out_(std::move(out)),
          err_(std::move(err)) {
        owner_.channels_.push_back(this);
    }
    PipeChannel(const PipeChannel&) = delete;
    PipeChannel& operator=(const PipeChannel&) = delete;

    ~PipeChannel() override {
        std::erase(owner_.channels_, this);
        in_.close();
        out_.close();
        err_.close();
        // A shell ends at the end of its input. One that hangs in a command does not: its process group
        // is ended, and what the command moved elsewhere stays, as behind any closed link.
        constexpr auto patience = std::chrono::milliseconds(20);
        if (not ended_within(patience)) {
            (void)::kill(-process_, SIGKILL);  // ESRCH: it has just ended
            (void)::waitpid(process_, nullptr, 0);
        }
    }

    std::size_t write(std::string_view bytes) override {
        if (not in_)
            return bytes.size();
        const NoPipeSignal no_signal;
        const auto written = ::write(in_.number(), bytes.data(), bytes.size());
        full_ = written < 0 and errno == EAGAIN;
        if (written >= 0 or full_ or errno == EINTR)
            return static_cast<std::size_t>(std::max<ssize_t>(written, 0));
        in_.close();  // nobody reads: the end of the other streams will say so
        return bytes.size();
    }

    void close_input() override { in_.close(); }
    bool read_out(std::string& to) override { return read(out_, to); }
    bool read_err(std::string& to) override { return read(err_, to); }

    void watch(std::vector<pollfd>& streams) const {
        if (out_)
            streams.push_back({out_.number(), POLLIN, 0});
        if (err_)
            streams.push_back({err_.number(), POLLIN, 0});
        if (in_ and full_)
            streams.push_back({in_.number(), POLLOUT, 0});
    }

private:
    static bool read(FileDescriptor& stream, std::string& to) {
        if (not stream)
            return false;
        const auto before = to.size();
        to.resize(before + most_at_once);
        const auto got = ::read(stream.number(), to.data() + before, most_at_once);
        const bool nothing_yet = got < 0 and (errno == EAGAIN or errno == EINTR);
        to.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got <= 0 and not nothing_yet)
            stream.close();
        return got > 0 or nothing_yet;
    }

    bool ended_within(Nanoseconds patience) const {
        const Deadline end(patience);
        while (true) {
            if (::waitpid(process_, nullptr, WNOHANG) != 0)
                return true;
            if (end.passed())
                return false;
            (void)::poll(nullptr, 0, 1);
        }
    }

    PipeConnection& owner_;
    pid_t process_;
    FileDescriptor in_;
    FileDescriptor out_;
    FileDescriptor err_;
    bool full_ = false;
};

PipeConnection::PipeConnection(std::vector<std::string> words, std::string peer)
    : words_(std::move(words)), peer_(std::move(peer)) {
    MUSTER_ASSERT(not words_.empty());
}

std::unique_ptr<Channel> PipeConnection::start(std::string_view line, Deadline) {
    auto words = words_;
    words.emplace_back(line);
    auto in = Pipe::make();
    auto out = Pipe::make();
    auto err = Pipe::make();
    do_not_block(in.writing);
    do_not_block(out.reading);
    do_not_block(err.reading);
    pid_t process = -1;
    const auto error = SpawnPlan(in.reading, out.writing, err.writing).start(words, process);
    if (error != 0) {
        const auto kind = error == ENOENT   ? Kind::missing_tool
                          : error == EACCES ? Kind::denied
                                            : Kind::failed;
        throw CannotTell{
            kind,
            fmt::format(
                "cannot start {}: {}", words_.front(), std::generic_category().message(error)
            )};
    }
    return std::make_unique<PipeChannel>(
        *this, process, std::move(in.writing), std::move(out.reading), std::move(err.reading)
    );
}

void PipeConnection::wait(Deadline until) {
    std::vector<pollfd> streams;
    for (const auto* channel : channels_)
        channel->watch(streams);
    (void)::poll(
        streams.data(), streams.size(), until.left_for_poll()
    );  // EINTR: the caller looks again
}

}  // namespace muster
