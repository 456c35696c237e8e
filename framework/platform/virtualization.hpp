#pragma once

// Whether a system runs on metal, in a virtual machine or in a container, from files alone and in the
// words of systemd-detect-virt(1). It looks where that tool looks, in the same order: containers first,
// since one may run in a virtual machine. Two of its sources are out of reach for reads, CPUID and the
// virtual machine bit of SMBIOS; the clock sources that the kernel offers stand in for the first, the
// `.metal` names of EC2 for the second.

#include <map>
#include <string>
#include <string_view>

namespace muster {

/// What was found in the places that give a container or a virtual machine away; empty or false where
/// there is nothing, or nothing that we may read.
struct VirtualizationTraces {
    std::string kernel;                      ///< /proc/sys/kernel/osrelease
    std::string container_manager;           ///< /run/host/container-manager
    std::string container;                   ///< /run/systemd/container
    std::string first_environment;           ///< /proc/1/environ
    bool docker_file = false;                ///< /.dockerenv
    bool podman_file = false;                ///< /run/.containerenv
    bool openvz = false;                     ///< /proc/vz is there, /proc/bc is not
    bool own_control_group = false;          ///< the control group at the root has a parent
    std::map<std::string, std::string> dmi;  ///< the files of /sys/class/dmi/id by name
    std::string clock_sources;               ///< …/clocksource0/available_clocksource
    std::string hypervisor;                  ///< /sys/hypervisor/type
};

/// "docker", "podman", "lxc", "systemd-nspawn" …, "container-other"; "kvm", "qemu", "vmware", "xen" …;
/// "none" where nothing speaks for either.
std::string virtualization_of(const VirtualizationTraces& traces);

/// Whether one of these names is a container's: it has no kernel, no firmware and no hardware of its own.
bool is_container(std::string_view virtualization);

}  // namespace muster
