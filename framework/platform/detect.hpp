#pragma once

// What kind of system a target is: asked before its specs are known, so that their bodies may read it.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"

namespace muster {

/// Asks a target what it is, in one exchange (a second one only on a local host whose kernel is older
/// than 6.1 and does not tell its architecture in a file). What is not there or may not be read stays empty;
/// throws CannotTell when os-release is there and cannot be read.
Task<Platform> detect_platform(Host& host);

/// What runs as PID 1: "systemd", "openrc", "sysvinit", "runit", "busybox", else its name (a plain
/// container's "nginx"); empty when nothing tells.
struct InitTraces {
    std::string name;           ///< /proc/1/comm
    bool systemd_runs = false;  ///< /run/systemd/system is there (sd_booted(3))
    bool openrc_runs = false;   ///< /run/openrc/softlevel is there
    std::string program;        ///< where /sbin/init leads to
};
std::string init_of(const InitTraces& traces);

/// The architecture that a program was built for, as `uname -m` calls it; empty for what is no ELF file
/// or for a machine that we have no name for.
std::string architecture_of(std::string_view elf_file);

}  // namespace muster
