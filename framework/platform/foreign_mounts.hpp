#pragma once

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Whether the kernel makes up what is in a file system of this type: proc, sysfs …
bool is_of_kernel(std::string_view type);

/// Mount points of file systems that hold no files of this machine's own: what the kernel makes up (proc,
/// sysfs …), what comes over the network, and what a program answers for (fuse), which may hang.
Task<std::vector<std::string>> foreign_mount_points(Host& host);

/// The same from the text of proc_pid_mountinfo(5).
std::vector<std::string> foreign_mount_points_in(std::string_view mountinfo);

}  // namespace muster
