#pragma once

// Which package brought a file, and whether it is still as it was brought. dpkg for now; other
// managers are CannotTell until they are known here.

#include "framework/host/host.hpp"
#include "framework/model/value.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The package that owns the path, "libc6", or of a folder of several "bash, login"; not set when none
/// does, absent when the path leads nowhere. Of a link that no package owns: of what it leads to.
Task<Value> owning_package(Host& host, std::string path);

/// Whether the content is what the package brought. dpkg keeps no modes and owners, so they do not
/// count there. Not set when no package owns it, or no digest was packaged (folders).
Task<Value> as_packaged(Host& host, std::string path);

/// By path: the packages that `dpkg-query -S` names, as it writes them ("libc6:amd64").
std::map<std::string, std::vector<std::string>> parse_dpkg_search(std::string_view output);

}  // namespace muster
