#pragma once

// The files that a folder of specs begins with.

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

/// muster.yaml: the target of a run without `-t`.
ProjectFile defaults_file(const std::string& target);

/// compile_flags.txt, by which clangd completes specs in C++.
ProjectFile compile_flags_file(const std::vector<std::string>& flags);

}  // namespace muster
