#include "tests/support/gather.hpp"
#include "tests/support/sockets.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace muster {

std::span<const Resource> port_resources();
std::span<const Resource> listening_ports_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string v6 = "00000000000000000000000000000000";
const std::string no_peer = "00000000:0000";

/// A proxy: nginx on 80 (IPv4) and on 443 (dual-stack), sshd with V6ONLY and IPv4 beside it on 22, a
/// database on ::1 alone, a resolver's UDP 53, WireGuard, and a client that waits for an answer.
FakeHost proxy() {
    FakeHost host;
    add_no_sockets(host);
    host.file(
        "/proc/net/tcp",
        socket_file(
            {{"00000000:0050", no_peer, "0A", 0, 80},
             {"00000000:0016", no_peer, "0A", 0, 22},
             {"0100007F:20FB", no_peer, "0A", 33, 8443},
             {"0A00000A:0050", "0B00000A:9C40", "01", 33, 5001},
             {"0A00000A:0050", "0B00000A:9C41", "01", 33, 5002}}
        )
    );
    host.file(
        "/proc/net/tcp6",
        socket_file(
            {{v6 + ":01BB", v6 + ":0000", "0A", 0, 443},
             {v6 + ":0016", v6 + ":0000", "0A", 0, 23},
             {"00000000000000000000000001000000:1538", v6 + ":0000", "0A", 104, 5432}}
        )
    );
    host.file(
        "/proc/net/udp",
        socket_file(
            {{"00000000:0035", no_peer, "07", 0, 53},
             {"00000000:CA6C", no_peer, "07", 0, 51820},
             {"00000000:A112", no_peer, "07", 0, 41234},
             {"0100007F:0143", no_peer, "07", 0, 323}}
        )
    );
    host.command(
        "ss -H -lntuep",
        "udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* users:((\"unbound\",pid=500,fd=3)) ino:53 sk:1 <->\n"
        "udp UNCONN 0 0 0.0.0.0:51820 0.0.0.0:* ino:51820 sk:2 <->\n"
        "tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* "
        "users:((\"nginx\",pid=812,fd=6),(\"nginx\",pid=811,fd=6)) "
        "ino:80 sk:3 <->\n"
        "tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:((\"sshd\",pid=700,fd=3)) ino:22 sk:4 <->\n"
        "tcp LISTEN 0 511 127.0.0.1:8443 0.0.0.0:* uid:33 ino:8443 sk:5 "
        "users:((\"haproxy-systemd\",pid=900,fd=6),(\"app\",pid=901,fd=6)) <->\n"
        "tcp LISTEN 0 511 *:443 *:* users:((\"nginx\",pid=811,fd=7)) ino:443 sk:6 v6only:0 <->\n"
        "tcp LISTEN 0 128 [::]:22 [::]:* users:((\"sshd\",pid=700,fd=4)) ino:23 sk:7 v6only:1 <->\n"
        "tcp LISTEN 0 244 [::1]:5432 [::]:* users:((\"postgres\",pid=950,fd=5)) uid:104 ino:5432 "
        "sk:8 "
        "v6only:1 <->\n"
    );
    return host;
}

std::string at(FakeHost& host, int port, std::string attribute, std::string view = "") {
    return found(
        host,
        port_resources(),
        part(std::move(view), fact("port", std::to_string(port), std::move(attribute)))
    );
}

std::string on(FakeHost& host, int port, std::string address, std::string view = "") {
    return found(
        host,
        port_resources(),
        narrowed(
            "on",
            {Value(std::move(address))},
            part(std::move(view), fact("port", std::to_string(port), "listening"))
        )
    );
}

std::string served(FakeHost& host, int port, std::string address) {
    return found(
        host, port_resources(), fact("port", std::to_string(port), "serves", {std::move(address)})
    );
}

std::string remark(FakeHost& host, std::span<const Resource> resources, const Fact& fact) {
    const auto findings = gather(host, resources, {fact});
    return std::get<Value>(findings.at(0).found).remark;
}

Fact all_ports(std::string attribute) {
    return {{"listening_ports", {}}, std::move(attribute)};
}

