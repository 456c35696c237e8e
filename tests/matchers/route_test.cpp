#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/network.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> route_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// Recorded from iproute2 6.1 in a namespace with these routes.
constexpr auto recorded = R"([
{"type":"unicast","dst":"10.6.0.0/16","dev":"br0","table":"100","protocol":"boot","scope":"link","flags":[]},
{"type":"unicast","dst":"10.5.0.0/16","gateway":"10.2.0.5","dev":"br0","table":"vpn","protocol":"boot","scope":"global","flags":[]},
{"type":"unicast","dst":"default","gateway":"10.2.0.254","dev":"br0","table":"main","protocol":"static","scope":"global","prefsrc":"10.2.0.1","metric":50,"flags":[]},
{"type":"unicast","dst":"default","gateway":"10.1.0.254","dev":"v0","table":"main","protocol":"dhcp","scope":"global","metric":100,"flags":[]},
{"type":"unicast","dst":"10.1.0.0/24","dev":"v0","table":"main","protocol":"kernel","scope":"link","prefsrc":"10.1.0.1","flags":[]},
{"type":"unicast","dst":"10.4.0.0/16","via":{"family":"inet6","host":"fd00:1::5"},"dev":"v0","table":"main","protocol":"boot","scope":"global","flags":[]},
{"type":"blackhole","dst":"10.7.0.0/16","table":"main","protocol":"boot","scope":"global","flags":[]},
{"type":"unicast","dst":"10.8.0.0/16","table":"main","protocol":"boot","scope":"global","flags":[],"nexthops":[
 {"gateway":"10.1.0.2","dev":"v0","weight":2,"flags":[]},{"gateway":"10.2.0.2","dev":"br0","weight":1,"flags":[]}]},
{"type":"unicast","dst":"10.3.0.7","gateway":"10.1.0.9","dev":"v0","table":"main","protocol":"boot","scope":"global","flags":[]},
{"type":"local","dst":"10.1.0.1","dev":"v0","table":"local","protocol":"kernel","scope":"host","prefsrc":"10.1.0.1","flags":[]}])";

constexpr auto recorded6 = R"([
{"type":"unicast","dst":"fd00:1::/64","dev":"v0","table":"main","protocol":"kernel","scope":"global","metric":256,"flags":[],"pref":"medium"},
{"type":"unicast","dst":"default","gateway":"fd00:1::2","dev":"v0","table":"main","protocol":"ra","scope":"global","metric":1024,"flags":[],"pref":"medium"}])";

FakeHost with_ip() {
    FakeHost host;
    host.command(ask_routes, recorded)
        .command(ask_routes6, recorded6)
        .file("/etc/iproute2/rt_tables", "255\tlocal\n254\tmain\n#1 inr.ruhep\n")
        .file("/etc/iproute2/rt_tables.d/vpn.conf", "77 vpn # by hand\n");
    return host;
}

std::string found(FakeHost& host, const std::string& network, const std::string& attribute) {
    return tests::found(host, route_resources(), fact("route", network, attribute));
}

std::string found(FakeHost& host, const Fact& fact) {
    return tests::found(host, route_resources(), fact);
}

std::string remark(FakeHost& host, const Fact& fact) {
    const auto finding = gather(host, route_resources(), {fact}).at(0);
    return std::get<Value>(finding.found).remark;
}

std::string broken(const Subject& subject) {
    for (const auto& resource : route_resources())
        if (resource.entry.name == subject.resource)
            return resource.entry.broken_subject(subject);
    return "no such resource";
}

