#include "framework/backend/local/launch.hpp"

#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace muster::local {

namespace {

using Step = Launched::Step;

/// The array of pointers that execve(2) wants; the texts stay where they are.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const auto& text : texts) {
        // execve(2) promises not to write there.
        pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT(*-const-cast)
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// The lists of posix_spawn(3), which own memory.
class SpawnPlan {
public:
    explicit SpawnPlan(const Launch& plan) {
        check(::posix_spawn_file_actions_init(&actions_));
        check(::posix_spawnattr_init(&attributes_));
        check(::posix_spawn_file_actions_adddup2(&actions_, plan.input, STDIN_FILENO));
        check(::posix_spawn_file_actions_adddup2(&actions_, plan.output, STDOUT_FILENO));
        check(::posix_spawn_file_actions_adddup2(&actions_, plan.errors, STDERR_FILENO));
        check(::posix_spawn_file_actions_addfchdir_np(&actions_, plan.folder_handle));
        sigset_t every{};
        sigset_t none{};
        (void)sigfillset(&every);
        (void)sigemptyset(&none);
        check(::posix_spawnattr_setsigdefault(&attributes_, &every));
        check(::posix_spawnattr_setsigmask(&attributes_, &none));
        constexpr int flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        check(::posix_spawnattr_setflags(&attributes_, flags));
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        (void)::posix_spawn_file_actions_destroy(&actions_);
        (void)::posix_spawnattr_destroy(&attributes_);
    }

    int error() const { return error_; }
    const posix_spawn_file_actions_t& actions() const { return actions_; }
    const posix_spawnattr_t& attributes() const { return attributes_; }

private:
    void check(int error) { error_ = error_ == 0 ? error : error_; }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
    int error_ = 0;
};

Launched spawned(const Launch& plan) {
    const SpawnPlan spawn(plan);
    if (spawn.error() != 0)
        return {-1, spawn.error(), Step::start};
    pid_t id = -1;
    const auto words = pointers_to(plan.words);
    const auto environment = pointers_to(plan.environment);
    const int error = ::posix_spawn(
        &id,
        plan.program.c_str(),
        &spawn.actions(),
        &spawn.attributes(),
        words.data(),
        environment.data()
    );
    // EAGAIN and ENOMEM are ours (no room for a process), the rest is what execve(2) says of the program.
    const bool is_ours = error == EAGAIN or error == ENOMEM;
    return {error == 0 ? id : -1, error, is_ours ? Step::start : Step::execute};
}

/// What the child tells through a pipe that an exec closes.
struct Trouble {
    Step step = Step::start;
    int error = 0;
};

struct Pointers {
    std::vector<char*> words;
    std::vector<char*> environment;
    std::vector<gid_t> groups;
};

/// Between fork and exec: only calls that are safe there (signal-safety(7)); no memory is asked for.
Step become(const Launch& plan, const Pointers& pointers) {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        (void)::sigaction(number, &usual, nullptr);  // SIGKILL and SIGSTOP refuse, and are as usual
    (void)::setsid();  // a fresh child leads no group, so it cannot fail
    for (const auto& [from, to] :
         {std::pair(plan.input, 0), std::pair(plan.output, 1), std::pair(plan.errors, 2)}) {
        if (::dup2(from, to) < 0)
            return Step::start;
    }
    const auto& user = *plan.user;
    if (::setgroups(pointers.groups.size(), pointers.groups.data()) != 0 or ::setgid(user.gid) != 0
        or ::setuid(user.uid) != 0)
        return Step::user;
    if (::chdir(plan.folder.c_str()) != 0)  // as the user: what root may enter does not count
        return Step::folder;
    sigset_t none{};
    (void)sigemptyset(&none);
    (void)::sigprocmask(SIG_SETMASK, &none, nullptr);
    (void)::execve(plan.program.c_str(), pointers.words.data(), pointers.environment.data());
    return Step::execute;
}

Launched forked(const Launch& plan) {
    const Pointers pointers{
        pointers_to(plan.words), pointers_to(plan.environment), groups_of(*plan.user)};
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return {-1, errno, Step::start};
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    // A handler of ours must not run in the child: signals wait until it has its own.
    sigset_t every{};
    sigset_t before{};
    (void)sigfillset(&every);
    (void)::pthread_sigmask(SIG_SETMASK, &every, &before);
    const pid_t id = ::fork();
    if (id == 0) {
        const Trouble trouble{become(plan, pointers), errno};
        (void
        )!::write(writing.number(), &trouble, sizeof trouble);  // if this fails, too, 127 says it
        ::_exit(127);
    }
    const int error = errno;
    (void)::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (id < 0)
        return {-1, error, Step::start};
    writing.close();
    Trouble trouble;
    ssize_t got = 0;
    do
        got = ::read(reading.number(), &trouble, sizeof trouble);
    while (got < 0 and errno == EINTR);
    if (got != sizeof trouble)
        return {id, 0, Step::execute};  // the exec closed the pipe
    (void)::waitpid(id, nullptr, 0);    // it ends by itself, at once
    return {-1, trouble.error, trouble.step};
}

}  // namespace

Launched launch(const Launch& plan) {
    return plan.user ? forked(plan) : spawned(plan);
}

}  // namespace muster::local
