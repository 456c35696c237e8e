#include "matchers/route/words.hpp"

#include "framework/base/display.hpp"

namespace muster {

namespace {

std::string broken_family(const Subject& subject) {
    const auto family = subject.qualifier_text("family");
    return not family or *family == "4" or *family == "6" ? "" : "has a family 4 or 6";
}

std::string broken_destination(const Subject& subject) {
    const auto name = subject.name();
    const auto family = subject.qualifier_text("family");
    if (auto broken = broken_family(subject); not broken.empty() or name == "default")
        return broken;
    auto network = address_from(name);
    if (not network)
        return quoted(name) + " is no network: write default or 10.8.0.0/16";
    if (family and (*family == "6") != network->is_v6())
        return quoted(name) + " is of the other family";
    if (network->prefix and network_of(*network).bytes != network->bytes)
        return quoted(name) + " is an address in a network: write " + to_text(network_of(*network));
    return "";
}

std::string broken_address(const Subject& subject) {
    const auto address = address_from(subject.name());
    return address and not address->prefix ? "" : quoted(subject.name()) + " is no IP address";
}

std::vector<QualifierEntry> qualifiers() {
    return {
        {.name = "table",
         .parameters =
             {{.name = "table", .meaning = "`main`, `local`, a number, or a name of rt_tables"}},
         .meaning = "in this table; without it: main"},
        {.name = "family",
         .parameters = {{.name = "number", .type = Type::number, .meaning = "4 or 6"}},
         .meaning = "whose default route; without it: 4. A network tells its family itself"}};
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "there is such a route",
         .when_absent = Value(false)},
        {.name = "gateway",
         .type = Type::term,
         .meaning = "first next hop; not set where the network is on the interface itself"},
        {.name = "gateways",
         .type = Type::list,
         .meaning = "all next hops (ECMP)",
         .item = {.type = Type::term, .term = TermKind::address}},
        {.name = "interface",
         .type = Type::text,
         .meaning = "interface of the first next hop; not set of what leads nowhere (blackhole)"},
        {.name = "interfaces", .type = Type::list, .meaning = "interfaces of all next hops"},
        {.name = "source",
         .type = Type::term,
         .meaning = "address that packets go out with; not set where the route names none"},
        {.name = "metric",
         .type = Type::number,
         .meaning = "the lowest is taken; an IPv4 route without one has 0"},
        {.name = "protocol",
         .type = Type::text,
         .meaning = "who made it: `kernel boot static dhcp ra bird` …"},
        {.name = "scope",
         .type = Type::text,
         .meaning = "`global link host` …; of IPv6 always global"},
    };
}

constexpr auto details =
    R"(All routes come from `ip -j -d route show table all`, one run for each family. A network is compared as a whole:
`10.8.0.0/16` is not within `10.0.0.0/8`. Of several routes to one network the one with the lowest metric counts.
Without iproute2 the main table is read from /proc/net/route and /proc/net/ipv6_route: these have no source and no
protocol, and of an IPv4 route only the first next hop; that cannot be told then. /proc/net/ipv6_route does not say
which table a route is in: where IPv4 has tables besides the usual three, IPv6 routes cannot be told.)";

}  // namespace

std::optional<Address> destination_from(const Subject& subject) {
    const bool v6 = subject.qualifier_text("family") == "6";
    const auto name = subject.resource == "default_gateway" ? "default" : subject.name();
    if (name == "default")
        return address_from(v6 ? "::/0" : "0.0.0.0/0");
    if (not broken_destination(subject).empty())
        return std::nullopt;
    auto network = address_from(name);
    network->prefix = network->prefix.value_or(network->is_v6() ? 128 : 32);
    return network;
}

ResourceEntry route_entry() {
    return {
        .name = "route",
        .summary = "a route to exactly one network",
        .in_image = InImage::not_running,
        .subject = {{.name = "destination", .meaning = "`default`, `10.8.0.0/16`, `10.0.0.1`"}},
        .qualifiers = qualifiers(),
        .attributes = attributes(),
        .example = R"(expect(route("10.8.0.0/16").gateway == "10.0.0.1");
expect(route("default").family(6).interface == "eth0");
expect(not route("default").table("vpn").exists);)",
        .yaml_example = R"(- {route: 10.8.0.0/16, gateway: 10.0.0.1}
- {route: default, family: 6, interface: eth0}
- {route: default, table: vpn, exists: false})",
        .details = details,
        .broken_subject = broken_destination,
    };
}

ResourceEntry default_gateway_entry() {
    return {
        .name = "default_gateway",
        .summary = "the default route",
        .in_image = InImage::not_running,
        .qualifiers = qualifiers(),
        .attributes = attributes(),
        .example = R"(expect(default_gateway().gateway == "192.0.2.1");)",
        .yaml_example = R"(- {default_gateway: , gateway: 192.0.2.1})",
        .details = "The same as `route(\"default\")`: of several the one with the lowest metric.",
        .broken_subject = broken_family,
    };
}

ResourceEntry route_to_entry() {
    return {
        .name = "route_to",
        .summary = "the route that the kernel would take to an address",
        .in_image = InImage::not_running,
        .subject = {{.name = "address", .meaning = "an IPv4 or IPv6 address"}},
        .attributes = attributes(),
        .example = R"(expect(route_to("203.0.113.7").interface == "wg0");)",
        .yaml_example = R"(- {route_to: 203.0.113.7, interface: wg0})",
        .details =
            R"(The kernel is asked (`ip -j route get`), with its policy rules: gateway, interface and source are what it
chose now, where several next hops are equal perhaps another one next time; all other words are of the entry that the
choice comes from (`ip -j route get fibmatch`). Without iproute2 a busybox `ip` tells the choice alone.)",
        .broken_subject = broken_address,
    };
}

}  // namespace muster
