// Interfaces and routes of a network namespace that the test makes: through iproute2, through busybox's ip and
// through the kernel's files alone. Dummy, VLAN and bond are no part of every kernel: interface_test.cpp has
// recorded answers of those.

#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/network_namespace.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> interface_resources();
std::span<const Resource> route_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// A cable to the other namespace, a bridge with a port, ECMP, IPv6, a table of its own.
void lay_cables(const NetworkNamespace& net) {
    net.ip("link set lo up");
    net.ip("link add v0 type veth peer name p0");
    net.ip("link set p0 netns " + net.other());
    net.ip("link add v1 type veth peer name w1");
    net.ip("link add br0 type bridge");
    net.ip("link set v1 master br0");
    for (const auto* name : {"v0", "v1", "w1", "br0"})
        net.ip(std::string("link set up ") + name);
    (void)run_tool("ip -n " + net.other() + " link set p0 up");
    net.ip("addr add 10.1.0.1/24 brd + dev v0");
    net.ip("addr add 10.2.0.1/16 dev br0");
    net.ip("addr add fd00:1::1/64 dev v0 nodad");
    net.ip("route add default via 10.1.0.254 metric 100");
    net.ip("route add default via 10.2.0.254 metric 50 proto static src 10.2.0.1");
    net.ip("route add 10.8.0.0/16 nexthop via 10.1.0.2 nexthop via 10.2.0.2");
    net.ip("route add blackhole 10.7.0.0/16");
    net.ip("route add 10.9.0.0/24 dev v0");
    net.ip("-6 route add default via fd00:1::2");
    net.ip("-6 route add fd00:8::/32 nexthop via fd00:1::2 nexthop via fd00:1::3");
}

std::vector<Finding> seen_by(
    const std::vector<std::string>& shell,
    std::span<const Resource> resources,
    const std::vector<Fact>& facts
) {
    ShellBackend host(std::make_unique<PipeConnection>(shell, "a network namespace"));
    return gather(host, resources, facts);
}

std::vector<Fact> facts_of(
    std::span<const Resource> resources, const std::vector<std::string>& names
) {
    std::vector<Fact> facts;
    for (const auto& name : names)
        for (const auto& attribute : resources[0].entry.attributes)
            facts.push_back(
                fact(std::string(resources[0].entry.name), name, std::string(attribute.name))
            );
    return facts;
}

struct Difference {
    std::size_t equal = 0;
    std::vector<std::string> open;  ///< facts that the second way cannot tell
};

/// Holds a poorer way of asking against iproute2: every value is the same, or is said to be open.
Difference compared(
    const std::vector<Fact>& facts,
    const std::vector<Finding>& whole,
    const std::vector<Finding>& poorer
) {
    Difference difference;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        const auto& other = poorer[i].found;
        if (std::holds_alternative<CannotTell>(other)) {
            CHECK(std::get<CannotTell>(other).hint == "install iproute2");
            difference.open.push_back(facts[i].subject.name() + " " + facts[i].attribute);
            continue;
        }
        CHECK(shown(whole[i]) == shown(poorer[i]));
        ++difference.equal;
    }
    return difference;
}

}  // namespace

TEST_CASE("interfaces of a namespace are what ip says, with and without ip") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    const auto facts =
        facts_of(interface_resources(), {"lo", "v0", "v1", "w1", "br0", "no-such", "v0; id"});

    const auto whole = seen_by(net.shell(), interface_resources(), facts);
    const auto files = seen_by(net.shell_without_ip(), interface_resources(), facts);
    const auto busybox = seen_by(net.shell_with_busybox_ip(), interface_resources(), facts);

    for (const auto& finding : whole)
        CHECK_FALSE(std::holds_alternative<CannotTell>(finding.found));
    const std::vector<std::string> kinds_of_veth = {"v0 kind", "v1 kind", "w1 kind"};
    CHECK(compared(facts, whole, files).open == kinds_of_veth);
    CHECK(compared(facts, whole, busybox).open == kinds_of_veth);
}

TEST_CASE("values of a real bridge, its port and a cable") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    ShellBackend host(std::make_unique<PipeConnection>(net.shell(), "a network namespace"));
    const auto value = [&](const std::string& name, const std::string& attribute) {
        return found(host, interface_resources(), fact("interface", name, attribute));
    };
    const auto of_sysfs = [&](const std::string& file) {
        return std::string(trimmed(net.told("cat /sys/class/net/" + file)));
    };

    CHECK(value("br0", "kind") == "\"bridge\"");
    CHECK(value("v1", "master") == "\"br0\"");
    CHECK(value("v0", "master") == "not set");
    CHECK(value("v0", "mac") == '"' + of_sysfs("v0/address") + '"');
    CHECK(value("v0", "mtu") == of_sysfs("v0/mtu"));
    CHECK(value("v0", "speed") == of_sysfs("v0/speed"));
    CHECK(value("lo", "speed") == "not set");
    CHECK(value("br0", "ipv4_addresses") == R"(["10.2.0.1/16"])");
    CHECK(value("lo", "addresses") == R"(["127.0.0.1/8", "::1/128"])");
    CHECK(value("lo", "up") == "true");
    CHECK(value("lo", "state") == "\"unknown\"");
    const Fact names{{"interfaces", {}}, "names"};
    CHECK(found(host, interface_resources(), names) == R"(["br0", "lo", "v0", "v1", "w1"])");
}

