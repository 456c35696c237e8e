// Interfaces without iproute2: /sys/class/net has each of them, /proc/net their addresses.
//
// The kernel prints IPv6 addresses with their interface (if_inet6), IPv4 addresses without (ipv4_owners.hpp). A
// busybox `ip` knows no JSON, but tells whose address is whose.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/ip_tool.hpp"
#include "framework/platform/ipv4_owners.hpp"
#include "framework/platform/kernel_address.hpp"
#include "framework/platform/links.hpp"
#include "framework/platform/route_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace muster {

namespace {

// net/if.h
constexpr std::uint64_t iff_up = 0x1;
constexpr std::uint64_t iff_loopback = 0x8;

/// Interface and value of each file that a pattern found: "/sys/class/net/eth0/mtu" → eth0.
std::map<std::string, std::string> by_interface(const std::vector<NamedContent>& files) {
    constexpr std::size_t name_at = 4;  // "", "sys", "class", "net", NAME
    std::map<std::string, std::string> values;
    for (const auto& file : files) {
        const auto parts = split(file.path, '/');
        const auto* bytes = std::get_if<std::string>(&file.bytes);
        if (parts.size() > name_at and bytes != nullptr)
            values[std::string(parts[name_at])] = *bytes;
    }
    return values;
}

std::string value_of(const std::map<std::string, std::string>& column, const std::string& name) {
    const auto found = column.find(name);
    return found == column.end() ? "" : std::string(trimmed(found->second));
}

/// "eth0" of "  eth0: 1296 …", below two lines of headings.
std::vector<std::string> names_from(std::string_view proc_net_dev) {
    std::vector<std::string> names;
    const auto lines = lines_of(proc_net_dev);
    for (std::size_t i = 2; i < lines.size(); ++i)
        names.emplace_back(trimmed(lines[i].substr(0, lines[i].find(':'))));
    return names;
}

/// "eth0.100  | 100  | eth0", below two lines of headings.
std::map<std::string, std::int64_t> vlans_from(std::string_view config) {
    std::map<std::string, std::int64_t> ids;
    for (const auto line : lines_of(config)) {
        const auto columns = split(line, '|');
        const auto id = columns.size() == 3 ? whole_number(trimmed(columns[1])) : std::nullopt;
        if (id)
            ids[std::string(trimmed(columns[0]))] = *id;
    }
    return ids;
}

/// "fe80…0e 03 40 20 c0 v0": address, index, prefix, scope, flags, name.
AddressesByLink ipv6_from(std::string_view if_inet6) {
    AddressesByLink found;
    for (const auto line : lines_of(if_inet6)) {
        const auto words = words_of(line);
        auto address = words.size() == 6 ? kernel_address(words[0], ByteOrder::big) : std::nullopt;
        const auto prefix = words.size() == 6 ? hexadecimal(words[2]) : std::nullopt;
        if (not address or not address->is_v6() or not prefix or *prefix > 128)
            throw CannotTell{Kind::unparsable, "/proc/net/if_inet6 is not as Linux writes it"};
        address->prefix = static_cast<int>(*prefix);
        found[std::string(words[5])].push_back(to_text(*address));
    }
    return found;
}

/// "2: eth0    inet 10.1.0.1/24 brd …", "… inet 10.9.9.1 peer 10.9.9.2/32 …": busybox and old iproute2.
std::optional<AddressesByLink> ipv4_from_text(const Output& output) {
    if (output.exit_status != 0)
        return std::nullopt;
    AddressesByLink found;
    for (const auto line : lines_of(output.out)) {
        const auto words = words_of(line);
        if (words.size() < 4 or words[2] != "inet")
            continue;
        auto address = address_from(words[3]);
        if (address and words.size() > 5 and words[4] == "peer") {
            const auto peer = address_from(words[5]);
            address->prefix = peer ? peer->prefix : std::nullopt;
        }
        if (not address)
            return std::nullopt;
        address->prefix = address->prefix.value_or(32);
        found[std::string(words[1])].push_back(to_text(*address));
    }
    return found;
}

/// What /sys/class/net and /proc/net said.
struct Files {
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> operstate;
    std::map<std::string, std::string> carrier;
    std::map<std::string, std::string> mtu;
    std::map<std::string, std::string> address;
    std::map<std::string, std::string> uevent;
    std::map<std::string, std::string> index;
    std::map<std::string, std::string> master;  ///< by its index
    std::map<std::string, std::string> tun;
    std::set<std::string> devices;  ///< those with hardware behind them
    std::map<std::string, std::int64_t> vlans;
    AddressesByLink ipv6;
};

/// Which kind of virtual interface; nothing for hardware and lo. The kernel names only some kinds (DEVTYPE).
Told<std::optional<std::string>> kind_of(
    const Files& files, const std::string& name, bool loopback, const std::string& why_not
) {
    // Those that the kernel calls as ip(8) does.
    constexpr std::array<std::string_view, 6> named = {
        "bridge", "bond", "vlan", "vxlan", "wireguard", "geneve"};
    constexpr std::string_view variable = "DEVTYPE=";
    const auto uevent = value_of(files.uevent, name);
    for (const auto line : lines_of(uevent)) {
        const auto type = line.starts_with(variable) ? line.substr(variable.size()) : "";
        if (std::ranges::find(named, type) != named.end())
            return std::string(type);
    }
    if (files.tun.contains(name))
        return "tun";
    if (loopback or files.devices.contains(name))
        return std::nullopt;
    return only_ip_tells("kind of " + name, why_not);
}

Told<std::optional<std::int64_t>> vlan_of(
    const Files& files, const Link& link, const std::string& why_not
) {
    const auto* kind = std::get_if<std::optional<std::string>>(&link.kind);
    if (kind == nullptr or *kind != "vlan")
        return std::nullopt;  // the kernel names vlan devices: what has no such name is none
    const auto id = files.vlans.find(link.name);
    if (id == files.vlans.end())
        return only_ip_tells("VLAN id of " + link.name, why_not);
    return id->second;
}

std::optional<std::string> master_of(const Files& files, const std::string& name) {
    const auto wanted = value_of(files.master, name);
    for (const auto& [other, index] : files.index)
        if (not wanted.empty() and trimmed(index) == wanted)
            return other;
    return std::nullopt;
}

/// What every interface has, if only an empty one. Where /sys was mounted in another network namespace it shows
/// that one's.
std::string needed(
    const std::map<std::string, std::string>& column, const std::string& name, const char* file
) {
    if (column.contains(name))
        return value_of(column, name);
    throw CannotTell{
        Kind::unsupported,
        fmt::format("no /sys/class/net/{}/{}", name, file),
        "is /sys mounted, in this network namespace?"};
}

std::int64_t needed_number(
    const std::map<std::string, std::string>& column, const std::string& name, const char* file
) {
    const auto text = needed(column, name, file);
    const auto number = whole_number(text);
    if (not number)
        throw CannotTell{
            Kind::unparsable, fmt::format("{} of {} is {}", file, name, quoted(text, 40))};
    return *number;
}

std::uint64_t needed_flags(const Files& files, const std::string& name) {
    const auto text = needed(files.flags, name, "flags");
    const auto flags = text.starts_with("0x") ? hexadecimal(text.substr(2)) : std::nullopt;
    if (not flags)
        throw CannotTell{
            Kind::unparsable, fmt::format("flags of {} is {}", name, quoted(text, 40))};
    return *flags;
}

Link link_of(const Files& files, const std::string& name, const std::string& why_not) {
    const auto flags = needed_flags(files, name);
    Link link;
    link.name = name;
    link.index = needed_number(files.index, name, "ifindex");
    link.up = (flags & iff_up) != 0;
    link.carrier =
        link.up and needed(files.carrier, name, "carrier") == "1";  // EINVAL of what is down
    link.state = needed(files.operstate, name, "operstate");
    link.mtu = needed_number(files.mtu, name, "mtu");
    link.mac = hardware_address(needed(files.address, name, "address"));
    link.master = master_of(files, name);
    link.kind = kind_of(files, name, (flags & iff_loopback) != 0, why_not);
    link.vlan = vlan_of(files, link, why_not);
    if (const auto found = files.ipv6.find(name); found != files.ipv6.end())
        link.ipv6 = found->second;
    return link;
}

Task<Files> read_files(Host& host) {
    const auto column = [&](const char* file) {
        return host.read_matching(std::string("/sys/class/net/*/") + file);
    };
    auto flags = column("flags");
    auto operstate = column("operstate");
    auto carrier = column("carrier");
    auto mtu = column("mtu");
    auto address = column("address");
    auto uevent = column("uevent");
    auto index = column("ifindex");
    auto master = column("master/ifindex");
    auto tun = column("tun_flags");
    auto devices = host.glob("/sys/class/net/*/device");
    auto vlans = host.read_matching("/proc/net/vlan/config");
    auto inet6 = host.read("/proc/net/if_inet6");

    Files files;
    files.flags = by_interface(co_await flags);
    files.operstate = by_interface(co_await operstate);
    files.carrier = by_interface(co_await carrier);
    files.mtu = by_interface(co_await mtu);
    files.address = by_interface(co_await address);
    files.uevent = by_interface(co_await uevent);
    files.index = by_interface(co_await index);
    files.master = by_interface(co_await master);
    files.tun = by_interface(co_await tun);
    const auto& with_device = co_await devices;
    if (with_device)
        for (const auto& path : with_device->names)
            files.devices.insert(std::string(split(path, '/').at(4)));
    for (const auto& file : co_await vlans)
        if (const auto* text = std::get_if<std::string>(&file.bytes))
            files.vlans = vlans_from(*text);
    const auto& ipv6 = co_await inet6;
    if (ipv6)  // without IPv6 the kernel has no such file
        files.ipv6 = ipv6_from(ipv6->bytes);
    co_return files;
}

/// Whose IPv4 address is whose.
Task<Ipv4Owners> ipv4_addresses(Host& host, std::string why_not) {
    const Command command{{"ip", "-o", "addr"}};
    auto telling = host.run(command);
    auto trie = host.read("/proc/net/fib_trie");
    auto& routing = host.once(ipv4_routes_of_files, why_not);
    const auto& output = co_await telling;
    if (auto by_text = ipv4_from_text(output))
        co_return Ipv4Owners{*std::move(by_text), {}};
    const auto& text = co_await trie;
    const auto& routes = co_await routing;
    Ipv4Owners unknown;
    unknown.of_all = only_ip_tells("an interface's IPv4 addresses", why_not);
    co_return text ? ipv4_owners(text->bytes, routes, why_not) : unknown;
}

}  // namespace

Task<std::vector<Link>> links_from_files(Host& host, std::string why_not) {
    auto devices = host.read("/proc/net/dev");
    auto reading = read_files(host);
    auto addresses = ipv4_addresses(host, why_not);
    const auto& listed = co_await devices;
    const auto& files = co_await reading;
    if (not listed) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no /proc/net/dev, and {}", why_not),
            "install iproute2"};
    }
    const auto& owners = co_await addresses;
    std::vector<Link> found;
    for (const auto& name : names_from(listed->bytes)) {
        auto link = link_of(files, name, why_not);
        link.ipv4 = owners.of(link.name, link.up);
        found.push_back(std::move(link));
    }
    std::ranges::sort(found, {}, &Link::index);
    co_return found;
}

}  // namespace muster
