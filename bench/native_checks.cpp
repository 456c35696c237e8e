// native_checks CHECKS: the checks of a file against this machine, by a program written for nothing else: it reads the
// package database once, makes the system calls that each check needs, and starts its commands one after the other.
#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "checks.hpp"

using muster::FileDescriptor;

namespace {

std::string read_to_end(const FileDescriptor& file) {
    std::string content;
    std::array<char, 65536> part{};
    for (ssize_t got = 1; file and got > 0;) {
        got = ::read(file.number(), part.data(), part.size());
        content.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return content;
}

std::string content_of(const std::string& path) {
    return read_to_end(FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
}

template<class Work>
void for_each_line(const std::string& text, const Work& work) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        work(std::string_view(text).substr(at, end - at));
        at = end + 1;
    }
}

/// deb822(5): the status of a package comes after its name.
std::set<std::string, std::less<>> installed_packages() {
    std::set<std::string, std::less<>> names;
    std::string_view name;
    const auto text = content_of("/var/lib/dpkg/status");
    for_each_line(text, [&](std::string_view line) {
        if (line.starts_with("Package: "))
            name = line.substr(9);
        else if (line == "Status: install ok installed")
            names.emplace(name);
    });
    return names;
}

/// proc_net_tcp: "sl local_address rem_address st", 0A is LISTEN.
std::set<int> listening_ports() {
    std::set<int> ports;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"})
        for_each_line(content_of(table), [&](std::string_view line) {
            const auto colon = line.find(':', line.find(':') + 1);
            const auto state = line.find(' ', line.find(':', colon + 1));
            if (state != std::string_view::npos and line.substr(state + 1, 2) == "0A")
                ports.insert(std::stoi(std::string(line.substr(colon + 1, 4)), nullptr, 16));
        });
    return ports;
}

std::set<std::string, std::less<>> process_names() {
    std::set<std::string, std::less<>> names;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        name = content_of("/proc/" + name + "/comm");
        names.insert(name.substr(0, name.find('\n')));
    }
    return names;
}

std::string output_of(const std::string& command) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return "";
    const FileDescriptor from(pipe[0]);
    FileDescriptor into(pipe[1]);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, into.number(), 1);
    std::string text = command;
    std::string shell = "sh";
    std::string option = "-c";
    std::array<char*, 4> words{shell.data(), option.data(), text.data(), nullptr};
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, "/bin/sh", &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    into = FileDescriptor();
    if (failed != 0)
        return "";
    auto output = read_to_end(from);
    ::waitpid(child, nullptr, 0);
    return output;
}

struct Known {
    std::set<std::string, std::less<>> packages = installed_packages();
    std::set<int> ports = listening_ports();
    std::set<std::string, std::less<>> processes = process_names();
    std::map<uid_t, std::string> owners = {};
};

bool file_holds(const Check& check, Known& known) {
    if (check.attribute == "content")
        return content_of(check.name).find(check.value) != std::string::npos;
    struct stat status {};
    if (::stat(check.name.c_str(), &status) != 0)
        return false;
    if (check.attribute == "mode")
        return (status.st_mode & 07777U) == std::stoul(check.value, nullptr, 8);
    auto& owner = known.owners[status.st_uid];
    if (owner.empty())
        if (const auto* entry = ::getpwuid(status.st_uid))  // NOLINT(concurrency-mt-unsafe)
            owner = entry->pw_name;
    return owner == check.value;
}

bool user_holds(const Check& check) {
    const auto* entry = ::getpwnam(check.name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (entry == nullptr)
        return false;
    if (check.attribute == "uid")
        return std::to_string(entry->pw_uid) == check.value;
    return check.value == (check.attribute == "shell" ? entry->pw_shell : entry->pw_dir);
}

bool holds(const Check& check, Known& known) {
    const bool yes = check.value == "yes";
    if (check.kind == "package")
        return known.packages.contains(check.name);
    if (check.kind == "file")
        return file_holds(check, known);
    if (check.kind == "port")
        return known.ports.contains(std::stoi(check.name)) == yes;
    if (check.kind == "sysctl") {
        auto path = check.name;
        std::ranges::replace(path, '.', '/');
        return content_of("/proc/sys/" + path) == check.value + '\n';
    }
    if (check.kind == "user")
        return user_holds(check);
    if (check.kind == "group") {
        const auto* entry = ::getgrnam(check.name.c_str());  // NOLINT(concurrency-mt-unsafe)
        return entry != nullptr and std::to_string(entry->gr_gid) == check.value;
    }
    if (check.kind == "process")
        return known.processes.contains(check.name) == yes;
    return output_of(check.name).find(check.value) != std::string::npos;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        fmt::print(stderr, "usage: native_checks CHECKS\n");
        return 64;
    }
    const auto checks = checks_of(words[1]);
    Known known;
    demand(
        static_cast<std::size_t>(
            std::ranges::count_if(checks, [&](const Check& check) { return holds(check, known); })
        ),
        checks.size()
    );
    fmt::print("{} checks hold\n", checks.size());
    return 0;
}
