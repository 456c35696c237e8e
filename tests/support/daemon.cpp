#include "tests/support/daemon.hpp"

#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace muster::tests {

Daemon::Daemon(std::vector<std::string> words) {
    process_ = ::fork();
    if (process_ < 0)
        throw std::runtime_error("fork");
    if (process_ != 0)
        return;
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const FileDescriptor nowhere(::open("/dev/null", O_RDWR));
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        (void)::dup2(nowhere.number(), stream);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

Daemon::~Daemon() {
    (void)::kill(process_, SIGTERM);  // ours, and not yet waited for
    (void)::waitpid(process_, nullptr, 0);
}

bool soon(const std::function<bool()>& is_so) {
    for (int i = 0; i < 500; ++i) {
        if (is_so())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return is_so();
}

}  // namespace muster::tests