/// The routes of `recorded` in table main, as a little-endian kernel prints them.
FakeHost without_ip() {
    FakeHost host;
    host.file(
            "/proc/net/route",
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            "br0\t00000000\tFE00020A\t0003\t0\t0\t50\t00000000\t0\t0\t0\n"
            "v0\t00000000\tFE00010A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
            "v0\t0000010A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
            "v0\t0000040A\t00000000\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
            "*\t0000070A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
            "v0\t0000080A\t0200010A\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    )
        .file(
            "/proc/net/ipv6_route",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
            "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n"
            "fd000001000000000000000000000000 40 00000000000000000000000000000000 00 "
            "00000000000000000000000000000000 00000100 00000003 00000000 00000001       v0\n"
            "fd000008000000000000000000000000 20 00000000000000000000000000000000 00 "
            "fd000001000000000000000000000002 00000400 00000001 00000000 00000003       v0\n"
            "fd000008000000000000000000000000 20 00000000000000000000000000000000 00 "
            "fd000001000000000000000000000003 00000400 00000001 00000000 00000003      br0\n"
            "00000000000000000000000000000001 80 00000000000000000000000000000000 00 "
            "00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo\n"
            "ff000000000000000000000000000000 08 00000000000000000000000000000000 00 "
            "00000000000000000000000000000000 00000100 00000003 00000000 00000001       v0\n"
        )
        .file(
            "/proc/net/fib_trie",
            "Main:\n  |-- 0.0.0.0\n     /0 universe UNICAST\n     /0 universe UNICAST\n"
            "  |-- 10.1.0.0\n     /24 link UNICAST\n  |-- 10.8.0.0\n     /16 universe UNICAST\n"
        );
    return host;
}

}  // namespace

TEST_CASE("a route is what ip says of it") {
    auto host = with_ip();

    CHECK(found(host, "10.1.0.0/24", "exists") == "true");
    CHECK(found(host, "10.1.0.0/24", "gateway") == "not set");
    CHECK(found(host, "10.1.0.0/24", "gateways") == "[]");
    CHECK(found(host, "10.1.0.0/24", "interface") == "\"v0\"");
    CHECK(found(host, "10.1.0.0/24", "interfaces") == R"(["v0"])");
    CHECK(found(host, "10.1.0.0/24", "source") == "\"10.1.0.1\"");
    CHECK(found(host, "10.1.0.0/24", "metric") == "0");
    CHECK(found(host, "10.1.0.0/24", "protocol") == "\"kernel\"");
    CHECK(found(host, "10.1.0.0/24", "scope") == "\"link\"");
    CHECK(found(host, "10.4.0.0/16", "gateway") == "\"fd00:1::5\"");
    CHECK(found(host, "10.3.0.7", "gateway") == "\"10.1.0.9\"");
    CHECK(found(host, "10.3.0.7/32", "gateway") == "\"10.1.0.9\"");
    CHECK(found(host, "FD00:1:0::/64", "metric") == "256");
}

TEST_CASE("a route with several next hops has them all") {
    auto host = with_ip();

    CHECK(found(host, "10.8.0.0/16", "gateway") == "\"10.1.0.2\"");
    CHECK(found(host, "10.8.0.0/16", "gateways") == R"(["10.1.0.2", "10.2.0.2"])");
    CHECK(found(host, "10.8.0.0/16", "interfaces") == R"(["br0", "v0"])");
    CHECK(found(host, "10.8.0.0/16", "source") == "not set");
}

TEST_CASE("networks are compared as a whole: a wider or narrower one is absent") {
    auto host = with_ip();

    for (const std::string network :
         {"10.8.0.0/15", "10.8.0.0/17", "10.1.0.0", "10.0.0.0/8", "fd00::/16"})
        for (const auto& attribute : route_resources()[0].entry.attributes)
            CHECK(found(host, network, std::string(attribute.name)) == "absent");
}

TEST_CASE("of several default routes the one with the lowest metric is the default gateway") {
    auto host = with_ip();

    CHECK(found(host, {{"default_gateway", {}}, "gateway"}) == "\"10.2.0.254\"");
    CHECK(found(host, {{"default_gateway", {}}, "metric"}) == "50");
    CHECK(found(host, "default", "gateway") == "\"10.2.0.254\"");
    CHECK(found(host, "0.0.0.0/0", "protocol") == "\"static\"");
    const auto of_v6 = narrowed("family", {Value(6)}, fact("route", "default", "gateway"));
    CHECK(found(host, of_v6) == "\"fd00:1::2\"");
    CHECK(found(host, "::/0", "protocol") == "\"ra\"");
}

