#include "framework/run/spec_files.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/spec/yaml/specs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

struct NamedPath {
    std::string path;
    std::vector<int> lines;
};

/// `nginx.cpp:14` is a file and a line, unless a file has that very name.
NamedPath path_and_line(const std::string& argument) {
    const auto colon = argument.rfind(':');
    if (fs::exists(argument) or colon == std::string::npos)
        return {argument, {}};
    const auto line = whole_number(std::string_view(argument).substr(colon + 1));
    if (not line or *line <= 0 or *line > 10'000'000)
        return {argument, {}};
    return {argument.substr(0, colon), {static_cast<int>(*line)}};
}

[[noreturn]] void refuse_missing(const std::string& path) {
    std::vector<std::string> neighbours;
    const auto folder =
        fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
    std::error_code ignored;  // a folder that cannot be listed has no better name to offer
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        neighbours.push_back(entry.path().filename().string());
    throw Broken(fmt::format(
        "{}: no such file{}", path, did_you_mean(fs::path(path).filename().string(), neighbours)
    ));
}

bool is_compiled(const fs::path& path) {
    return path.extension() == ".cpp";
}

/// Other YAML may lie in a folder of specs: what they include, an inventory.
bool is_spec(const fs::path& path) {
    return fs::is_regular_file(path)
           and (is_compiled(path) or (is_yaml(path.string()) and has_yaml_specs(path.string())));
}

SpecFile spec_file(const std::string& path, bool named, std::vector<int> lines) {
    return {path, fs::absolute(path).lexically_normal().string(), named, std::move(lines)};
}

void add_folder(const std::string& folder, std::vector<SpecFile>& files) {
    std::vector<std::string> found;
    for (const auto& entry :
         fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
        if (is_spec(entry.path()))
            found.push_back(entry.path().lexically_normal().string());
    if (found.empty())
        throw Broken(fmt::format("{}: no specs (*.cpp, *.yaml) in this folder", folder));
    std::ranges::sort(found);
    for (const auto& path : found)
        files.push_back(spec_file(path, false, {}));
}

void add_file(const NamedPath& named, std::vector<SpecFile>& files) {
    if (not is_compiled(named.path) and not is_yaml(named.path))
        throw Broken(fmt::format("{}: not a spec: a name ends in .cpp or .yaml", named.path));
    const auto absolute = fs::absolute(named.path).lexically_normal().string();
    const auto same = std::ranges::find(files, absolute, &SpecFile::absolute);
    if (same == files.end()) {
        files.push_back(spec_file(named.path, true, named.lines));
        return;
    }
    same->named = true;
    if (named.lines.empty())
        same->lines.clear();
    else if (not same->lines.empty())
        same->lines.insert(same->lines.end(), named.lines.begin(), named.lines.end());
}

}  // namespace

bool is_yaml(const std::string& path) {
    return path.ends_with(".yaml") or path.ends_with(".yml");
}

std::vector<SpecFile> find_spec_files(const std::vector<std::string>& arguments) {
    std::vector<SpecFile> files;
    for (const auto& argument : arguments) {
        const auto named = path_and_line(argument);
        if (not fs::exists(named.path))
            refuse_missing(named.path);
        if (fs::is_directory(named.path))
            add_folder(named.path, files);
        else
            add_file(named, files);
    }
    return files;
}

}  // namespace muster
