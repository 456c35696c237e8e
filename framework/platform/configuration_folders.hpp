#pragma once

// Files that packages, this boot and an administrator put side by side: sysctl.d, modprobe.d, modules-load.d,
// systemd's units. All are sorted by base name, wherever they stand; of one name only the file of the
// earliest folder counts (sysctl.d(5), modprobe.d(5), modules-load.d(5), systemd.unit(5)).

#include "framework/host/host.hpp"
#include "framework/platform/named_content.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What the kind of folder ("sysctl.d", "systemd/system") stands in; the earlier hides the later.
constexpr std::array<std::string_view, 5> configuration_folders = {
    "/etc",
    "/run",
    "/usr/local/lib",
    "/usr/lib",
    "/lib",
};

/// The files that count of a kind, "modprobe.d/*.conf", sorted by base name; hidden files do not. What is
/// no readable file (a link to /dev/null) is not among them, and hides those of its name all the same. A
/// file that could not be read has its reason. For Host::once; throws CannotTell when a folder could not be
/// listed.
Task<std::vector<NamedContent>> configuration_files(Host& host, std::string kind);

/// "10-net.conf" of "/etc/sysctl.d/10-net.conf".
std::string_view file_name_of(std::string_view path);

}  // namespace muster
