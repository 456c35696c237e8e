#pragma once

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <optional>
#include <string>

namespace muster {

/// Why the system should boot again, or nothing where it need not: the mark that Debian's and SUSE's packages
/// leave, what needs-restarting or zypper say, a newer kernel of the same make than the one that runs (a
/// container has no kernel). Throws CannotTell when nothing of the family's own tells and no kernel is
/// installed.
Task<std::optional<std::string>> reboot_reason(Host& host);

}  // namespace muster
