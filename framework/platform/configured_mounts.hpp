#pragma once

// What shall be mounted at boot: fstab, and where systemd is PID 1 its mount units (systemd.mount(5)).

#include "framework/host/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// "srv-a\x20b.mount" of "/srv/a b", as `systemd-escape --path --suffix=mount` has it.
std::string mount_unit_name(std::string_view path);

struct ConfiguredMount {
    std::string type;  ///< may be "auto", or empty: any
    std::vector<std::string> options;
    bool at_boot = false;  ///< no `noauto`, or an enabled unit
    std::string where;     ///< "/etc/fstab:3", "/etc/systemd/system/srv.mount"
};

/// What shall be mounted on a path. A unit of the administrator or of this boot counts before fstab, one of a
/// package after it. For Host::once.
Task<std::optional<ConfiguredMount>> configured_mount(Host& host, std::string path);

}  // namespace muster
