#include "framework/platform/virtualization.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("a container is named by its manager's mark") {
    CHECK(virtualization_of({.container_manager = "systemd-nspawn\n"}) == "systemd-nspawn");
    CHECK(virtualization_of({.container = "lxc"}) == "lxc");
    CHECK(virtualization_of({.first_environment = "PATH=/bin\0container=podman\0"s}) == "podman");
    CHECK(virtualization_of({.docker_file = true}) == "docker");
    CHECK(virtualization_of({.podman_file = true}) == "podman");
    CHECK(virtualization_of({.openvz = true}) == "openvz");
    CHECK(virtualization_of({.kernel = "5.15.90.1-microsoft-standard-WSL2"}) == "wsl");
}

TEST_CASE("a container whose manager has no name of its own is told from none") {
    CHECK(virtualization_of({.container = "oci"}) == "container-other");
    CHECK(virtualization_of({.container = "oci", .docker_file = true}) == "docker");
    CHECK(virtualization_of({.container = "\x1b[31mnew"}) == "container-other");
    CHECK(virtualization_of({.own_control_group = true}) == "container-other");
    CHECK(virtualization_of({.first_environment = "xcontainer=lxc\0"s}) == "none");
}

TEST_CASE("a container in a virtual machine is a container") {
    CHECK(virtualization_of({.docker_file = true, .clock_sources = "kvm-clock tsc\n"}) == "docker");
}

TEST_CASE("a virtual machine is named by its DMI or by the clock it is offered") {
    const auto dmi = [](std::string vendor, std::string product) {
        return VirtualizationTraces{
            .dmi = {{"sys_vendor", vendor + "\n"}, {"product_name", product + "\n"}}};
    };

    CHECK(virtualization_of(dmi("VMware, Inc.", "VMware Virtual Platform")) == "vmware");
    CHECK(virtualization_of(dmi("innotek GmbH", "VirtualBox")) == "oracle");
    CHECK(virtualization_of(dmi("Microsoft Corporation", "Virtual Machine")) == "microsoft");
    CHECK(virtualization_of(dmi("Microsoft Corporation", "Surface Laptop")) == "none");
    CHECK(virtualization_of(dmi("Amazon EC2", "m5.large")) == "amazon");
    CHECK(virtualization_of(dmi("Amazon EC2", "c5.metal")) == "none");
    CHECK(virtualization_of(dmi("Dell Inc.", "PowerEdge R640")) == "none");
    CHECK(virtualization_of({.hypervisor = "xen\n"}) == "xen");
    CHECK(virtualization_of({.clock_sources = "kvm-clock \n"}) == "kvm");
    CHECK(virtualization_of({.clock_sources = "tsc hpet acpi_pm\n"}) == "none");
}

TEST_CASE("QEMU that KVM runs is kvm, QEMU alone is qemu") {
    VirtualizationTraces traces{.dmi = {{"sys_vendor", "QEMU"}}};

    CHECK(virtualization_of(traces) == "qemu");
    traces.clock_sources = "kvm-clock tsc acpi_pm";
    CHECK(virtualization_of(traces) == "kvm");
}

TEST_CASE("a container is told from a machine by its name") {
    for (const auto* name : {"docker", "podman", "lxc", "systemd-nspawn", "container-other"})
        CHECK(is_container(name));
    for (const auto* name : {"none", "kvm", "vmware", "image", ""})
        CHECK_FALSE(is_container(name));
}
