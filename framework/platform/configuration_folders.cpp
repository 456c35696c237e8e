#include "framework/platform/configuration_folders.hpp"

#include "framework/base/glob.hpp"
#include "framework/base/path_glob.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace muster {

namespace {

/// What is asked of one folder.
struct Folder {
    Pending<std::optional<Names>> names;
    Pending<std::vector<NamedContent>> files;
};

/// The files that count, by base name; nullptr: something else hides those of its name.
using Chosen = std::map<std::string, const NamedContent*, std::less<>>;

void choose(
    Chosen& chosen,
    std::string_view pattern,
    const Names& names,
    const std::vector<NamedContent>& files
) {
    std::set<std::string, std::less<>> fresh;
    for (const auto& name : names.names) {
        const bool counts = glob_matches(pattern, name) and not name.starts_with('.');
        if (counts and chosen.try_emplace(name, nullptr).second)
            fresh.insert(name);
    }
    for (const auto& file : files) {
        if (const auto name = file_name_of(file.path); fresh.contains(name))
            chosen.find(name)->second = &file;
    }
}

}  // namespace

std::string_view file_name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

Task<std::vector<NamedContent>> configuration_files(Host& host, std::string kind) {
    const auto pattern = std::string(file_name_of(kind));
    const auto folder = kind.substr(0, kind.size() - pattern.size() - 1);
    std::vector<Folder> asked;
    for (const auto& place : configuration_folders) {
        asked.push_back(
            {host.list(fmt::format("{}/{}", place, folder)),
             host.read_matching(glob_escaped(fmt::format("{}/{}/", place, folder)) + pattern)}
        );
    }
    Chosen chosen;
    for (auto& one : asked) {
        const auto& names = co_await one.names;
        const auto& files = co_await one.files;
        if (names)
            choose(chosen, pattern, *names, files);
    }
    std::vector<NamedContent> effective;
    for (const auto& [name, file] : chosen) {
        if (file != nullptr)
            effective.push_back(*file);
    }
    co_return effective;
}

}  // namespace muster
