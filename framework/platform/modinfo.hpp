#pragma once

// modinfo(8): what the file of a module says of itself, one run for many modules.

#include "framework/host/host.hpp"

#include <optional>
#include <string>

namespace muster {

/// The `version` of a module's file; nothing when it has none. `module` is spelled as the kernel does.
/// Throws CannotTell when modinfo is missing, does not find the module, or does not read it.
Task<std::optional<std::string>> module_file_version(Host& host, std::string module);

}  // namespace muster
