#include "framework/backend/local/commands.hpp"

#include "framework/backend/exit_status.hpp"
#include "framework/backend/local/process.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace muster::local {

namespace {

constexpr std::size_t piece_size = 64UL * 1024;

/// A command in a message: the line of a shell, else its words.
std::string title_of(const Command& command) {
    if (command.words.size() == 3 and command.words[0] == "sh" and command.words[1] == "-c")
        return escaped(command.words[2], 200);
    std::vector<std::string> words;
    for (const auto& word : command.words)
        words.push_back(shell_quoted(word));
    return escaped(join(words, " "), 200);
}

/// What the pipe holds right now.
std::size_t held_by(const FileDescriptor& stream) {
    int bytes = 0;
    return ::ioctl(stream.number(), FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

class RunningCommand : public Activity {
public:
    RunningCommand(Command command, const Limits& limits, Process process)
        : command_(std::move(command)),
          output_limit_(limits.output),
          time_limit_(command_.deadline.value_or(limits.command)),
          end_(time_limit_),
          process_(std::move(process)) {}

    std::optional<Answer> advance() override {
        // Asked before the streams are read: what it wrote is in the pipes by the time it has ended.
        const auto status = process_.status();
        out_open_ =
            out_open_ and read_what_is_there(process_.out(), output_.out, "standard output");
        err_open_ = err_open_ and read_what_is_there(process_.err(), output_.err, "standard error");
        if (status)
            return finished(*status);
        if (end_.passed())
            throw CannotTell{
                Kind::timed_out,
                fmt::format("{} did not end within {}", title_of(command_), to_words(time_limit_))};
        return std::nullopt;
    }

    void watch(std::vector<pollfd>& descriptors) const override {
        if (out_open_)
            descriptors.push_back({process_.out().number(), POLLIN, 0});
        if (err_open_)
            descriptors.push_back({process_.err().number(), POLLIN, 0});
        if (process_.end())
            descriptors.push_back({process_.end().number(), POLLIN, 0});
    }

    Deadline wake() const override {
        // A kernel before 5.3 has no pidfd_open(2): look for the end every now and then.
        constexpr auto tick = std::chrono::milliseconds(5);
        return process_.end() ? end_ : earlier(end_, Deadline(tick));
    }

private:
    /// False once the stream has ended. Not more than the pipe holds now: a child in the background may
    /// write for ever.
    bool read_what_is_there(const FileDescriptor& stream, std::string& to, std::string_view which)
        const {
        std::array<char, piece_size>
            piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read(2) fills it
        for (auto rest = std::max<std::size_t>(held_by(stream), 1); rest > 0;) {
            const auto got = ::read(stream.number(), piece.data(), piece.size());
            if (got < 0 and errno == EINTR)
                continue;
            if (got < 0 and errno == EAGAIN)
                return true;
            if (got < 0)
                throw cannot("reading the output of", title_of(command_), errno);
            if (got == 0)
                return false;
            const auto size = static_cast<std::size_t>(got);
            if (to.size() + size > output_limit_)
                throw CannotTell{
                    Kind::too_large,
                    fmt::format(
                        "{} wrote more than {} bytes to {}, the limit of output",
                        title_of(command_),
                        output_limit_,
                        which
                    )};
            to.append(piece.data(), size);
            rest -= std::min(rest, size);
        }
        return true;
    }

    /// As `sh -c` reports it.
    Answer finished(int status) {
        output_.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        output_.signal = signal_of(output_.exit_status);
        output_.duration = std::chrono::steady_clock::now() - start_;
        return std::move(output_);
    }

    Command command_;
    std::uint64_t output_limit_;
    Nanoseconds time_limit_;
    Deadline end_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    Process process_;
    bool out_open_ = true;
    bool err_open_ = true;
    Output output_;
};

}  // namespace

Started start_command(const Command& command, const Limits& limits) {
    auto started = start_process(command);
    if (auto* output = std::get_if<Output>(&started))
        return Answer(std::move(*output));
    return std::make_unique<RunningCommand>(command, limits, std::get<Process>(std::move(started)));
}

}  // namespace muster::local
