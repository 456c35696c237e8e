// Network interfaces: one table of them, with their addresses (framework/platform/links.hpp).

#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/links.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// What is there instead of an interface that is not.
std::string nearest_miss(const std::vector<Link>& all, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& link : all) {
        if (std::ranges::find(link.other_names, name) != link.other_names.end())
            return fmt::format("{} is another name of {}", name, link.name);
        names.push_back(link.name);
    }
    return names.empty() ? "" : "there are " + join(names, ", ");
}

/// An interface, or why there is none.
struct Wanted {
    std::optional<Link> link;
    Value instead = absent;
};

Task<Wanted> wanted(Host& host, std::string name) {
    auto& reading = host.once(links);
    const auto& all = co_await reading;
    Wanted found;
    const auto link = std::ranges::find(all, name, &Link::name);
    if (link != all.end())
        found.link = *link;
    else
        found.instead.remark = nearest_miss(all, name);
    co_return found;
}

template<Value (*Read)(const Link&)>
Task<Value> of_link(Host& host, Fact fact) {
    auto asked = wanted(host, fact.subject.name());
    const auto& found = co_await asked;
    co_return found.link ? Read(*found.link) : found.instead;
}

Value exists(const Link&) {
    return true;
}

/// Loopback, dummies and tunnels have no state of their own: `unknown` is up (RFC 2863 counts it so, too).
Value up(const Link& link) {
    Value value = link.up and (link.state == "up" or link.state == "unknown");
    if (not link.up)
        value.remark = "nobody has set it up (IFF_UP)";
    else if (not *value.as<bool>())
        value.remark = "it is set up, and its state is " + link.state;
    return value;
}

Value link_detected(const Link& link) {
    return link.carrier;
}

Value state(const Link& link) {
    return link.state;
}

Value mtu(const Link& link) {
    return link.mtu;
}

template<class T>
Value value_or_not_set(const std::optional<T>& value) {
    return value ? Value(*value) : not_set;
}

Value mac(const Link& link) {
    return value_or_not_set(link.mac);
}

Value master(const Link& link) {
    return value_or_not_set(link.master);
}

Value kind(const Link& link) {
    return value_or_not_set(told(link.kind));
}

Value vlan(const Link& link) {
    return value_or_not_set(told(link.vlan));
}

Value addresses_of(std::span<const std::string> texts) {
    std::vector<Value> items;
    items.reserve(texts.size());
    for (const auto& text : texts)
        items.emplace_back(Term{TermKind::address, text});
    return set_of(std::move(items));
}

Value ipv4_addresses(const Link& link) {
    return addresses_of(told(link.ipv4));
}

Value ipv6_addresses(const Link& link) {
    return addresses_of(link.ipv6);
}

Value addresses(const Link& link) {
    auto all = told(link.ipv4);
    all.insert(all.end(), link.ipv6.begin(), link.ipv6.end());
    return addresses_of(all);
}

Task<Value> speed(Host& host, Fact fact) {
    // Leaves with the question for the interfaces.
    auto speeds = host.read_matching("/sys/class/net/*/speed");
    auto indexes = host.read_matching("/sys/class/net/*/ifindex");
    (void)speeds;
    (void)indexes;
    auto asked = wanted(host, fact.subject.name());
    const auto& found = co_await asked;
    if (not found.link)
        co_return found.instead;
    auto measuring = link_speed(host, *found.link);
    co_return value_or_not_set(co_await measuring);
}

Task<std::vector<Subject>> all_interfaces(Host& host, Subject) {
    auto& reading = host.once(links);
    const auto& all = co_await reading;
    std::vector<Subject> subjects;
    for (const auto& link : all)
        subjects.push_back({"interface", {Value(link.name)}});
    co_return subjects;
}

