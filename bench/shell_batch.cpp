// What an exchange of 100 mixed questions costs on a kept shell over pipes, for each shell.
#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

using namespace muster;

namespace {

/// 40 stats, 20 files of the kernel, 15 other files, 5 folders, 5 globs, 5 digests, 10 commands.
std::vector<Question> mixed_questions() {
    // The same file under many names, so that no question is the same.
    const auto slashes = [](int count) {
        return std::string(static_cast<std::size_t>(count), '/');
    };
    std::vector<Question> batch;
    for (int i = 1; i <= 40; ++i)
        batch.emplace_back(Stat{slashes(i) + (i % 4 == 0 ? "nonexistent" : "etc/passwd")});
    for (const std::string name :
         {"kernel/pid_max", "kernel/ostype", "vm/swappiness", "fs/file-max", "net/ipv4/ip_forward"})
        for (int i = 1; i <= 4; ++i)
            batch.emplace_back(Read{"/proc/sys" + slashes(i) + name});
    for (int i = 1; i <= 15; ++i)
        batch.emplace_back(Read{slashes(i) + "etc/passwd"});
    for (int i = 1; i <= 5; ++i) {
        batch.emplace_back(ListFolder{slashes(i) + "etc"});
        batch.emplace_back(Glob{slashes(i) + "etc/*.conf"});
        batch.emplace_back(Digest{slashes(i) + "etc/passwd"});
    }
    for (int i = 0; i < 10; ++i)
        batch.emplace_back(Run{Command{{"echo", std::to_string(i)}}});
    return batch;
}

double milliseconds_of(ShellBackend& backend, const std::vector<Question>& batch) {
    const auto start = std::chrono::steady_clock::now();
    (void)backend.exchange(batch, Deadline(std::chrono::seconds(30)));
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

}  // namespace

int main() {
    const auto batch = mixed_questions();
    for (const auto* shell : {"dash", "bash", "busybox sh", "mksh", "zsh"}) {
        for (const std::size_t lanes : {1UL, 4UL}) {
            ShellOptions options;
            options.lane.shell = shell;
            options.lanes = lanes;
            ShellBackend backend(
                std::make_unique<PipeConnection>(std::vector<std::string>{"sh", "-c"}, "local"),
                options
            );
            const auto login = milliseconds_of(backend, {Stat{"/"}});
            const auto first = milliseconds_of(backend, batch);
            std::vector<double> times;
            for (int i = 0; i < 11; ++i)
                times.push_back(milliseconds_of(backend, batch));
            std::sort(times.begin(), times.end());
            fmt::print(
                "{:<10} {} lanes: login and one stat {:.1f} ms, {} questions {:.1f} ms, again "
                "{:.1f} ms (median of 11)\n",
                shell,
                lanes,
                login,
                batch.size(),
                first,
                times[5]
            );
        }
    }
    return 0;
}
