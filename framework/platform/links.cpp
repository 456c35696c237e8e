#include "framework/platform/links.hpp"

#include "framework/base/text.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/ip_tool.hpp"
#include "framework/platform/kernel_address.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// `{"family":"inet","local":"10.1.0.1","prefixlen":24}`. Of a point-to-point link the prefix is the peer's, as
/// ip(8) prints it.
void add_address(Link& link, const Json& address) {
    const auto local = text_in(address, "local");
    const auto prefix = number_in(address, "prefixlen");
    const auto parsed =
        local and prefix ? address_from(fmt::format("{}/{}", *local, *prefix)) : std::nullopt;
    if (not parsed)
        return;
    if (parsed->is_v6())
        link.ipv6.push_back(to_text(*parsed));
    else
        std::get<std::vector<std::string>>(link.ipv4).push_back(to_text(*parsed));
}

Link link_from(const Json& object) {
    Link link;
    const auto name = text_in(object, "ifname");
    const auto index = number_in(object, "ifindex");
    const auto mtu = number_in(object, "mtu");
    const auto state = text_in(object, "operstate");
    if (not name or not index or not mtu or not state)
        throw CannotTell{Kind::unparsable, "ip -j printed an interface that is not whole"};
    link.name = *name;
    link.index = *index;
    link.up = has_text(object, "flags", "UP");
    link.carrier = has_text(object, "flags", "LOWER_UP");
    link.state = lower_case(*state);
    link.mtu = *mtu;
    link.mac = hardware_address(text_in(object, "address").value_or(""));
    link.master = text_in(object, "master");
    if (const auto* info = object.find("linkinfo")) {
        const auto kind = text_in(*info, "info_kind");
        link.kind = kind;
        if (const auto* data = info->find("info_data"); data != nullptr and kind == "vlan")
            link.vlan = number_in(*data, "id");
    }
    for (const auto& address : items_in(object, "addr_info"))
        add_address(link, address);
    for (const auto& other : items_in(object, "altnames"))
        if (const auto* text = other.as<std::string>())
            link.other_names.push_back(*text);
    return link;
}

/// What a file of an interface holds; nothing where there is none.
const NamedContent* file_of(const std::vector<NamedContent>& files, const std::string& path) {
    const auto found = std::ranges::find(files, path, &NamedContent::path);
    return found == files.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::string> hardware_address(std::string_view text) {
    const auto octets = split(text, ':');
    // Ethernet 6, FireWire 8, InfiniBand 20. The end of a tunnel has 4 or 16.
    if (octets.size() != 6 and octets.size() != 8 and octets.size() != 20)
        return std::nullopt;
    for (const auto octet : octets)
        if (octet.size() != 2 or not hexadecimal(octet))
            return std::nullopt;
    return lower_case(text);
}

std::vector<Link> links_from_ip(const Json::Array& objects) {
    std::vector<Link> found;
    found.reserve(objects.size());
    for (const auto& object : objects)
        found.push_back(link_from(object));
    return found;
}

Task<std::vector<Link>> links(Host& host) {
    std::vector<std::string> words = {"addr"};
    auto asking = ask_ip(host, words);
    const auto& answer = co_await asking;
    if (answer.objects)
        co_return links_from_ip(*answer.objects);
    auto reading = links_from_files(host, answer.why_not);
    co_return co_await reading;
}

Task<std::optional<std::int64_t>> link_speed(Host& host, Link link) {
    auto speeds = host.read_matching("/sys/class/net/*/speed");
    auto indexes = host.read_matching("/sys/class/net/*/ifindex");
    const auto& all = co_await speeds;
    const auto& numbers = co_await indexes;
    const auto folder = "/sys/class/net/" + link.name;
    // /sys may have been mounted in another network namespace, and shows that one's.
    const auto* index = file_of(numbers, folder + "/ifindex");
    const auto* text = index == nullptr ? nullptr : std::get_if<std::string>(&index->bytes);
    if (text == nullptr or whole_number(trimmed(*text)) != link.index) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("/sys/class/net does not show this {}", link.name),
            "is /sys mounted, in this network namespace?"};
    }
    const auto* file = file_of(all, folder + "/speed");
    if (file == nullptr)
        co_return std::nullopt;
    if (const auto* why = std::get_if<CannotTell>(&file->bytes)) {
        // net-sysfs.c: EINVAL of what is down, or has no speed.
        if (why->kind == Kind::failed and why->message.ends_with("Invalid argument"))
            co_return std::nullopt;
        throw *why;
    }
    const auto speed = whole_number(trimmed(std::get<std::string>(file->bytes)));
    // SPEED_UNKNOWN (ethtool.h) is -1, which older kernels print unsigned, cut to 16 bits or not.
    const bool known = speed and *speed > 0 and *speed != 0xFFFF and *speed != 0xFFFFFFFF;
    co_return known ? speed : std::nullopt;
}

}  // namespace muster
