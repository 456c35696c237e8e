// The rows of listening_ports(): sockets.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/plural.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/tcp_server.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <netinet/in.h>

namespace muster {

std::span<const Resource> listening_ports_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string v6 = "00000000000000000000000000000000";
const std::string no_peer = "00000000:0000";

/// sshd on IPv4 and, apart from it, on IPv6; nginx on both at once; a database on loopback; a resolver on UDP,
/// a client that waits there, and two programs that share one port.
FakeHost machine() {
    FakeHost host;
    add_no_sockets(host);
    host.file(
        "/proc/net/tcp",
        socket_file(
            {{"00000000:0016", no_peer, "0A", 0, 22},
             {"0100007F:0CEA", no_peer, "0A", 33, 3306},
             {"0A00000A:0050", "0B00000A:9C40", "01", 33, 5001}}
        )
    );
    host.file(
        "/proc/net/tcp6",
        socket_file(
            {{v6 + ":0016", v6 + ":0000", "0A", 0, 23}, {v6 + ":0050", v6 + ":0000", "0A", 0, 80}}
        )
    );
    host.file(
        "/proc/net/udp",
        socket_file(
            {{"00000000:0035", no_peer, "07", 0, 53},
             {"00000000:14E9", no_peer, "07", 33, 5353},
             {"00000000:14E9", no_peer, "07", 0, 5354},
             {"00000000:A112", no_peer, "07", 0, 41234}}
        )
    );
    host.command(
        "ss -H -lntuep",
        "udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* users:((\"unbound\",pid=500,fd=3)) ino:53 sk:1 <->\n"
        "udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* users:((\"avahi\",pid=501,fd=3)) ino:5353 sk:1 <->\n"
        "udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* users:((\"cups\",pid=502,fd=3)) ino:5354 sk:1 <->\n"
        "tcp LISTEN 0 1 0.0.0.0:22 0.0.0.0:* users:((\"sshd\",pid=700,fd=3)) ino:22 sk:4 <->\n"
        "tcp LISTEN 0 1 127.0.0.1:3306 0.0.0.0:* users:((\"mysqld\",pid=800,fd=3)) ino:3306 sk:4 "
        "<->\n"
        "tcp LISTEN 0 1 [::]:22 [::]:* users:((\"sshd\",pid=700,fd=4)) ino:23 sk:7 v6only:1 <->\n"
        "tcp LISTEN 0 1 *:80 *:* users:((\"nginx\",pid=900,fd=4)) ino:80 sk:7 v6only:0 <->\n"
    );
    for (const auto* pid : {"500", "501", "502", "700", "800"})
        host.file("/proc/" + std::string(pid) + "/cgroup", "0::/system.slice/some.service\n");
    host.file("/proc/900/cgroup", "0::/system.slice/nginx.service\n");
    return host;
}

Fact all(std::string attribute, std::vector<Argument> parameters = {}) {
    return of_all("listening_ports", std::move(attribute), std::move(parameters));
}

Fact column(std::string name) {
    return all("list", {Value(std::move(name))});
}

std::string of(Backend& host, const Fact& fact) {
    return found(host, listening_ports_resources(), fact);
}

Matcher loopback() {
    return {
        "in",
        {Value(Term{TermKind::address, "127.0.0.1"}), Value(Term{TermKind::address, "::1"})},
        {}};
}

}  // namespace

TEST_CASE("a row of listening_ports is a socket with an address") {
    auto host = machine();

    CHECK(of(host, all("names")) == "[22, 53, 80, 3306, 5353]");
    CHECK(of(host, all("count")) == "8");
    CHECK(of(host, column("port")) == "[22, 53, 80, 3306, 5353]");
    CHECK(of(host, column("protocol")) == R"(["tcp", "udp"])");
    CHECK(of(host, column("address")) == R"(["0.0.0.0", "127.0.0.1", "::"])");
    CHECK(
        of(host, column("process")) == R"(["avahi", "cups", "mysqld", "nginx", "sshd", "unbound"])"
    );
    CHECK(of(host, column("user")) == R"(["root", "www-data"])");
    CHECK(
        of(host, where("process", equals(Value("nginx")), column("service")))
        == R"(["nginx.service"])"
    );
}

