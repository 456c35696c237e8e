#pragma once

#include <functional>
#include <optional>
#include <string>

namespace muster::tests {

/// What `work` says in a process with a mount namespace of its own: mounts made there are gone with it.
/// Nothing where this machine does not let us (not root, no namespaces). Throws when `work` did.
std::optional<std::string> in_own_mount_namespace(const std::function<std::string()>& work);

}  // namespace muster::tests
