#pragma once

// Specs in YAML: the same rows as C++ says, with the same names (docs/yaml.md).

#include "framework/spec/entries.hpp"

#include <string>
#include <vector>

namespace muster {

/// The specs of a file: its documents that have a `spec:` or a `fleet:`. `path` is as it was named, which reports show.
/// Files that it includes are read with it. Throws Broken with line and column for what is no YAML or has no such
/// document, and for a head that has no meaning; what is wrong below `expect:` is told when it is collected.
std::vector<SpecEntry> read_yaml_specs(const std::string& path);
/// The same of a text that is at hand.
std::vector<SpecEntry> read_yaml_specs(const std::string& text, const std::string& path);

/// Whether a YAML file of a folder is one of specs: others may lie there, too.
bool has_yaml_specs(const std::string& path);

}  // namespace muster