std::string all(FakeHost& host, std::string attribute) {
    return found(host, listening_ports_resources(), all_ports(std::move(attribute)));
}

}  // namespace

TEST_CASE("a dual-stack socket listens for both families and is bound to both wildcards") {
    auto host = proxy();

    for (const auto* view : {"", "tcp", "tcp4", "tcp6"})
        CHECK(at(host, 443, "listening", view) == "true");
    CHECK(on(host, 443, "0.0.0.0") == "true");
    CHECK(on(host, 443, "::") == "true");
    CHECK(on(host, 443, "0:0::0") == "true");
    CHECK(on(host, 443, "127.0.0.1") == "false");
    CHECK(at(host, 443, "listening", "udp") == "false");
    CHECK(at(host, 443, "addresses") == "[\"0.0.0.0\", \"::\"]");
    CHECK(served(host, 443, "192.0.2.7") == "true");
    CHECK(served(host, 443, "2001:db8::7") == "true");
}

TEST_CASE("a V6ONLY socket serves IPv6 alone") {
    auto host = proxy();

    CHECK(at(host, 22, "listening", "tcp4") == "true");  // by the IPv4 socket beside it
    CHECK(at(host, 22, "addresses", "tcp6") == "[\"::\"]");
    CHECK(at(host, 22, "addresses") == "[\"0.0.0.0\", \"::\"]");
}

TEST_CASE("a port bound to ::1 alone listens, and not for IPv4") {
    auto host = proxy();

    CHECK(at(host, 5432, "listening") == "true");
    CHECK(at(host, 5432, "listening", "tcp4") == "false");
    CHECK(at(host, 5432, "listening", "tcp6") == "true");
    CHECK(served(host, 5432, "127.0.0.1") == "false");
    CHECK(served(host, 5432, "::1") == "true");
    CHECK(served(host, 5432, "2001:db8::1") == "false");
}

TEST_CASE("only UDP on port 53: TCP does not listen, with a hint") {
    auto host = proxy();

    CHECK(at(host, 53, "listening") == "false");
    CHECK(at(host, 53, "listening", "udp") == "true");
    CHECK(at(host, 53, "process") == "absent");
    CHECK(
        remark(host, port_resources(), fact("port", "53", "listening")) == "only UDP has port 53"
    );
    CHECK(remark(host, port_resources(), fact("port", "53", "process")) == "only UDP has port 53");
    CHECK(
        remark(host, port_resources(), part("udp", fact("port", "80", "listening")))
        == "only TCP has port 80"
    );
    CHECK(remark(host, port_resources(), fact("port", "9", "listening")) == "");
}

TEST_CASE("a port at another address is the nearest miss") {
    auto host = proxy();
    const auto wanted = narrowed("on", {Value("0.0.0.0")}, fact("port", "8443", "listening"));

    CHECK(
        remark(host, port_resources(), wanted)
        == "port 8443 is not listening on 0.0.0.0; it is on 127.0.0.1"
    );
    CHECK(
        remark(host, port_resources(), part("tcp6", fact("port", "8443", "listening")))
        == "port 8443 is not listening for IPv6; it is on 127.0.0.1"
    );
}

TEST_CASE("programs that share a port: one name needs one exchange") {
    auto host = proxy();

    const auto findings = gather(
        host,
        port_resources(),
        {fact("port", "80", "process"),
         fact("port", "80", "processes"),
         fact("port", "80", "pids"),
         fact("port", "443", "process"),
         fact("port", "80", "listening"),
         fact("port", "80", "user")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[0]) == "\"nginx\"");
    CHECK(shown(findings[1]) == "[\"nginx\"]");
    CHECK(shown(findings[2]) == "[811, 812]");
    CHECK(shown(findings[3]) == "\"nginx\"");
    CHECK(shown(findings[4]) == "true");
    CHECK(shown(findings[5]) == "\"root\"");
}

