// 500 local checks without commands, beside a hand-written program that makes the same system calls, side
// by side in one process.
#include "framework/backend/local/local_backend.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/host/gatherer.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <map>

using namespace muster;

namespace {

constexpr std::size_t files = 200;

/// Headers of this machine: there are some thousand, small and large.
std::vector<std::string> some_files() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("/usr/include"))
        if (entry.is_regular_file() and not entry.is_symlink())
            paths.push_back(entry.path().string());
    std::ranges::sort(paths);
    paths.resize(std::min(paths.size(), files));
    return paths;
}

/// Mode and owner of all, content of half of them: 500 checks.
std::vector<Fact> facts_of(const std::vector<std::string>& paths) {
    std::vector<Fact> facts;
    const auto add = [&](const std::string& path, const char* attribute) {
        facts.push_back({{"file", {Value(path)}}, attribute});
    };
    for (std::size_t i = 0; i < paths.size(); ++i) {
        add(paths[i], "mode");
        add(paths[i], "owner");
        if (i % 2 == 0)
            add(paths[i], "content");
    }
    return facts;
}

std::size_t by_muster(const Vocabulary& vocabulary, const std::vector<Fact>& facts) {
    LocalBackend backend;
    Platform platform;
    platform.family = "debian";
    Gatherer gatherer(vocabulary, backend, platform);
    const auto found = gatherer.gather(facts, Deadline(std::chrono::seconds(30)));
    return static_cast<std::size_t>(std::ranges::count_if(found, [](const Finding& one) {
        return std::holds_alternative<Value>(one.found);
    }));
}

/// As the local backend reads: held by O_PATH, looked at, opened through /proc, read to the end.
std::string content_of(const std::string& path) {
    const FileDescriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    if (::fstat(place.number(), &status) != 0)
        return "";
    const auto itself = fmt::format("/proc/self/fd/{}", place.number());
    const FileDescriptor file(::open(itself.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    std::string content;
    static std::array<char, 256UL * 1024> part;
    for (ssize_t got = 1; file and got > 0;) {
        got = ::read(file.number(), part.data(), part.size());
        content.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return content;
}

std::size_t by_hand(const std::vector<std::string>& paths) {
    std::size_t good = 0;
    std::map<uid_t, std::string> names;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        struct stat status {};
        if (::stat(paths[i].c_str(), &status) != 0)
            continue;
        auto& name = names[status.st_uid];
        if (name.empty())
            if (const auto* entry = ::getpwuid(status.st_uid))  // NOLINT(concurrency-mt-unsafe)
                name = entry->pw_name;
        good += (status.st_mode & 07777U) == 0644 ? 1 : 0;
        good += name == "root" ? 1 : 0;
        if (i % 2 == 0)
            good += content_of(paths[i]).find("no such text") == std::string::npos ? 1 : 0;
    }
    return good;
}

template<class Work>
double milliseconds_of(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    (void)work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

}  // namespace

int main() {
    const Vocabulary vocabulary(resource_table());
    const auto paths = some_files();
    const auto facts = facts_of(paths);
    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> ratios;
    for (int i = 0; i < 51; ++i) {
        ours.push_back(milliseconds_of([&] { return by_muster(vocabulary, facts); }));
        theirs.push_back(milliseconds_of([&] { return by_hand(paths); }));
        ratios.push_back(ours.back() / theirs.back());
    }
    for (auto* times : {&ours, &theirs, &ratios})
        std::ranges::sort(*times);
    const auto middle = ratios.size() / 2;
    fmt::print(
        "{} checks of {} files: Muster {:.2f} ms, by hand {:.2f} ms, ratio {:.2f} (medians of "
        "{})\n",
        facts.size(),
        paths.size(),
        ours[middle],
        theirs[middle],
        ratios[middle],
        ratios.size()
    );
    return 0;
}
