#include "tests/support/network.hpp"

namespace muster::tests {

void add_link(FakeHost& host, const FakeLink& link) {
    const auto folder = "/sys/class/net/" + link.name + "/";
    host.file(folder + "flags", link.flags + "\n")
        .file(folder + "operstate", link.operstate + "\n")
        .file(folder + "carrier", "1\n")
        .file(folder + "mtu", "1500\n")
        .file(folder + "address", link.mac + "\n")
        .file(folder + "uevent", link.uevent)
        .file(folder + "ifindex", std::to_string(link.index) + "\n")
        .file(folder + "speed", link.speed + "\n");
}

void add_link_names(FakeHost& host, const std::vector<std::string>& names) {
    std::string text = "Inter-|   Receive  |  Transmit\n face |bytes packets |bytes packets\n";
    for (const auto& name : names)
        text += "  " + name + ": 0 0 0 0\n";
    host.file("/proc/net/dev", text);
}

}  // namespace muster::tests
