#pragma once

// The files that a folder of specs begins with.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ProjectFile {
    std::string path;  ///< in the folder
    std::string content;
};

/// Whose CI verifies what is pushed, as far as the folder tells.
enum class Ci { unknown, github, gitlab };

/// By the folders and files of a checkout, else by the remote in `.git/config`.
struct CheckoutSigns {
    bool has_github_folder = false;
    bool has_gitlab_file = false;
    std::string git_config;
};
Ci recognised_ci(const CheckoutSigns& signs);

/// A workflow that looks at the specs and runs them; nothing for a system that is not known.
std::vector<ProjectFile> ci_files(Ci ci);

/// Where an inventory of Ansible's lies: what ansible.cfg names, else one of the usual names that is there; empty: there
/// is none. `exists` looks.
std::string known_inventory(
    const std::string& ansible_cfg, const std::function<bool(const std::string&)>& exists
);

/// inventory.yaml: one target, of the kind that its url says.
ProjectFile inventory_file(
    const std::string& title, const std::string& name, const std::string& url
);

/// muster.yaml: the inventories, and the target of a run without `-t`; empty: all of the inventory.
ProjectFile defaults_file(const std::vector<std::string>& inventories, const std::string& target);

/// compile_flags.txt, by which clangd completes specs in C++.
ProjectFile compile_flags_file(const std::vector<std::string>& flags);

}  // namespace muster