AttributeEntry addresses_entry(std::string_view name, std::string_view meaning) {
    return {
        .name = name,
        .type = Type::list,
        .meaning = meaning,
        .when_absent = Value(List{}),
        .item = {.type = Type::term, .term = TermKind::address}};
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "there is an interface of this name",
         .when_absent = Value(false)},
        {.name = "up",
         .type = Type::flag,
         .meaning = "it is set up (IFF_UP), and its state is `up` or, as of loopback, dummies and "
                    "tunnels, `unknown`",
         .when_absent = Value(false)},
        {.name = "link_detected",
         .type = Type::flag,
         .meaning = "it is set up and has a carrier: a cable, a peer, a radio link"},
        {.name = "state",
         .type = Type::text,
         .meaning = "the kernel's operstate: `up down lowerlayerdown dormant notpresent testing "
                    "unknown`"},
        addresses_entry("addresses", "IPv4 and IPv6 addresses, with prefix: `192.0.2.10/24`"),
        addresses_entry("ipv4_addresses", "its IPv4 addresses"),
        addresses_entry("ipv6_addresses", "its IPv6 addresses, link-local ones too"),
        {.name = "mtu", .type = Type::number, .meaning = "largest packet", .unit = "bytes"},
        {.name = "speed",
         .type = Type::number,
         .meaning = "Mbit/s; not set where the kernel knows none: down, a bridge, loopback"},
        {.name = "vlan",
         .type = Type::number,
         .meaning = "id of a VLAN interface; others: not set"},
        {.name = "mac",
         .type = Type::text,
         .meaning = "hardware address, in small letters; not set of what has none"},
        {.name = "master",
         .type = Type::text,
         .meaning = "the bond, bridge or VRF that it belongs to; none: not set"},
        {.name = "kind",
         .type = Type::text,
         .meaning = "kind of a virtual interface as ip(8) calls it: `bridge bond vlan veth dummy "
                    "wireguard tun` …; hardware and lo: not set"},
    };
}

Resource interface_resource() {
    return {
        .entry =
            {.name = "interface",
             .summary = "a network interface, with its addresses",
             .in_image = InImage::not_running,
             .subject = {{.name = "name", .meaning = "`eth0`, whole and exact"}},
             .attributes = attributes(),
             .example = R"(expect(interface("eth0").addresses.contains("192.0.2.10/24"));
expect(interface("eth0").up);
expect(interface("eth0").mtu == 1500);)",
             .yaml_example = R"(- {interface: eth0, addresses: {contains: 192.0.2.10/24}}
- {interface: eth0, up: true, mtu: 1500})",
             .details =
                 R"(All interfaces of the target's own network namespace come from one `ip -j -d addr`, speeds from
/sys/class/net. An address without a prefix, `contains("192.0.2.10")`, matches any prefix; of a point-to-point link
the prefix is the peer's. Without iproute2 the kernel's files are read: /sys/class/net, /proc/net. They have the same
values, but do not tell every kind (veth and dummy cannot be told apart), and not always which interface has an IPv4
address: that cannot be told then, unless there is a busybox `ip`.)"},
        .readers =
            {{"exists", of_link<exists>},
             {"up", of_link<up>},
             {"link_detected", of_link<link_detected>},
             {"state", of_link<state>},
             {"addresses", of_link<addresses>},
             {"ipv4_addresses", of_link<ipv4_addresses>},
             {"ipv6_addresses", of_link<ipv6_addresses>},
             {"mtu", of_link<mtu>},
             {"speed", speed},
             {"vlan", of_link<vlan>},
             {"mac", of_link<mac>},
             {"master", of_link<master>},
             {"kind", of_link<kind>}},
    };
}

}  // namespace

std::span<const Resource> interface_resources() {
    static const Resource interface = interface_resource();
    static const std::vector<Resource> both = {
        interface,
        plural_of(
            interface,
            {.name = "interfaces",
             .summary = "all network interfaces",
             .example = R"(expect(interfaces().where("up", true).names == list("eth0", "lo"));)",
             .yaml_example = R"(- {interfaces: , where: {up: true}, names: [eth0, lo]})"},
            all_interfaces
        )};
    return both;
}

}  // namespace muster
