#include "framework/platform/virtualization.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster {

namespace {

constexpr std::array<std::string_view, 9> container_names = {
    "systemd-nspawn",
    "lxc-libvirt",
    "lxc",
    "openvz",
    "docker",
    "podman",
    "rkt",
    "wsl",
    "pouch",
};

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string_view container_by_files(const VirtualizationTraces& traces) {
    if (traces.podman_file)
        return "podman";
    return traces.docker_file ? "docker" : "";
}

/// The variable `container` that a manager gives to PID 1.
std::string_view container_of_environment(std::string_view environment) {
    constexpr std::string_view variable = "container=";
    for (const auto entry : split(environment, '\0'))
        if (entry.starts_with(variable))
            return entry.substr(variable.size());
    return "";
}

std::string_view container_called(std::string_view told, const VirtualizationTraces& traces) {
    // Some images set container=oci, which names a format and no manager.
    if (const auto by_files = container_by_files(traces); told == "oci" and not by_files.empty())
        return by_files;
    const bool known = std::ranges::find(container_names, told) != container_names.end();
    return known ? told : "container-other";
}

std::string_view container_of(const VirtualizationTraces& traces) {
    if (traces.openvz)
        return "openvz";
    if (has(traces.kernel, "Microsoft") or has(traces.kernel, "WSL"))
        return "wsl";
    const std::array<std::string_view, 3> told = {
        trimmed(traces.container_manager),
        trimmed(traces.container),
        container_of_environment(traces.first_environment),
    };
    for (const auto name : told)
        if (not name.empty())
            return container_called(name, traces);
    if (const auto by_files = container_by_files(traces); not by_files.empty())
        return by_files;
    return traces.own_control_group ? "container-other" : "";
}

struct Vendor {
    std::string_view text;
    std::string_view name;
};

constexpr std::array vendors = {
    Vendor{"KVM", "kvm"},
    Vendor{"OpenStack", "kvm"},
    Vendor{"KubeVirt", "kvm"},
    Vendor{"Amazon EC2", "amazon"},
    Vendor{"QEMU", "qemu"},
    Vendor{"VMware", "vmware"},
    Vendor{"VMW", "vmware"},
    Vendor{"innotek GmbH", "oracle"},
    Vendor{"VirtualBox", "oracle"},
    Vendor{"Oracle Corporation", "oracle"},
    Vendor{"Xen", "xen"},
    Vendor{"Bochs", "bochs"},
    Vendor{"Parallels", "parallels"},
    Vendor{"BHYVE", "bhyve"},
    Vendor{"Hyper-V", "microsoft"},
    Vendor{"Apple Virtualization", "apple"},
    Vendor{"Google Compute Engine", "google"},
};

std::string_view dmi_value(const VirtualizationTraces& traces, const std::string& file) {
    const auto found = traces.dmi.find(file);
    return found == traces.dmi.end() ? "" : trimmed(found->second);
}

std::string_view machine_by_dmi(const VirtualizationTraces& traces) {
    constexpr std::array files = {
        "product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"};
    const auto product = dmi_value(traces, "product_name");
    for (const auto* file : files)
        for (const auto& vendor : vendors)
            if (dmi_value(traces, file).starts_with(vendor.text))
                return vendor.name == "amazon" and has(product, ".metal") ? "" : vendor.name;
    const bool microsoft = dmi_value(traces, "sys_vendor") == "Microsoft Corporation";
    return microsoft and product == "Virtual Machine" ? "microsoft" : "";
}

/// The clock that a hypervisor offers to its guests.
std::string_view machine_by_clock(std::string_view sources) {
    for (const auto source : words_of(sources)) {
        if (source == "kvm-clock")
            return "kvm";
        if (source == "xen")
            return "xen";
        if (source.starts_with("hyperv_"))
            return "microsoft";
    }
    return "";
}

std::string_view machine_of(const VirtualizationTraces& traces) {
    const auto by_dmi = machine_by_dmi(traces);
    constexpr std::array<std::string_view, 5> sure = {
        "oracle", "xen", "amazon", "parallels", "google"};
    if (std::ranges::find(sure, by_dmi) != sure.end())
        return by_dmi;
    if (trimmed(traces.hypervisor) == "xen")
        return "xen";
    // QEMU's own name stands in DMI also where KVM runs the code: the clock tells.
    const auto by_clock = machine_by_clock(traces.clock_sources);
    return by_clock.empty() ? by_dmi : by_clock;
}

}  // namespace

bool is_container(std::string_view virtualization) {
    return virtualization == "container-other"
           or std::ranges::find(container_names, virtualization) != container_names.end();
}

std::string virtualization_of(const VirtualizationTraces& traces) {
    if (const auto container = container_of(traces); not container.empty())
        return std::string(container);
    const auto machine = machine_of(traces);
    return machine.empty() ? "none" : std::string(machine);
}

}  // namespace muster
