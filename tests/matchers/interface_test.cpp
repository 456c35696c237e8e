#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/network.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> interface_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// Recorded from iproute2 6.1, but for what no attribute is read from; the kinds that are no part of every
/// kernel are written from ip-link(8).
constexpr auto recorded = R"([
{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"operstate":"UNKNOWN",
 "link_type":"loopback","address":"00:00:00:00:00:00","addr_info":[
 {"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host"},
 {"family":"inet6","local":"::1","prefixlen":128,"scope":"host"}]},
{},
{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"operstate":"UP",
 "link_type":"ether","address":"52:54:00:AB:cd:ef","altnames":["enp3s0"],"addr_info":[
 {"family":"inet","local":"192.0.2.10","prefixlen":24,"scope":"global"},
 {"family":"inet","local":"192.0.2.100","prefixlen":32,"scope":"global"},
 {"family":"inet6","local":"2001:db8::10","prefixlen":64,"scope":"global"},
 {"family":"inet6","local":"fe80::5054:ff:feab:cdef","prefixlen":64,"scope":"link"}]},
{"ifindex":3,"ifname":"eth1","flags":["NO-CARRIER","BROADCAST","UP","SLAVE"],"mtu":1500,"operstate":"DOWN",
 "master":"bond0","link_type":"ether","address":"52:54:00:00:00:02","addr_info":[]},
{"ifindex":4,"link":"eth0","ifname":"eth0.100","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1500,"operstate":"UP",
 "link_type":"ether","address":"52:54:00:ab:cd:ef","linkinfo":{"info_kind":"vlan",
 "info_data":{"protocol":"802.1Q","id":100,"flags":["REORDER_HDR"]}},"addr_info":[]},
{"ifindex":5,"ifname":"bond0","flags":["BROADCAST","MASTER","UP"],"mtu":9000,"operstate":"LOWERLAYERDOWN",
 "link_type":"ether","address":"52:54:00:00:00:02","linkinfo":{"info_kind":"bond",
 "info_data":{"mode":"active-backup"}},"addr_info":[]},
{"ifindex":6,"ifname":"dummy0","flags":["BROADCAST","NOARP","UP","LOWER_UP"],"mtu":1500,"operstate":"UNKNOWN",
 "link_type":"ether","address":"52:54:00:00:00:06","linkinfo":{"info_kind":"dummy"},"addr_info":[]},
{"ifindex":7,"ifname":"wg0","flags":["POINTOPOINT","NOARP","UP","LOWER_UP"],"mtu":1420,"operstate":"UNKNOWN",
 "link_type":"none","linkinfo":{"info_kind":"wireguard"},"addr_info":[
 {"family":"inet","local":"10.9.9.1","address":"10.9.9.2","prefixlen":32,"scope":"global"}]},
{"ifindex":8,"ifname":"sit0","flags":["NOARP"],"mtu":1480,"operstate":"DOWN","link_type":"sit",
 "address":"0.0.0.0","linkinfo":{"info_kind":"sit"},"addr_info":[]}])";

FakeHost with_ip() {
    FakeHost host;
    host.command(ask_links, recorded);
    return host;
}

std::string found(FakeHost& host, const std::string& name, const std::string& attribute) {
    return tests::found(host, interface_resources(), fact("interface", name, attribute));
}

Finding finding(FakeHost& host, const std::string& name, const std::string& attribute) {
    return gather(host, interface_resources(), {fact("interface", name, attribute)}).at(0);
}

std::string remark(FakeHost& host, const std::string& name, const std::string& attribute) {
    return std::get<Value>(finding(host, name, attribute).found).remark;
}

std::string hint(FakeHost& host, const std::string& name, const std::string& attribute) {
    return std::get<CannotTell>(finding(host, name, attribute).found).hint;
}

/// lo and eth0 (192.0.2.10/24, 2001:db8::10/64), and no ip; as a little-endian kernel prints it.
FakeHost without_ip() {
    FakeHost host;
    add_link_names(host, {"lo", "eth0"});
    add_link(
        host,
        {.name = "lo",
         .index = 1,
         .flags = "0x9",
         .operstate = "unknown",
         .mac = "00:00:00:00:00:00"}
    );
    add_link(host, {.name = "eth0", .index = 2});
    host.folder("/sys/class/net/eth0/device")
        .file(
            "/proc/net/if_inet6",
            "00000000000000000000000000000001 01 80 10 80       lo\n"
            "20010db8000000000000000000000010 02 40 00 80     eth0\n"
        )
        .file(
            "/proc/net/route",
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
            "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        )
        .file(
            "/proc/net/fib_trie",
            "Main:\n  |-- 0.0.0.0\n     /0 universe UNICAST\n  |-- 192.0.2.0\n     /24 link "
            "UNICAST\n"
            "Local:\n  +-- 127.0.0.0/8 2 0 2\n  |-- 127.0.0.0\n     /8 host LOCAL\n"
            "  |-- 127.0.0.1\n     /32 host LOCAL\n  |-- 127.255.255.255\n     /32 link BROADCAST\n"
            "  |-- 192.0.2.10\n     /32 host LOCAL\n  |-- 192.0.2.255\n     /32 link BROADCAST\n"
        );
    return host;
}

}  // namespace

