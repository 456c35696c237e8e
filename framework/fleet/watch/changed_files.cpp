#include "framework/fleet/watch/changed_files.hpp"

#include "framework/base/crypto/digest.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace muster {

namespace {

constexpr std::size_t most_files = 20'000;

std::string look_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return fmt::format("{} is not there\n", path);
    // Each file in it is looked at; an editor's that is hidden would change the time of the folder.
    if (S_ISDIR(status.st_mode))
        return fmt::format("{} is a folder\n", path);
    return fmt::format(
        "{} {} {} {} {}.{}\n",
        path,
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtim.tv_sec,
        status.st_mtim.tv_nsec
    );
}

/// Hidden ones are an editor's, or git's.
bool is_hidden(const std::filesystem::path& path) {
    return path.filename().string().starts_with('.');
}

void add_below(const std::string& folder, std::vector<std::string>& files) {
    std::error_code error;
    std::filesystem::recursive_directory_iterator next(
        folder, std::filesystem::directory_options::skip_permission_denied, error
    );
    const std::filesystem::recursive_directory_iterator end;
    while (not error and next != end and files.size() < most_files) {
        if (is_hidden(next->path()))
            next.disable_recursion_pending();
        else
            files.push_back(next->path().string());
        next.increment(error);
    }
}

}  // namespace

std::string look_of_files(const std::vector<std::string>& paths) {
    std::vector<std::string> files = paths;
    for (const auto& path : paths)
        add_below(path, files);
    std::ranges::sort(files);
    std::string all;
    for (const auto& file : files)
        all += look_of(file);
    return hex_digest(DigestAlgorithm::sha256, all);
}

}  // namespace muster
