#include "framework/fleet/inventory/ansible/files.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view vault_header = "$ANSIBLE_VAULT;";
constexpr int deepest = 10;

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (not entry.path().filename().string().starts_with('.'))
            entries.push_back(entry.path());
    if (error)
        throw Broken(fmt::format("{}: {}", folder.string(), error.message()));
    std::ranges::sort(entries);
    return entries;
}

bool is_backup(const std::string& name) {
    return name.ends_with('~') or name.ends_with(".bak") or name.ends_with(".orig")
           or name.ends_with(".swp") or name.ends_with(".retry");
}

bool holds_variables(const fs::path& file) {
    const auto ending = file.extension().string();
    return ending.empty() or ending == ".yml" or ending == ".yaml" or ending == ".json";
}

/// A file, or all files below a folder that hold variables.
void read_path(const fs::path& path, AnsibleVariables& variables, int depth = 0) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
        if (depth < deepest)
            for (const auto& entry : sorted_entries(path))
                read_path(entry, variables, depth + 1);
        return;
    }
    // One that was looked for by its name is read, whatever it ends with: `host_vars/web1.example.net`.
    const bool is_found = depth > 0;
    if (is_found and (not holds_variables(path) or is_backup(path.filename().string())))
        return;
    const auto text = read_file(path.string()).value_or("");
    if (text.starts_with(vault_header)) {
        variables.vaults.push_back(path.string());
        return;
    }
    for (const auto& document : parse_ansible_yaml(text, path.string()))
        add_yaml_variables(document, "a file of variables", variables.of_files);
}

/// False also for what cannot be a name of a file.
bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

/// The first of NAME, NAME.yml, NAME.yaml and NAME.json, as Ansible looks for them.
void read_named(const fs::path& folder, const std::string& name, AnsibleVariables& variables) {
    if (name.find('/') != std::string::npos)
        return;  // no name of a file
    for (const char* ending : {"", ".yml", ".yaml", ".json"})
        if (const auto path = folder / (name + ending); is_there(path)) {
            read_path(path, variables);
            return;
        }
}

}  // namespace

void read_variable_files(const std::string& folder, AnsibleInventory& inventory) {
    const auto of_groups = fs::path(folder) / "group_vars";
    std::error_code error;
    if (fs::is_directory(of_groups, error)) {
        inventory.group("all", {folder, 0, 0});
        inventory.group("ungrouped", {folder, 0, 0});
        for (auto& [name, group] : inventory.groups())
            read_named(of_groups, name, group.variables);
    }
    const auto of_hosts = fs::path(folder) / "host_vars";
    if (fs::is_directory(of_hosts, error))
        for (auto& [name, host] : inventory.hosts())
            read_named(of_hosts, name, host.variables);
}

std::vector<std::string> inventory_files_in(const std::string& folder) {
    static constexpr std::array<std::string_view, 13> passed_over = {
        ".ini",
        ".cfg",
        ".md",
        ".txt",
        ".rst",
        ".bak",
        ".orig",
        ".swp",
        ".pyc",
        ".pyo",
        ".rpm",
        ".retry",
        "~"};
    std::vector<std::string> files;
    for (const auto& entry : sorted_entries(folder)) {
        const auto name = entry.filename().string();
        const bool is_other = name == "group_vars" or name == "host_vars"
                              or std::ranges::any_of(passed_over, [&](std::string_view ending) {
                                     return name.ends_with(ending);
                                 });
        if (not is_other)
            files.push_back(entry.string());
    }
    return files;
}

}  // namespace muster
