// Who holds an address: recorded interfaces, real ones, and the blocks of keepalived.conf.

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/keepalived.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> virtual_ip_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string told(Backend& host, const std::string& address, const std::string& attribute) {
    return found(host, virtual_ip_resources(), fact("virtual_ip", address, attribute));
}

FakeHost with_interfaces() {
    FakeHost host;
    host.command(
        "ip -j -d addr",
        R"([{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"operstate":"UNKNOWN","mtu":65536,
        "addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]},
        {"ifindex":2,"ifname":"eth0","flags":["UP"],"operstate":"UP","mtu":1500,
        "addr_info":[{"family":"inet","local":"192.0.2.7","prefixlen":24},
        {"family":"inet","local":"192.0.2.10","prefixlen":32},
        {"family":"inet6","local":"2001:db8::10","prefixlen":128}]}])"
    );
    return host;
}

const std::string keepalived = R"(! a comment
global_defs { router_id one }
vrrp_instance VI_1 {
    interface eth0   # 192.0.2.99
    virtual_ipaddress {
        192.0.2.10/24 dev eth0 label eth0:1
        2001:db8::10
    }
    virtual_ipaddress_excluded
    {
        192.0.2.11
    }
    track_script { check }
}
virtual_server 192.0.2.30 80 {
    real_server 10.0.0.1 80 { weight 1 }
}
include conf.d/*.conf
)";

}  // namespace

TEST_CASE("an address is held whatever its prefix and its spelling") {
    auto host = with_interfaces();
    CHECK(told(host, "192.0.2.10", "held") == "true");
    CHECK(told(host, "192.0.2.10", "interface") == R"("eth0")");
    CHECK(told(host, "2001:DB8:0::10", "held") == "true");
    CHECK(told(host, "192.0.2.1", "held") == "false");
    CHECK(told(host, "192.0.2.1", "interface") == "absent");
}

TEST_CASE("keepalived.conf names addresses in its blocks alone, and in what it includes") {
    FakeHost host;
    host.file("/etc/keepalived/keepalived.conf", keepalived)
        .file(
            "/etc/keepalived/conf.d/b.conf",
            "vrrp_instance B { virtual_ipaddress { 192.0.2.12/32 } }\n"
        );
    for (const auto* address : {"192.0.2.10", "192.0.2.11", "192.0.2.12", "2001:db8::10"}) {
        INFO(address);
        CHECK(told(host, address, "configured") == "true");
    }
    for (const auto* address : {"192.0.2.30", "192.0.2.99", "10.0.0.1", "192.0.2.1"}) {
        INFO(address);
        CHECK(told(host, address, "configured") == "false");
    }
}

TEST_CASE("what a configuration names by a variable may be any address") {
    FakeHost host;
    host.file(
        "/etc/keepalived/keepalived.conf",
        "$VIP=192.0.2.20\nvrrp_instance A {\n virtual_ipaddress {\n  192.0.2.10\n  $VIP\n }\n}\n"
    );
    CHECK(told(host, "192.0.2.10", "configured") == "true");
    CHECK(told(host, "192.0.2.20", "configured")
              .starts_with("cannot tell: keepalived.conf has variables"));
}

TEST_CASE("without keepalived nothing is configured, and a file that is denied cannot be told") {
    FakeHost nothing;
    CHECK(told(nothing, "192.0.2.10", "configured") == "false");
    FakeHost denied;
    denied.file("/etc/keepalived/keepalived.conf", keepalived).denied("/etc/keepalived");
    CHECK(told(denied, "192.0.2.10", "configured").starts_with("cannot tell"));
    FakeHost in_circles;
    in_circles.file("/etc/keepalived/keepalived.conf", "include keepalived.conf\ninclude *.conf\n");
    CHECK(told(in_circles, "192.0.2.10", "configured") == "false");
}

TEST_CASE("this machine holds its own loopback address") {
    LocalBackend here;
    CHECK(told(here, "127.0.0.1", "held") == "true");
    CHECK(told(here, "127.0.0.1", "interface") == R"("lo")");
}
