#include "framework/backend/local/process.hpp"

#include "framework/backend/local/launch.hpp"
#include "framework/backend/local/process_tree.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <utility>

namespace muster::local {

namespace {

constexpr std::string_view usual_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int kill_wait = 500;  // milliseconds; a process that the kernel holds may stay longer

[[noreturn]] void refuse(std::string message, std::string hint = "") {
    throw CannotTell{Kind::unsupported, std::move(message), std::move(hint)};
}

void check(const Command& command) {
    MUSTER_ASSERT(not command.words.empty());
    if (std::any_of(command.words.begin(), command.words.end(), has_nul))
        refuse("a word of a command cannot hold a NUL byte");
    for (const auto& [name, value] : command.environment) {
        if (name.empty() or name.find('=') != std::string::npos or has_nul(name) or has_nul(value))
            refuse("a variable of the environment needs a name without '=' and has no NUL byte");
    }
}

/// Whom to become: nobody, where `name` is empty or who we are already.
std::optional<Account> user_to_become(const std::string& name) {
    if (name.empty())
        return std::nullopt;
    auto account = account_named(name);
    if (not account)
        throw CannotTell{
            Kind::failed, "there is no account " + escaped(name) + " to run a command as"};
    if (account->uid == ::geteuid())
        return std::nullopt;
    if (::geteuid() != 0)
        throw CannotTell{
            Kind::denied, "permission denied running a command as " + escaped(name), "try --sudo"};
    return account;
}

using Environment = std::map<std::string, std::string>;

Environment environment_of(const Command& command, const std::optional<Account>& user) {
    Environment variables = {{"LC_ALL", "C"}, {"PATH", std::string(usual_path)}};
    if (const auto account = user ? user : account_of(::geteuid())) {
        variables["HOME"] = account->home;
        variables["USER"] = account->name;
        variables["LOGNAME"] = account->name;
        variables["SHELL"] = account->shell;
    }
    for (const auto& [name, value] : command.environment)
        variables[name] = value;
    return variables;
}

/// Standard input: an unlinked file with all of it, so that nobody has to feed it, and a command that
/// never reads it does no harm.
FileDescriptor input_of(const Command& command) {
    if (command.input.empty()) {
        FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (not nothing)
            throw cannot("opening", "/dev/null", errno);
        return nothing;
    }
    FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
    std::string_view rest = command.input;
    while (file and not rest.empty()) {
        const auto written = ::write(file.number(), rest.data(), rest.size());
        if (written < 0 and errno != EINTR)
            break;
        rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    // Who runs it reads it, by /dev/stdin too; a file that everybody may write some programs do not believe.
    constexpr mode_t readable = 0444;
    if (not file or not rest.empty() or ::fchmod(file.number(), readable) != 0
        or ::lseek(file.number(), 0, SEEK_SET) != 0)
        throw cannot("keeping", "the input of a command", errno);
    return file;
}

FileDescriptor folder_of(const std::string& path) {
    FileDescriptor folder(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (not folder)
        throw cannot("entering the folder", path, errno);
    return folder;
}

Pipe output_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw cannot("making", "a pipe", errno);
    Pipe pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
    if (::fcntl(pipe.reading.number(), F_SETFL, O_NONBLOCK) != 0)
        throw cannot("making", "a pipe", errno);
    return pipe;
}

/// What `sh` says, and how it ends, when a program cannot be executed.
Output not_started(const std::string& word, int error) {
    // As dash has it: what is not there is 127, what is there and refuses 126.
    const bool is_missing = means_absent(error) or error == ENAMETOOLONG;
    Output output;
    output.exit_status = is_missing ? 127 : 126;
    output.err = fmt::format("sh: {}: {}\n", word, is_missing ? "not found" : error_text(error));
    return output;
}

/// The file that a word means: itself with a slash in it, else the first executable in the path of the
/// command's environment. Sets `error` when there is none.
std::string program_for(
    const std::string& word, const std::string& path, const FileDescriptor& folder, int& error
) {
    if (word.find('/') != std::string::npos)
        return word;
    error = ENOENT;
    for (const auto part : split(path, ':')) {
        auto candidate = fmt::format("{}/{}", part.empty() ? "." : part, word);
        struct stat status {};
        if (word.empty() or ::fstatat(folder.number(), candidate.c_str(), &status, 0) != 0
            or not S_ISREG(status.st_mode))
            continue;
        error = ::faccessat(folder.number(), candidate.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : EACCES;
        if (error == 0)
            return candidate;
    }
    return word;
}

std::vector<std::string> lines_from(const Environment& variables) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : variables)
        lines.push_back(fmt::format("{}={}", name, value));
    return lines;
}

/// As sh does: a file that is executable and no program of the kernel's is a script without `#!`.
Launched launch_as_sh_would(Launch& plan) {
    auto launched = launch(plan);
    if (launched.error != ENOEXEC)
        return launched;
    plan.words.front() = plan.program;
    plan.words.insert(plan.words.begin(), "sh");
    plan.program = "/bin/sh";
    return launch(plan);
}

/// A launch that failed, as an answer or as something that we could not try.
Output after_failure(const Launched& failed, const Command& command) {
    switch (failed.step) {
    case Launched::Step::start: throw cannot("starting", command.words.front(), failed.error);
    case Launched::Step::user: throw cannot("running a command as", command.user, failed.error);
    case Launched::Step::folder: throw cannot("entering the folder", command.folder, failed.error);
    case Launched::Step::execute: break;
    }
    return not_started(command.words.front(), failed.error);
}

/// <sys/pidfd.h> of glibc 2.36 cannot be used from C++. Empty on a kernel before 5.3.
FileDescriptor end_of(pid_t id) {
    return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
}

}  // namespace

Process::Process(pid_t id, FileDescriptor out, FileDescriptor err)
    : id_(id), out_(std::move(out)), err_(std::move(err)), end_(end_of(id)) {}

Process::Process(Process&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      end_(std::move(other.end_)) {}

Process::~Process() {
    if (id_ < 0)
        return;
    kill_tree(id_);
    pollfd ended{end_.number(), POLLIN, 0};
    (void)::poll(&ended, 1, kill_wait);
    (void)status();  // one that the kernel still holds is waited for by whoever inherits it from us
}

std::optional<int> Process::status() {
    int status = 0;
    if (id_ < 0 or ::waitpid(id_, &status, WNOHANG) != id_)
        return std::nullopt;
    id_ = -1;
    return status;
}

std::variant<Output, Process> start_process(const Command& command) {
    check(command);
    const auto user = user_to_become(command.user);
    const auto variables = environment_of(command, user);
    const auto path = variables.at("PATH");
    const auto folder_path = command.folder.empty() ? std::string("/") : command.folder;
    const auto folder = folder_of(folder_path);
    const auto input = input_of(command);
    auto out = output_pipe();
    auto err = output_pipe();
    int error = 0;
    Launch plan{
        .program = program_for(command.words.front(), path, folder, error),
        .words = command.words,
        .environment = lines_from(variables),
        .folder = folder_path,
        .folder_handle = folder.number(),
        .input = input.number(),
        .output = out.writing.number(),
        .errors = err.writing.number(),
        .user = user,
    };
    if (error != 0)
        return not_started(command.words.front(), error);
    const auto launched = launch_as_sh_would(plan);
    if (launched.id < 0)
        return after_failure(launched, command);
    return Process(launched.id, std::move(out.reading), std::move(err.reading));
}

}  // namespace muster::local