TEST_CASE("an interface is what ip says of it") {
    auto host = with_ip();

    CHECK(found(host, "eth0", "exists") == "true");
    CHECK(found(host, "eth0", "up") == "true");
    CHECK(found(host, "eth0", "link_detected") == "true");
    CHECK(found(host, "eth0", "state") == "\"up\"");
    CHECK(found(host, "eth0", "mtu") == "1500");
    CHECK(found(host, "eth0", "mac") == "\"52:54:00:ab:cd:ef\"");
    CHECK(found(host, "eth0", "ipv4_addresses") == R"(["192.0.2.10/24", "192.0.2.100/32"])");
    CHECK(
        found(host, "eth0", "ipv6_addresses")
        == R"(["2001:db8::10/64", "fe80::5054:ff:feab:cdef/64"])"
    );
    CHECK(found(host, "eth0", "kind") == "not set");
    CHECK(found(host, "eth0", "vlan") == "not set");
    CHECK(found(host, "eth0", "master") == "not set");
}

TEST_CASE("operstate unknown, IFF_UP (lo, dummy, tun): up") {
    auto host = with_ip();

    for (const std::string name : {"lo", "dummy0", "wg0"}) {
        CHECK(found(host, name, "up") == "true");
        CHECK(found(host, name, "state") == "\"unknown\"");
    }
}

TEST_CASE("an interface that is set up and has no carrier is not up, and says why") {
    auto host = with_ip();

    CHECK(found(host, "eth1", "up") == "false");
    CHECK(found(host, "eth1", "link_detected") == "false");
    CHECK(remark(host, "eth1", "up") == "it is set up, and its state is down");
    CHECK(found(host, "bond0", "up") == "false");
    CHECK(remark(host, "bond0", "up") == "it is set up, and its state is lowerlayerdown");
    CHECK(found(host, "sit0", "up") == "false");
    CHECK(remark(host, "sit0", "up") == "nobody has set it up (IFF_UP)");
}

TEST_CASE("VLAN, bond, dummy, WireGuard and tunnels as recorded") {
    auto host = with_ip();

    CHECK(found(host, "eth0.100", "kind") == "\"vlan\"");
    CHECK(found(host, "eth0.100", "vlan") == "100");
    CHECK(found(host, "bond0", "kind") == "\"bond\"");
    CHECK(found(host, "eth1", "master") == "\"bond0\"");
    CHECK(found(host, "dummy0", "kind") == "\"dummy\"");
    CHECK(found(host, "wg0", "kind") == "\"wireguard\"");
    CHECK(found(host, "wg0", "mac") == "not set");
    CHECK(found(host, "wg0", "addresses") == R"(["10.9.9.1/32"])");
    CHECK(found(host, "sit0", "mac") == "not set");
}

TEST_CASE("an interface that is not there is absent, whatever it is called") {
    auto host = with_ip();

    for (const std::string name :
         {"eth", "eth00", "ETH0", "eth0 ", "", "*", "-j", "eth0;id", "a\nb"})
        for (const auto& attribute : interface_resources()[0].entry.attributes)
            CHECK(found(host, name, std::string(attribute.name)) == "absent");
    CHECK(remark(host, "enp3s0", "exists") == "enp3s0 is another name of eth0");
    CHECK(remark(host, "eth9", "exists").starts_with("there are lo, eth0, eth1"));
}

TEST_CASE("speed is what the kernel knows of it") {
    auto host = with_ip();
    add_link(host, {.name = "eth0", .index = 2, .speed = "10000"});
    add_link(host, {.name = "bond0", .index = 5, .speed = "-1"});
    add_link(host, {.name = "eth1", .index = 3, .speed = "65535"});
    add_link(host, {.name = "wg0", .index = 9});

    CHECK(found(host, "eth0", "speed") == "10000");
    CHECK(found(host, "bond0", "speed") == "not set");
    CHECK(found(host, "eth1", "speed") == "not set");
    CHECK(found(host, "wg0", "speed") == "cannot tell: /sys/class/net does not show this wg0");
}

