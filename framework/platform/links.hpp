#pragma once

// Network interfaces of the target's network namespace, with their addresses.
//
// One `ip -j -d addr` tells all of it. Where that does not answer, /sys/class/net and /proc/net do, and what
// they leave open cannot be told: what kind of virtual interface it is, and whose an IPv4 address is where
// several networks could have it.

#include "framework/base/json/json.hpp"
#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/platform/told.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct Link {
    std::string name;
    std::int64_t index = 0;
    bool up = false;       ///< IFF_UP: somebody wants it up
    bool carrier = false;  ///< there is something at the other end
    std::string state;     ///< operstate (RFC 2863): "up", "down", "lowerlayerdown", "unknown" …
    std::int64_t mtu = 0;
    std::optional<std::string> mac;
    std::optional<std::string> master;
    Told<std::optional<std::string>> kind = std::nullopt;
    Told<std::optional<std::int64_t>> vlan = std::nullopt;
    Told<std::vector<std::string>> ipv4 = std::vector<std::string>();  ///< with prefix
    std::vector<std::string> ipv6 = {};
    std::vector<std::string> other_names = {};  ///< altname: "enp3s0"
};

/// All of them, in the kernel's order; read once for all who ask (`host.once`). Throws CannotTell when neither
/// way answers, NotAsked when nothing runs there.
Task<std::vector<Link>> links(Host& host);

/// Mbit/s as /sys/class/net says; nothing where the kernel does not know: a link that is down, a bridge, lo.
Task<std::optional<std::int64_t>> link_speed(Host& host, Link link);

// --- how it is read -------------------------------------------------------------------------------

/// From `ip -j -d addr`. Throws CannotTell when an object has no name.
std::vector<Link> links_from_ip(const Json::Array& objects);

/// From /sys/class/net and /proc/net; `why_not` says why ip was not to be had.
Task<std::vector<Link>> links_from_files(Host& host, std::string why_not);

/// A hardware address as ip(8) prints it; nothing for what is none: a tunnel's end, a device without one.
std::optional<std::string> hardware_address(std::string_view text);

}  // namespace muster
