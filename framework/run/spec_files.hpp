#pragma once

#include <string>
#include <vector>

namespace muster {

/// A file of specs, as the command line named it or as it was found in a folder.
struct SpecFile {
    std::string path;  ///< as named: what reports show
    std::string absolute;
    bool named = true;  ///< false: found in a folder, so specs with roles need a target with them
    std::vector<int> lines;  ///< `nginx.cpp:14`: only rows of these lines; empty: all
};

/// Whether a spec is one of YAML, by its name.
bool is_yaml(const std::string& path);

/// Files, `FILE:LINE`, and folders of specs (their `*.cpp` and those `*.yaml` that are specs, sorted, folders below included). Throws
/// Broken for what does not exist, with the nearest name, and for a folder without specs.
std::vector<SpecFile> find_spec_files(const std::vector<std::string>& arguments);

}  // namespace muster
