#pragma once

#include "framework/model/version_order.hpp"

#include <string>
#include <vector>

namespace muster {

/// What kind of system a target is: known before anything else is asked, readable in a spec's body.
/// Empty where it cannot be told.
struct Platform {
    std::string family;  ///< "debian", "rhel", "suse", "alpine", "arch" … by `ID`, then `ID_LIKE`
    std::string distribution;  ///< os-release `ID`
    std::string version;   ///< os-release `VERSION_ID`, or Debian's point release where it is finer
    std::string codename;  ///< os-release `VERSION_CODENAME`
    std::string arch;      ///< as `uname -m`: "x86_64"
    std::string kernel;    ///< as `uname -r`
    std::string virtualization;  ///< "none", "kvm", "docker", "systemd-nspawn" …; an image: "image"
    std::string
        init;  ///< what runs as PID 1: "systemd", "openrc", "sysvinit" …, else its name ("nginx")
    std::string machine_id;  ///< /etc/machine-id; tells a re-installed host from a known one

    friend bool operator==(const Platform&, const Platform&) = default;
};

/// How the package manager of this platform orders versions; `text` where we know none.
VersionOrder version_order(const Platform& platform);

}  // namespace muster