TEST_CASE("two addresses in one network are nobody's without an ip that tells") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    net.ip("addr add 10.1.0.100/32 dev v0");
    const auto facts = facts_of(interface_resources(), {"v0", "br0"});

    const auto whole = seen_by(net.shell(), interface_resources(), facts);
    const auto files = seen_by(net.shell_without_ip(), interface_resources(), facts);
    const auto busybox = seen_by(net.shell_with_busybox_ip(), interface_resources(), facts);

    const std::vector<std::string> open = {
        "v0 addresses", "v0 ipv4_addresses", "v0 kind", "br0 addresses", "br0 ipv4_addresses"};
    CHECK(compared(facts, whole, files).open == open);
    CHECK(compared(facts, whole, busybox).open == std::vector<std::string>{"v0 kind"});
}

TEST_CASE("routes of a namespace are what ip says, with and without ip") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    const std::vector<std::string> networks = {
        "default",
        "10.1.0.0/24",
        "10.8.0.0/16",
        "10.7.0.0/16",
        "10.9.0.0/24",
        "10.9.0.0/16",
        "fd00:1::/64",
        "fd00:8::/32",
        "fd00:9::/32"};
    auto facts = facts_of(route_resources(), networks);
    for (const auto& attribute : route_resources()[0].entry.attributes)
        facts.push_back(
            narrowed("family", {Value(6)}, fact("route", "default", std::string(attribute.name)))
        );

    const auto whole = seen_by(net.shell(), route_resources(), facts);
    const auto files = seen_by(net.shell_without_ip(), route_resources(), facts);

    for (const auto& finding : whole)
        CHECK_FALSE(std::holds_alternative<CannotTell>(finding.found));
    const auto difference = compared(facts, whole, files);
    for (const auto& open : difference.open) {
        INFO(open);
        const bool is_v6 = open.starts_with("fd00");
        const bool can_be_open = open.ends_with("source") or open.ends_with("protocol")
                                 or (open.ends_with("s") and not is_v6);
        CHECK(can_be_open);
    }
    CHECK(difference.equal >= 50);
}

TEST_CASE("values of real routes: ECMP, the lowest metric, a table of its own, a blackhole") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    net.ip("route add 10.6.0.0/16 via 10.1.0.6 table 100");
    ShellBackend host(std::make_unique<PipeConnection>(net.shell(), "a network namespace"));
    const auto value = [&](const Fact& asked) { return found(host, route_resources(), asked); };
    const auto of = [&](const std::string& network, const std::string& attribute) {
        return value(fact("route", network, attribute));
    };

    CHECK(of("default", "gateway") == "\"10.2.0.254\"");
    CHECK(of("default", "metric") == "50");
    CHECK(of("default", "protocol") == "\"static\"");
    CHECK(of("default", "source") == "\"10.2.0.1\"");
    CHECK(value({{"default_gateway", {}}, "interface"}) == "\"br0\"");
    CHECK(of("10.8.0.0/16", "gateways") == R"(["10.1.0.2", "10.2.0.2"])");
    CHECK(of("10.8.0.0/16", "interfaces") == R"(["br0", "v0"])");
    CHECK(of("fd00:8::/32", "gateways") == R"(["fd00:1::2", "fd00:1::3"])");
    CHECK(of("10.7.0.0/16", "interface") == "not set");
    CHECK(of("10.6.0.0/16", "exists") == "absent");
    CHECK(
        value(narrowed("table", {Value("100")}, fact("route", "10.6.0.0/16", "gateway")))
        == "\"10.1.0.6\""
    );
    const auto defaults = [](Fact fact) {
        fact.subject.qualifiers.push_back({"where", {Value("name"), Value("default")}});
        return fact;
    };
    CHECK(value(defaults({{"routes", {}}, "count"})) == "3");
    CHECK(value(defaults({{"routes", {}}, "list", {Value("metric")}})) == "[50, 100, 1024]");
    CHECK(
        value(narrowed("family", {Value(6)}, defaults({{"routes", {}}, "list", {Value("gateway")}}))
        )
        == R"(["fd00:1::2"])"
    );
}

TEST_CASE("route_to is the kernel's choice, by ip and by busybox's ip") {
    if (const auto why = why_no_network_namespace(); not why.empty())
        return skip(why);
    const NetworkNamespace net;
    lay_cables(net);
    std::vector<Fact> facts;
    for (const auto* address : {"10.1.0.7", "203.0.113.7", "fd00:1::7", "10.7.0.1"})
        for (const auto* attribute : {"exists", "gateway", "interface", "source"})
            facts.push_back(fact("route_to", address, attribute));

    const auto whole = seen_by(net.shell(), route_resources(), facts);
    const auto busybox = seen_by(net.shell_with_busybox_ip(), route_resources(), facts);
    const auto files = seen_by(net.shell_without_ip(), route_resources(), facts);

    CHECK(compared(facts, whole, busybox).open.empty());
    CHECK(compared(facts, whole, files).equal == 0);
    CHECK(shown(whole[1]) == "not set");
    CHECK(shown(whole[2]) == "\"v0\"");
    CHECK(shown(whole[5]) == "\"10.2.0.254\"");
    CHECK(shown(whole[7]) == "\"10.2.0.1\"");
    CHECK(shown(whole[12]) == "absent");
}
