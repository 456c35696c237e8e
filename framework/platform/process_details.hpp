#pragma once

// The rest of /proc/PID as pure functions: limits, maps, cgroup, terminal.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ResourceLimit {
    std::string soft;  ///< digits, or "unlimited"
    std::string hard;
};

/// Short names as in limits.conf(5): "nofile", "nproc", "core" …
std::vector<std::string> limit_names();

/// A line of /proc/PID/limits by its short name; nothing for a name or a file that we do not know.
std::optional<ResourceLimit> limit_from(std::string_view limits, std::string_view name);

/// The first executable or library in /proc/PID/maps that is no longer there: it was replaced while the
/// program ran. Files that programs delete on purpose (memfd, /dev, /tmp) do not count.
std::optional<std::string> deleted_file_from(std::string_view maps);

/// The path in /proc/PID/cgroup: of cgroup v2, else of systemd's own hierarchy; nothing without both.
std::optional<std::string> cgroup_from(std::string_view text);

/// The systemd unit that a cgroup belongs to: "nginx.service", "session-3.scope"; nothing outside of any.
std::optional<std::string> unit_of_cgroup(std::string_view path);

/// The terminal of a device number as `ps` shows it: "pts/3", "tty1", "ttyS0"; nothing for 0.
std::optional<std::string> terminal_name(unsigned device);

}  // namespace muster