TEST_CASE("a socket on both families has two rows, two programs on one port have one each") {
    auto host = machine();
    const auto http = where("port", equals(Value(80)), column("address"));

    CHECK(of(host, http) == R"(["0.0.0.0", "::"])");
    CHECK(of(host, where("port", equals(Value(5353)), all("count"))) == "2");
    CHECK(of(host, where("process", equals(Value("cups")), column("user"))) == R"(["root"])");
    CHECK(of(host, where("process", equals(Value("avahi")), column("user"))) == R"(["www-data"])");
}

TEST_CASE("rows are chosen and judged by their columns") {
    auto host = machine();
    const auto mysqld = equals(Value("mysqld"));

    CHECK(
        of(host, where("process", mysqld, all("every", {Value("address"), loopback()}))) == "true"
    );
    CHECK(of(host, all("every", {Value("address"), loopback()})) == "false");
    CHECK(of(host, where("protocol", equals(Value("udp")), all("names"))) == "[53, 5353]");
    CHECK(of(host, all("none", {Value("port"), equals(Value(23))})) == "true");
    CHECK(of(host, all("exactly", {Value(2), Value("process"), equals(Value("sshd"))})) == "true");
    CHECK(of(host, all("tcp")) == "[22, 80, 3306]");
}

TEST_CASE("rows leave out ports for clients as the lists do, unless asked for") {
    auto host = machine();
    const auto with = narrowed("including_ephemeral", {}, all("names"));

    CHECK(of(host, with) == "[22, 53, 80, 3306, 5353, 41234]");
}

TEST_CASE("programs of others cannot be told without rights, and the other columns can") {
    auto host = machine();
    host.file("/proc/self/status", "Uid:\t1000\nCapEff:\t0000000000000000\n");
    host.command(
        "ss -H -lntuep",
        "tcp LISTEN 0 1 0.0.0.0:22 0.0.0.0:* ino:22 sk:4 <->\n"
        "tcp LISTEN 0 1 127.0.0.1:3306 0.0.0.0:* users:((\"mysqld\",pid=800,fd=3)) ino:3306 sk:4 "
        "<->\n"
        "tcp LISTEN 0 1 [::]:22 [::]:* ino:23 sk:7 v6only:1 <->\n"
        "tcp LISTEN 0 1 *:80 *:* ino:80 sk:7 v6only:0 <->\n"
        "udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* ino:53 sk:1 <->\n"
        "udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* ino:5353 sk:1 <->\n"
        "udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* ino:5354 sk:1 <->\n"
    );

    CHECK(of(host, column("process")).find("permission denied") != std::string::npos);
    CHECK(of(host, where("process", equals(Value("mysqld")), all("count"))) == "between 1 and 8");
    CHECK(of(host, all("names")) == "[22, 53, 80, 3306, 5353]");
}

TEST_CASE("without the tables there are no rows that can be told, and an image has none") {
    auto denied = machine();
    denied.denied("/proc/net");
    auto image = machine();
    image.cannot(Ability::live, "nothing runs in an image");

    CHECK(of(denied, all("names")).starts_with("cannot tell"));
    CHECK(of(denied, all("count")).starts_with("cannot tell"));
    CHECK(of(image, all("names")) == "not asked: nothing runs in an image");
}

TEST_CASE("a real socket is a row as ss shows it") {
    if (not has_tool("ss"))
        return skip("no ss here");
    const TcpServer server(INADDR_LOOPBACK);
    LocalBackend machine;
    const auto row = [&](std::string name) {
        const auto of_port = equals(Value(*whole_number(server.port())));
        return of(machine, where("port", of_port, column(std::move(name))));
    };
    const auto printed = run_tool("ss -H -lntp sport = :" + server.port()).output;

    REQUIRE(printed.find("127.0.0.1:" + server.port()) != std::string::npos);
    CHECK(row("address") == R"(["127.0.0.1"])");
    CHECK(row("protocol") == R"(["tcp"])");
    CHECK(row("process") == R"(["test_matchers"])");
    CHECK(row("user") == "[\"" + std::string(trimmed(run_tool("id -un").output)) + "\"]");
}