TEST_CASE("of several programs the oldest is the process, with its whole name") {
    auto host = proxy();
    const std::string stat_end = " S 1 1 1 0 -1 4194560 1 0 0 0 5 3 0 0 20 0 1 0 ";
    host.file(
        "/proc/900/stat", "900 (haproxy-systemd)" + stat_end + "70 1000 10 18446744073709551615\n"
    );
    host.file("/proc/901/stat", "901 (app)" + stat_end + "900 1000 10 18446744073709551615\n");
    host.file("/proc/900/cmdline", std::string("/usr/sbin/haproxy-systemd-wrapper\0-p\0", 37));

    CHECK(at(host, 8443, "process") == "\"haproxy-systemd-wrapper\"");
    CHECK(at(host, 8443, "processes") == "[\"app\", \"haproxy-systemd-wrapper\"]");
    CHECK(at(host, 8443, "user") == "\"www-data\"");
}

TEST_CASE("the service of a port is the unit of its program") {
    auto host = proxy();
    host.file("/proc/700/cgroup", "0::/system.slice/ssh.service\n");
    host.file("/proc/500/cgroup", "0::/\n");

    CHECK(at(host, 22, "service") == "\"ssh.service\"");
    CHECK(at(host, 53, "service", "udp") == "not set");
}

TEST_CASE("clients are the peers of established connections") {
    auto host = proxy();

    CHECK(at(host, 80, "clients") == "[\"10.0.0.11\"]");
    CHECK(at(host, 443, "clients") == "[]");
    CHECK(at(host, 9, "clients") == "absent");
}

TEST_CASE("a socket that no program has (WireGuard) has no process") {
    auto host = proxy();

    CHECK(at(host, 51820, "listening", "udp") == "true");
    CHECK(at(host, 51820, "process", "udp") == "not set");
}

TEST_CASE("whose sockets they are is not shown to an ordinary user") {
    auto host = proxy();
    host.file(
        "/proc/self/status", "Name:\tcat\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n"
    );
    host.command("ss -H -lntuep", "tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* ino:80 sk:3 <->\n");

    CHECK(at(host, 80, "process") == "cannot tell: permission denied looking who has TCP port 80");
    CHECK(at(host, 80, "listening") == "true");
    CHECK(at(host, 80, "user") == "\"root\"");
}

TEST_CASE("without ss the tables tell whether a port is closed") {
    auto host = proxy();
    host.command(
        "ss -H -lntuep", Output{.exit_status = 127, .signal = "", .out = "", .err = "ss: not found"}
    );

    CHECK(at(host, 9, "listening") == "false");
    CHECK(at(host, 80, "listening") == "true");
    CHECK(at(host, 22, "listening", "tcp4") == "true");
    CHECK(at(host, 22, "addresses", "tcp6") == "[\"::\"]");
    CHECK(at(host, 80, "process") == "cannot tell: who has TCP port 80: ss is not installed");
    // the fake host refuses connections: V6ONLY
    CHECK(at(host, 443, "listening", "tcp4") == "false");
}

TEST_CASE("without ss it cannot be told whether a UDP socket on :: serves IPv4") {
    auto host = proxy();
    host.command("ss -H -lntuep", "", 127);
    host.file("/proc/net/udp6", socket_file({{v6 + ":01BB", v6 + ":0000", "07", 0, 9}}));

    CHECK(at(host, 443, "listening", "udp") == "true");
    CHECK(at(host, 443, "listening", "udp6") == "true");
    CHECK(
        at(host, 443, "listening", "udp4")
        == "cannot tell: whether UDP port 443 serves IPv4: ss is not installed"
    );
}

TEST_CASE("without the kernel's tables nothing can be told") {
    FakeHost nothing;
    auto denied = proxy();
    denied.denied("/proc/net");

    CHECK(at(nothing, 9, "listening") == "cannot tell: no /proc/net/tcp and /proc/net/udp");
    CHECK(at(denied, 9, "listening") == "cannot tell: permission denied reading /proc/net");
}

TEST_CASE("a host without IPv6 has no tables of it") {
    FakeHost host;
    host.file("/proc/net/tcp", socket_file({{"00000000:0050", no_peer, "0A", 0, 80}}));
    host.file("/proc/net/udp", socket_file({}));

    CHECK(at(host, 80, "listening") == "true");
    CHECK(at(host, 80, "listening", "tcp6") == "false");
}

