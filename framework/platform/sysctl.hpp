#pragma once

// Kernel parameters as the next boot sets them: sysctl.d(5), as systemd-sysctl and `sysctl --system`
// of procps read it, and ufw.

#include "framework/host/host.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The path below /proc/sys: "net/ipv4/conf/eth0.100/rp_filter" of "net.ipv4.conf.eth0/100.rp_filter".
/// When the first separator is a dot, dots and slashes change places. Empty for what can be no key.
std::string sysctl_path(std::string_view key);

/// The key with dots of a path below /proc/sys: `sysctl_path` gives the path again.
std::string sysctl_key(std::string_view path);

/// One line that says something: `key = value`, `-key = value`, or `-key`.
struct SysctlAssignment {
    std::string path;                  ///< as of `sysctl_path`; may hold `* ? […]`
    std::optional<std::string> value;  ///< nothing: no glob shall set it
    std::string where;                 ///< "/etc/sysctl.d/10-net.conf:3"
};

/// The assignments of one file in order; lines that say nothing are passed over.
std::vector<SysctlAssignment> parse_sysctl(const std::string& file, std::string_view text);

/// Assignments in the order in which they are read.
class SysctlSettings {
public:
    void add(SysctlAssignment assignment);

    /// What sets `path`: the last assignment of this very key, else the last glob that fits it; nothing
    /// sets it, or it was taken out of the globs. CannotTell for a glob with braces.
    const SysctlAssignment* find(const std::string& path) const;

    /// The paths that are set by their own names, sorted.
    std::vector<std::string> paths() const;

private:
    std::map<std::string, SysctlAssignment> exact_;
    std::vector<SysctlAssignment> globs_;
};

struct SysctlConfiguration {
    SysctlSettings boot;
    SysctlSettings ufw;  ///< set later, when the firewall starts
    std::vector<CannotTell> unreadable;

    /// What decides; throws the reason when a file could not be read.
    const SysctlAssignment* find(const std::string& path) const;
};

/// For Host::once.
Task<SysctlConfiguration> sysctl_configuration(Host& host);

}  // namespace muster