TEST_CASE("all interfaces and all their attributes cost one exchange") {
    auto host = with_ip();
    add_link(host, {.name = "eth0", .index = 2});
    std::vector<Fact> facts;
    for (const std::string name : {"lo", "eth0", "bond0", "no-such"})
        for (const auto& attribute : interface_resources()[0].entry.attributes)
            facts.push_back(fact("interface", name, std::string(attribute.name)));

    gather(host, interface_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("without ip the kernel's files have the same values") {
    auto host = without_ip();

    CHECK(found(host, "eth0", "exists") == "true");
    CHECK(found(host, "eth0", "up") == "true");
    CHECK(found(host, "eth0", "link_detected") == "true");
    CHECK(found(host, "eth0", "state") == "\"up\"");
    CHECK(found(host, "eth0", "addresses") == R"(["192.0.2.10/24", "2001:db8::10/64"])");
    CHECK(found(host, "eth0", "mtu") == "1500");
    CHECK(found(host, "eth0", "speed") == "1000");
    CHECK(found(host, "eth0", "mac") == "\"02:00:00:00:00:01\"");
    CHECK(found(host, "eth0", "kind") == "not set");
    CHECK(found(host, "lo", "addresses") == R"(["127.0.0.1/8", "::1/128"])");
    CHECK(found(host, "lo", "up") == "true");
    CHECK(found(host, "eth1", "exists") == "absent");
}

TEST_CASE("without ip VLAN, bond and bridge are told by the kernel, veth is not") {
    auto host = without_ip();
    add_link_names(host, {"lo", "eth0", "eth0.100", "bond0", "veth0", "tun0"});
    add_link(
        host, {.name = "eth0.100", .index = 3, .uevent = "DEVTYPE=vlan\nINTERFACE=eth0.100\n"}
    );
    add_link(host, {.name = "bond0", .index = 4, .uevent = "DEVTYPE=bond\n"});
    add_link(host, {.name = "veth0", .index = 5, .uevent = "INTERFACE=veth0\n"});
    add_link(host, {.name = "tun0", .index = 6});
    host.file("/sys/class/net/tun0/tun_flags", "0x1001\n")
        .file("/sys/class/net/eth0/master/ifindex", "4\n")
        .file(
            "/proc/net/vlan/config",
            "VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE\neth0.100       | 100  | eth0\n"
        );

    CHECK(found(host, "eth0.100", "kind") == "\"vlan\"");
    CHECK(found(host, "eth0.100", "vlan") == "100");
    CHECK(found(host, "bond0", "kind") == "\"bond\"");
    CHECK(found(host, "eth0", "master") == "\"bond0\"");
    CHECK(found(host, "tun0", "kind") == "\"tun\"");
    CHECK(
        found(host, "veth0", "kind")
        == "cannot tell: kind of veth0 is not told by the kernel's files alone; ip -j does not "
           "answer here (ip: not found)"
    );
    CHECK(hint(host, "veth0", "kind") == "install iproute2");
}

TEST_CASE("without ip the id of a VLAN that may not be read cannot be told") {
    auto host = without_ip();
    add_link_names(host, {"lo", "eth0", "eth0.100"});
    add_link(host, {.name = "eth0.100", .index = 3, .uevent = "DEVTYPE=vlan\n"});

    CHECK(found(host, "eth0.100", "vlan").starts_with("cannot tell: VLAN id of eth0.100"));
    CHECK(found(host, "eth0", "vlan") == "not set");
}

TEST_CASE("without ip the addresses of what is down cannot be told") {
    auto host = without_ip();
    add_link_names(host, {"lo", "eth0", "eth1"});
    add_link(host, {.name = "eth1", .index = 3, .flags = "0x1002", .operstate = "down"});

    CHECK(found(host, "eth1", "up") == "false");
    CHECK(found(host, "eth1", "link_detected") == "false");
    CHECK(found(host, "eth1", "ipv4_addresses").starts_with("cannot tell: which IPv4 addresses"));
    CHECK(found(host, "eth1", "ipv6_addresses") == "[]");
    CHECK(found(host, "eth0", "ipv4_addresses") == R"(["192.0.2.10/24"])");
}

TEST_CASE("an ip without -j tells addresses, the kernel's files the rest") {
    auto host = without_ip();
    host.command(
            ask_links,
            Output{.exit_status = 1, .signal = "", .out = "", .err = "ip: invalid option -- 'j'\n"}
    )
        .command(
            "ip -o addr",
            "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever\n"
            "2: eth0    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0\\       valid_lft "
            "forever\n"
            "2: eth0    inet 192.0.2.11/24 scope global secondary eth0\\       valid_lft forever\n"
            "2: eth0    inet 10.9.9.1 peer 10.9.9.2/32 scope global eth0\\       valid_lft "
            "forever\n"
            "2: eth0    inet6 2001:db8::10/64 scope global \\       valid_lft forever\n"
        );

    CHECK(
        found(host, "eth0", "ipv4_addresses")
        == R"(["10.9.9.1/32", "192.0.2.10/24", "192.0.2.11/24"])"
    );
    CHECK(found(host, "eth0", "ipv6_addresses") == R"(["2001:db8::10/64"])");
}

TEST_CASE("what ip prints that is no JSON, or not whole, cannot be told") {
    FakeHost garbage;
    garbage.command(ask_links, "[{\"ifname\":");
    FakeHost nothing;
    nothing.command(ask_links, "");
    FakeHost nameless;
    nameless.command(ask_links, R"([{"ifindex":1}])");
    FakeHost number;
    number.command(ask_links, "7");

    CHECK(found(garbage, "eth0", "exists").starts_with("cannot tell: ip -j printed"));
    CHECK(found(nothing, "eth0", "exists").starts_with("cannot tell: ip -j printed"));
    CHECK(
        found(nameless, "eth0", "exists")
        == "cannot tell: ip -j printed an interface that is not whole"
    );
    CHECK(found(number, "eth0", "exists") == "cannot tell: ip -j printed no list: \"7\"");
}

TEST_CASE("without ip, /proc and /sys nothing can be told of interfaces, and nothing is absent") {
    FakeHost host;
    FakeHost other_sys = without_ip();
    add_link_names(other_sys, {"lo", "eth7"});
    FakeHost denied = without_ip();
    denied.denied("/proc/net/dev");

    CHECK(found(host, "eth0", "exists").starts_with("cannot tell: no /proc/net/dev, and ip -j"));
    CHECK(found(other_sys, "eth7", "exists") == "cannot tell: no /sys/class/net/eth7/flags");
    CHECK(
        found(denied, "eth0", "exists") == "cannot tell: permission denied reading /proc/net/dev"
    );
}

TEST_CASE("an image has no interfaces to ask for") {
    FakeHost host;
    host.cannot(Ability::live, "nothing runs in an image");

    CHECK(found(host, "eth0", "exists") == "not asked: nothing runs in an image");
    CHECK(found(host, "eth0", "addresses") == "not asked: nothing runs in an image");
}

TEST_CASE("all interfaces: names, and those that are up") {
    auto host = with_ip();
    Fact names{{"interfaces", {}}, "names"};
    Fact vlans{{"interfaces", {}}, "list", {Value("vlan")}};
    Fact down{{"interfaces", {}}, "names"};
    down.subject.qualifiers.push_back({"where", {Value("up"), Value(false)}});

    CHECK(
        tests::found(host, interface_resources(), names)
        == R"(["bond0", "dummy0", "eth0", "eth0.100", "eth1", "lo", "sit0", "wg0"])"
    );
    CHECK(tests::found(host, interface_resources(), vlans) == "[100]");
    CHECK(tests::found(host, interface_resources(), down) == R"(["bond0", "eth1", "sit0"])");
}

TEST_CASE("a file of /sys/class/net that is missing or garbage is no value") {
    auto garbage = without_ip();
    garbage.file("/sys/class/net/eth0/mtu", "many\n");
    auto missing = without_ip();
    add_link_names(missing, {"lo", "eth0", "eth1"});
    missing.file("/sys/class/net/eth1/flags", "0x1003\n")
        .file("/sys/class/net/eth1/ifindex", "3\n");

    CHECK(found(garbage, "eth0", "mtu") == "cannot tell: mtu of eth0 is \"many\"");
    CHECK(found(missing, "eth1", "link_detected") == "cannot tell: no /sys/class/net/eth1/carrier");
}

TEST_CASE("operstate unknown, IFF_UP: a tun is up, by ip and by the kernel's files") {
    FakeHost by_ip;
    by_ip.command(
        ask_links,
        R"([{"ifindex":9,"ifname":"tun0","flags":["POINTOPOINT","MULTICAST","NOARP","UP","LOWER_UP"],)"
        R"("mtu":1500,"operstate":"UNKNOWN","link_type":"none","linkinfo":{"info_kind":"tun"},"addr_info":[]}])"
    );
    auto by_files = without_ip();
    add_link_names(by_files, {"lo", "eth0", "dummy0", "tun0", "tun1"});
    add_link(by_files, {.name = "dummy0", .index = 6, .flags = "0xc3", .operstate = "unknown"});
    add_link(by_files, {.name = "tun0", .index = 9, .flags = "0x10d1", .operstate = "unknown"});
    add_link(by_files, {.name = "tun1", .index = 10, .flags = "0x1090", .operstate = "unknown"});

    CHECK(found(by_ip, "tun0", "up") == "true");
    CHECK(found(by_ip, "tun0", "state") == "\"unknown\"");
    for (const std::string name : {"lo", "dummy0", "tun0"})
        CHECK(found(by_files, name, "up") == "true");
    CHECK(found(by_files, "tun1", "up") == "false");  // unknown, but nobody has set it up
}