TEST_CASE("what is no port or address is a broken spec") {
    const auto broken = port_resources()[0].entry.broken_subject;

    CHECK(broken({"port", {Value("80")}}).empty());
    CHECK(broken({"port", {Value("0")}}) == "\"0\" is no port: 1 to 65535");
    CHECK(broken({"port", {Value("70000")}}) == "\"70000\" is no port: 1 to 65535");
    CHECK(broken({"port", {Value("http")}}) == "\"http\" is no port: 1 to 65535");
    CHECK(
        broken(narrowed("on", {Value("localhost")}, fact("port", "80", "")).subject)
        == "\"localhost\" is no IP address"
    );
}

TEST_CASE("sockets of an image are not asked") {
    FakeHost image;
    image.cannot(Ability::live, "nothing runs in an image")
        .cannot(Ability::run, "nothing runs in an image");

    CHECK(at(image, 80, "listening") == "not asked: nothing runs in an image");
    CHECK(at(image, 80, "process") == "not asked: nothing runs in an image");
    CHECK(all(image, "tcp") == "not asked: nothing runs in an image");
    CHECK(image.exchanges() == 0);
}

TEST_CASE("all listening ports, by protocol, family and exposure") {
    auto host = proxy();

    CHECK(all(host, "tcp") == "[22, 80, 443, 5432, 8443]");
    CHECK(all(host, "tcp4") == "[22, 80, 443, 8443]");
    CHECK(all(host, "tcp6") == "[22, 443, 5432]");
    CHECK(all(host, "exposed_tcp") == "[22, 80, 443]");
    CHECK(all(host, "exposed_udp") == "[53]");
    CHECK(all(host, "udp4") == "[53, 323]");
    CHECK(all(host, "udp6") == "[]");
}

TEST_CASE("UDP ports for clients are left out, counted and named") {
    auto host = proxy();

    CHECK(all(host, "udp") == "[53, 323]");
    CHECK(
        remark(host, listening_ports_resources(), all_ports("udp"))
        == "2 left out, of ports for clients (32768 to 60999): 41234, 51820; "
           ".including_ephemeral() has them"
    );
    CHECK(
        found(
            host, listening_ports_resources(), narrowed("including_ephemeral", {}, all_ports("udp"))
        )
        == "[53, 323, 41234, 51820]"
    );
}

TEST_CASE("forty ports and the list of all cost one exchange") {
    auto host = proxy();
    std::vector<Fact> facts;
    for (int port = 1; port <= 40; ++port)
        facts.push_back(fact("port", std::to_string(port), "listening"));

    gather(host, port_resources(), facts);

    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 4);
}

namespace {

/// UDP sockets that wait on these ports of 0.0.0.0, and no others.
FakeHost with_udp(const std::vector<int>& ports) {
    FakeHost host;
    add_no_sockets(host);
    std::vector<SocketLine> lines;
    for (const int port : ports)
        lines.push_back({fmt::format("00000000:{:04X}", port), no_peer, "07", 0, port});
    host.file("/proc/net/udp", socket_file(lines));
    host.command("ss -H -lntuep", "");
    return host;
}

}  // namespace

TEST_CASE("a resolver waits on UDP 41234, WireGuard on 51820: listening_ports().udp leaves both out"
) {
    auto host = with_udp({41234, 51820});
    const auto lists = listening_ports_resources();
    const auto remark_of_udp = remark(host, lists, all_ports("udp"));

    CHECK(outcome(host, lists, all_ports("udp"), equals(Value(List{}))) == "passed");
    CHECK(outcome(host, lists, all_ports("udp"), equals(set_of({Value(51820)}))) == "failed");
    CHECK(remark_of_udp.starts_with("2 left out"));
    CHECK(remark_of_udp.find("51820") != std::string::npos);
    CHECK(
        outcome(
            host, port_resources(), part("udp", fact("port", "51820", "listening")), equals(true)
        )
        == "passed"
    );
}

TEST_CASE("a missing port that was left out is named, however many were") {
    std::vector<int> ports;
    for (int port = 40000; port < 40030; ++port)
        ports.push_back(port);
    ports.push_back(51820);
    auto host = with_udp(ports);

    CHECK(
        remark(host, listening_ports_resources(), all_ports("udp")).find("51820")
        != std::string::npos
    );
}
