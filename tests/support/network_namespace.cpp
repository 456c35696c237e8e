#include "tests/support/network_namespace.hpp"

#include "tests/support/tool.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <stdexcept>

namespace muster::tests {

namespace {

void run_or_throw(const std::string& line) {
    const auto run = run_tool(line);
    if (run.exit_status != 0)
        throw std::runtime_error(line + ": " + run.output);
}

/// Seen by this shell and its children alone: `ip netns exec` gives each its own mounts.
constexpr auto without_ip = "mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work && "
                            "mount -t overlay overlay "
                            "-o lowerdir=/usr/bin,upperdir=/mnt/upper,workdir=/mnt/work /usr/bin "
                            "&& rm /usr/bin/ip";

}  // namespace

NetworkNamespace::NetworkNamespace()
    : name_(fmt::format("muster{}", ::getpid())), other_(name_ + "far") {
    run_or_throw("ip netns add " + name_);
    run_or_throw("ip netns add " + other_);
}

NetworkNamespace::~NetworkNamespace() {
    (void)run_tool("ip netns del " + name_);
    (void)run_tool("ip netns del " + other_);
}

void NetworkNamespace::ip(const std::string& words) const {
    run_or_throw(fmt::format("ip -n {} {}", name_, words));
}

std::string NetworkNamespace::told(const std::string& line) const {
    return run_tool(fmt::format("ip netns exec {} {}", name_, line)).output;
}

std::vector<std::string> NetworkNamespace::shell() const {
    return {"ip", "netns", "exec", name_, "sh", "-c"};
}

std::vector<std::string> NetworkNamespace::shell_after(const std::string& preparation) const {
    return {"ip", "netns", "exec", name_, "sh", "-c", preparation + " && exec sh -c \"$1\"", "sh"};
}

std::vector<std::string> NetworkNamespace::shell_without_ip() const {
    return shell_after(without_ip);
}

std::vector<std::string> NetworkNamespace::shell_with_busybox_ip() const {
    return shell_after(std::string(without_ip) + " && cp /usr/bin/busybox /usr/bin/ip");
}

std::string why_no_network_namespace() {
    if (::geteuid() != 0)
        return "not root";
    for (const auto* tool : {"ip", "busybox"})
        if (not has_tool(tool))
            return std::string("no ") + tool + " here";
    const auto name = fmt::format("muster{}try", ::getpid());
    const auto made = run_tool("ip netns add " + name);
    (void)run_tool("ip netns del " + name);
    return made.exit_status == 0 ? "" : "no network namespace can be made here";
}

}  // namespace muster::tests