TEST_CASE("the default gateway has all that its route has") {
    auto host = with_ip();
    const auto of = [&](const char* attribute) {
        return found(host, {{"default_gateway", {}}, attribute});
    };

    CHECK(of("exists") == "true");
    CHECK(of("gateways") == R"(["10.2.0.254"])");
    CHECK(of("interface") == "\"br0\"");
    CHECK(of("interfaces") == R"(["br0"])");
    CHECK(of("source") == "\"10.2.0.1\"");
    CHECK(of("protocol") == "\"static\"");
    CHECK(of("scope") == "\"global\"");
}

TEST_CASE("a host without a default route has no default gateway") {
    FakeHost host;
    host.command(ask_routes, "[]").command(ask_routes6, "[]");

    const Vocabulary vocabulary({route_resources()});
    const auto* gateway = vocabulary.find("default_gateway");
    REQUIRE(gateway != nullptr);
    for (const auto& attribute : gateway->entry.attributes)
        CHECK(found(host, {{"default_gateway", {}}, std::string(attribute.name)}) == "absent");
}

TEST_CASE("a route is looked for in its table, by number or by name") {
    auto host = with_ip();
    const auto in = [](const std::string& table, const std::string& network) {
        return narrowed("table", {Value(table)}, fact("route", network, "exists"));
    };

    CHECK(found(host, in("100", "10.6.0.0/16")) == "true");
    CHECK(found(host, in("vpn", "10.5.0.0/16")) == "true");
    CHECK(found(host, in("77", "10.5.0.0/16")) == "true");
    CHECK(found(host, in("local", "10.1.0.1")) == "true");
    CHECK(found(host, in("100", "10.1.0.0/24")) == "absent");
    CHECK(found(host, "10.6.0.0/16", "exists") == "absent");
    CHECK(
        remark(host, fact("route", "10.6.0.0/16", "exists"))
        == "table 100 has a route to 10.6.0.0/16"
    );
    CHECK(
        found(host, in("vpm", "10.5.0.0/16")) == "cannot tell: no table of routes is called \"vpm\""
    );
}

TEST_CASE("a blackhole is a route that leads nowhere") {
    auto host = with_ip();

    CHECK(found(host, "10.7.0.0/16", "exists") == "true");
    CHECK(remark(host, fact("route", "10.7.0.0/16", "exists")) == "it is blackhole");
    CHECK(found(host, "10.7.0.0/16", "interface") == "not set");
    CHECK(found(host, "10.7.0.0/16", "gateway") == "not set");
}

