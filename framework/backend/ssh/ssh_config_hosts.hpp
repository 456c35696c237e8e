#pragma once

#include "framework/base/error.hpp"

#include <string>
#include <vector>

namespace muster {

/// A host that a file of ssh_config(5) names, and where.
struct SshConfigHost {
    std::string name;
    Location where;
};

/// The hosts that a file and those it includes name, each once, in their order; patterns (`web-*`, `!db`) name none.
/// Throws Broken when it cannot be read, with file and line for a line that is none.
std::vector<SshConfigHost> ssh_config_hosts(const std::string& path);

}  // namespace muster