TEST_CASE("all routes and all their attributes cost one exchange") {
    auto host = with_ip();
    std::vector<Fact> facts;
    for (const std::string network : {"default", "10.8.0.0/16", "fd00:1::/64", "10.99.0.0/16"})
        for (const auto& attribute : route_resources()[0].entry.attributes)
            facts.push_back(fact("route", network, std::string(attribute.name)));

    gather(host, route_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("what names no network is a broken spec") {
    CHECK(broken({"route", {Value("default")}}).empty());
    CHECK(broken({"route", {Value("10.8.0.0/16")}}).empty());
    CHECK(
        broken({"route", {Value("10.8.0.1/16")}})
        == "\"10.8.0.1/16\" is an address in a network: write 10.8.0.0/16"
    );
    CHECK(
        broken({"route", {Value("10.8/16")}})
        == "\"10.8/16\" is no network: write default or 10.8.0.0/16"
    );
    CHECK(
        broken({"route", {Value("10.8.0.0/16")}, {{"family", {Value(6)}}}})
        == "\"10.8.0.0/16\" is of the other family"
    );
    CHECK(broken({"default_gateway", {}, {{"family", {Value(5)}}}}) == "has a family 4 or 6");
    CHECK(broken({"route_to", {Value("10.8.0.0/16")}}) == "\"10.8.0.0/16\" is no IP address");
    CHECK(broken({"route_to", {Value("-j")}}) == "\"-j\" is no IP address");
}

TEST_CASE("a network from a variable that is none is the wrong kind, and is never put before ip") {
    auto host = with_ip();

    for (const std::string name : {"", "-6", "a b", "$(id)", "*", "10.8.0.0/16\n", "10.8.0.1/16"}) {
        CHECK(found(host, name, "exists") == "this is no network");
        CHECK(found(host, fact("route_to", name, "exists")) == "this is no IP address");
    }
    for (const auto& question : host.asked())
        CHECK(question.find("route get") == std::string::npos);
}

TEST_CASE("without ip the main table is read from the kernel's files") {
    auto host = without_ip();

    CHECK(found(host, "default", "gateway") == "\"10.2.0.254\"");
    CHECK(found(host, "default", "metric") == "50");
    CHECK(found(host, "10.1.0.0/24", "interface") == "\"v0\"");
    CHECK(found(host, "10.1.0.0/24", "gateway") == "not set");
    CHECK(found(host, "10.1.0.0/24", "scope") == "\"link\"");
    CHECK(found(host, "10.7.0.0/16", "interface") == "not set");
    CHECK(found(host, "10.7.0.0/16", "gateways") == "[]");
    CHECK(found(host, "10.99.0.0/16", "exists") == "absent");
    CHECK(found(host, "fd00:1::/64", "interface") == "\"v0\"");
    CHECK(found(host, "fd00:8::/32", "gateways") == R"(["fd00:1::2", "fd00:1::3"])");
    CHECK(found(host, "fd00:8::/32", "interfaces") == R"(["br0", "v0"])");
    CHECK(found(host, "::/0", "exists") == "absent");
    CHECK(found(host, "ff00::/8", "exists") == "absent");
}

TEST_CASE("without ip sources, protocols and further next hops cannot be told") {
    auto host = without_ip();

    for (const std::string attribute : {"source", "protocol", "gateways", "interfaces"})
        CHECK(found(host, "default", attribute).starts_with("cannot tell"));
    CHECK(
        found(host, "10.4.0.0/16", "gateway").starts_with("cannot tell: the gateway of 10.4.0.0/16")
    );
    CHECK(found(host, narrowed("table", {Value("100")}, fact("route", "10.6.0.0/16", "exists")))
              .starts_with("cannot tell: what is in a table other than main"));
}

TEST_CASE("without ip IPv6 routes cannot be told where somebody has tables of his own") {
    auto host = without_ip();
    host.file(
        "/proc/net/fib_trie", "Id 100:\n  |-- 10.6.0.0\n     /16 link UNICAST\nMain:\nLocal:\n"
    );

    CHECK(found(host, "fd00:1::/64", "exists").starts_with("cannot tell: which table an IPv6 route")
    );
    CHECK(found(host, "default", "gateway") == "\"10.2.0.254\"");
}

TEST_CASE("without ip and /proc no route is absent") {
    FakeHost host;
    FakeHost garbage = without_ip();
    garbage.file("/proc/net/route", "nothing of the kind\n").file("/proc/net/ipv6_route", "x\n");
    FakeHost unparsable;
    unparsable.command(ask_routes, "[{\"dev\":\"v0\"}]");

    CHECK(found(host, "default", "exists").starts_with("cannot tell: no /proc/net/route, and ip -j")
    );
    CHECK(found(host, "::/0", "exists").starts_with("cannot tell: no /proc/net/route, and ip -j"));
    CHECK(found(garbage, "default", "exists").starts_with("cannot tell: no table of routes"));
    CHECK(found(garbage, "::/0", "exists").starts_with("cannot tell: no table of routes"));
    CHECK(
        found(unparsable, "default", "exists")
        == "cannot tell: ip -j printed a route without a network"
    );
}

TEST_CASE("a host without any route has none, by ip and by files") {
    FakeHost by_ip;
    by_ip.command(ask_routes, "[ ]\n").command(ask_routes6, "[ ]\n");
    FakeHost by_files;
    by_files.file("/proc/net/route", "").file("/proc/net/fib_trie", "");

    for (auto* host : {&by_ip, &by_files}) {
        CHECK(found(*host, "default", "exists") == "absent");
        CHECK(found(*host, "::/0", "exists") == "absent");
        CHECK(found(*host, {{"routes", {}}, "count"}) == "0");
    }
}

TEST_CASE("route_to has the kernel's choice, and the entry that it comes from") {
    FakeHost host;
    host.command(
            "ip -j -d route get 10.8.0.5",
            R"([{"type":"unicast","dst":"10.8.0.5","gateway":"10.2.0.2","dev":"br0","table":"main","prefsrc":"10.2.0.1","flags":[],"uid":0,"cache":[]}])"
    )
        .command(
            "ip -j -d route get fibmatch 10.8.0.5",
            R"([{"type":"unicast","dst":"10.8.0.0/16","table":"main","protocol":"bird","scope":"global","metric":7,"flags":[],"nexthops":[{"gateway":"10.1.0.2","dev":"v0","weight":2,"flags":[]},{"gateway":"10.2.0.2","dev":"br0","weight":1,"flags":[]}]}])"
        );
    const auto value = [&](const std::string& attribute) {
        return found(host, fact("route_to", "10.8.0.5", attribute));
    };

    CHECK(value("exists") == "true");
    CHECK(value("gateway") == "\"10.2.0.2\"");
    CHECK(value("interface") == "\"br0\"");
    CHECK(value("source") == "\"10.2.0.1\"");
    CHECK(value("gateways") == R"(["10.1.0.2", "10.2.0.2"])");
    CHECK(value("interfaces") == R"(["br0", "v0"])");
    CHECK(value("metric") == "7");
    CHECK(value("protocol") == "\"bird\"");
    CHECK(value("scope") == "\"global\"");
}

TEST_CASE("what the kernel would send nowhere has no route, and its words are the hint") {
    FakeHost host;
    const auto refused = [](const std::string& words) {
        return Output{
            .exit_status = 2, .signal = "", .out = "", .err = "RTNETLINK answers: " + words + "\n"};
    };
    host.command("ip -j -d route get 203.0.113.7", refused("Network is unreachable"))
        .command("ip -j -d route get fd00::7", refused("No route to host"))
        .command("ip -j -d route get 203.0.113.8", refused("No buffer space available"));

    CHECK(found(host, fact("route_to", "203.0.113.7", "exists")) == "absent");
    CHECK(found(host, fact("route_to", "203.0.113.7", "gateway")) == "absent");
    CHECK(
        remark(host, fact("route_to", "203.0.113.7", "exists"))
        == "the kernel says: Network is unreachable"
    );
    CHECK(found(host, fact("route_to", "fd00::7", "exists")) == "absent");
    CHECK(found(host, fact("route_to", "203.0.113.8", "exists")).starts_with("cannot tell"));
}

TEST_CASE("an ip without -j tells the choice alone, and without ip nothing does") {
    FakeHost busybox;
    busybox.command(
        "ip route get 203.0.113.7", "203.0.113.7 via 10.2.0.254 dev br0  src 10.2.0.1 \n"
    );
    FakeHost nothing;

    CHECK(found(busybox, fact("route_to", "203.0.113.7", "gateway")) == "\"10.2.0.254\"");
    CHECK(found(busybox, fact("route_to", "203.0.113.7", "source")) == "\"10.2.0.1\"");
    CHECK(found(busybox, fact("route_to", "203.0.113.7", "protocol")).starts_with("cannot tell"));
    CHECK(found(busybox, fact("route_to", "203.0.113.7", "gateways")).starts_with("cannot tell"));
    CHECK(found(nothing, fact("route_to", "203.0.113.7", "exists")).starts_with("cannot tell"));
}

TEST_CASE("an image has no routes to ask for") {
    FakeHost host;
    host.cannot(Ability::live, "nothing runs in an image");

    CHECK(found(host, "default", "exists") == "not asked: nothing runs in an image");
    CHECK(
        found(host, fact("route_to", "10.0.0.1", "exists")) == "not asked: nothing runs in an image"
    );
}

TEST_CASE("all routes: those of main, of both families, two of one network as two") {
    auto host = with_ip();
    const Fact count{{"routes", {}}, "count"};
    const Fact metrics{{"routes", {}}, "list", {Value("metric")}};
    Fact by_dhcp{{"routes", {}}, "list", {Value("gateway")}};
    by_dhcp.subject.qualifiers.push_back({"where", {Value("protocol"), Value("dhcp")}});

    CHECK(found(host, count) == "9");
    CHECK(found(host, narrowed("family", {Value(4)}, count)) == "7");
    CHECK(found(host, narrowed("table", {Value("vpn")}, count)) == "1");
    CHECK(found(host, metrics) == "[0, 50, 100, 256, 1024]");
    CHECK(found(host, by_dhcp) == R"(["10.1.0.254"])");
}
