#include "framework/host/resource.hpp"
#include "tests/support/dns_replies.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> host_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::vector<std::string> addresses_attributes = {
    "resolvable", "address", "canonical_name", "addresses", "ipv4_addresses", "ipv6_addresses"};

/// As getent ahosts prints an address.
std::string thrice(const std::string& address, const std::string& name) {
    return address + "       STREAM " + name + "\n" + address + "       DGRAM  \n" + address
           + "       RAW    \n";
}

const std::string before = thrice("240.0.0.0", "240.0.0.0");

std::string line(const std::string& name) {
    return "getent ahosts 240.0.0.0 " + name;
}

/// Files and name servers, as most hosts have it; none of the servers has any name.
FakeHost usual_host() {
    FakeHost host;
    host.file("/etc/nsswitch.conf", "hosts: files mdns4_minimal [NOTFOUND=return] dns\n")
        .file("/etc/resolv.conf", "nameserver 192.0.2.53\n")
        .file("/etc/hosts", "127.0.0.1 localhost\n")
        .name_server("192.0.2.53", always(says("NXDOMAIN")));
    return host;
}

std::string found(FakeHost& host, const std::string& name, const std::string& attribute) {
    return tests::found(host, host_resources(), fact("host", name, attribute));
}

std::string pinged(FakeHost& host, const std::string& name, const std::string& attribute) {
    return tests::found(host, host_resources(), part("ping", fact("host", name, attribute)));
}

FakeHost with_db() {
    auto host = usual_host();
    host.command(
        line("db"),
        before + thrice("2001:db8::7", "db.internal") + thrice("10.0.0.9", "")
            + thrice("10.0.0.7", "")
    );
    return host;
}

}  // namespace

TEST_CASE("a name resolves as the system's resolver has it") {
    auto host = with_db();

    CHECK(found(host, "db", "resolvable") == "true");
    CHECK(found(host, "db", "address") == R"("2001:db8::7")");
    CHECK(found(host, "db", "canonical_name") == R"("db.internal")");
    CHECK(found(host, "db", "addresses") == R"(["10.0.0.7", "10.0.0.9", "2001:db8::7"])");
    CHECK(found(host, "db", "ipv4_addresses") == R"(["10.0.0.7", "10.0.0.9"])");
    CHECK(found(host, "db", "ipv6_addresses") == R"(["2001:db8::7"])");
}

TEST_CASE("a name without addresses of a family has none of it") {
    auto host = usual_host();
    host.command(line("web"), before + thrice("10.0.0.7", "web"));

    CHECK(found(host, "web", "ipv6_addresses") == "[]");
}

TEST_CASE("one getent serves all names, and each gets its own answer") {
    auto host = usual_host();
    host.command(
        "getent ahosts 240.0.0.0 a 240.0.0.0 nosuch 240.0.0.0 c",
        {.exit_status = 2,
         .signal = "",
         .out =
             before + thrice("10.0.0.1", "shared") + before + before + thrice("10.0.0.3", "shared"),
         .err = ""}
    );

    const auto findings = gather(
        host,
        host_resources(),
        {fact("host", "a", "address"),
         fact("host", "nosuch", "resolvable"),
         fact("host", "c", "address"),
         fact("host", "c", "canonical_name")}
    );

    CHECK(shown(findings[0]) == R"("10.0.0.1")");
    CHECK(shown(findings[1]) == "absent");
    CHECK(shown(findings[2]) == R"("10.0.0.3")");
    CHECK(shown(findings[3]) == R"("shared")");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("an address resolves to itself, and nobody is asked") {
    FakeHost host;

    CHECK(found(host, "2001:DB8::1", "resolvable") == "true");
    CHECK(found(host, "2001:DB8::1", "address") == R"("2001:db8::1")");
    CHECK(found(host, "192.0.2.1", "ipv4_addresses") == R"(["192.0.2.1"])");
    CHECK(found(host, "192.0.2.1", "ipv6_addresses") == "[]");
    CHECK(host.asked().empty());
}

TEST_CASE("a name that does not exist is absent once the name servers say so, too") {
    auto host = usual_host();
    host.command(line("nosuch.example"), before, 2);

    for (const auto& attribute : addresses_attributes)
        CHECK(found(host, "nosuch.example", attribute) == "absent");
}

TEST_CASE("getent finds nothing and the name servers are silent or fail: cannot tell") {
    auto silent = usual_host();
    silent.command(line("db"), before, 2).name_server("192.0.2.53", always(is_silent()));
    auto failing = usual_host();
    failing.command(line("db"), before, 2).name_server("192.0.2.53", always(says("SERVFAIL")));

    for (const auto& attribute : addresses_attributes) {
        CHECK(found(silent, "db", attribute) == "cannot tell: no answer from 192.0.2.53:53 in 2 s");
        CHECK(
            found(failing, "db", attribute) == "cannot tell: 192.0.2.53:53 says SERVFAIL to db A"
        );
    }
}

TEST_CASE("where no name server is asked a name that files lack is not there") {
    auto host = usual_host();
    host.file("/etc/nsswitch.conf", "hosts: files myhostname\n")
        .command(line("db"), before, 2)
        .name_server("192.0.2.53", always(is_silent()));

    CHECK(found(host, "db", "resolvable") == "absent");
}

TEST_CASE("where another service may have been silent a name that is not found cannot be told") {
    auto host = usual_host();
    host.file("/etc/nsswitch.conf", "hosts: files ldap dns\n").command(line("db"), before, 2);

    CHECK(
        found(host, "db", "resolvable")
        == "cannot tell: not found, and whether the name service \"ldap\" answers is not known"
    );
}

TEST_CASE("a name that name servers have and the resolver does not find is a contradiction") {
    auto host = usual_host();
    host.command(line("db"), before, 2)
        .name_server("192.0.2.53", server_with({{"db", "A", 60, "10.0.0.7"}}));
    auto only_v6 = usual_host();
    only_v6.command(line("db"), before, 2)
        .name_server("192.0.2.53", server_with({{"db", "AAAA", 60, "2001:db8::7"}}));

    CHECK(
        found(host, "db", "resolvable")
        == "cannot tell: the name servers have db, and the resolver of the system does not find it"
    );
    CHECK(found(only_v6, "db", "resolvable") == "absent");
}

TEST_CASE("getent that is missing, breaks or makes no sense tells nothing") {
    auto missing = usual_host();
    auto broken = usual_host();
    broken.command(line("db"), Output{.exit_status = 3, .signal = "", .out = "", .err = "usage"});
    auto strange = usual_host();
    strange.command(line("db"), "10.0.0.7 db\n");
    auto denied = usual_host();
    denied.command_fails(line("db"), {Kind::timed_out, "getent did not end within 30 s"});

    CHECK(
        found(missing, "db", "resolvable").starts_with("cannot tell: resolving names needs getent")
    );
    CHECK(found(broken, "db", "resolvable") == "cannot tell: getent ended with 3: usage");
    CHECK(
        found(strange, "db", "resolvable").starts_with("cannot tell: getent ahosts makes no sense")
    );
    CHECK(found(denied, "db", "resolvable") == "cannot tell: getent did not end within 30 s");
}

TEST_CASE("line commented out (hosts): it is not there; names are whole") {
    auto host = usual_host();
    host.file(
        "/etc/hosts",
        "10.0.0.7 db.internal\tDB # the old one\n#10.0.0.8 web\n10.0.0.9 # cache\nnonsense name\n"
        "fe80::1%eth0 link\n"
    );

    for (const std::string name : {"db.internal", "db", "DB.Internal", "link"})
        CHECK(found(host, name, "in_hosts_file") == "true");
    for (const std::string name :
         {"web", "cache", "d", "internal", "name", "10.0.0.7", "#10.0.0.8"})
        CHECK(found(host, name, "in_hosts_file") == "absent");
}

TEST_CASE("without /etc/hosts no name is in it; one that may not be read cannot be told") {
    FakeHost none;
    auto denied = usual_host();
    denied.denied("/etc/hosts");
    FakeHost image;
    image.file("/etc/hosts", "10.0.0.7 db\n").is_image();

    CHECK(found(none, "db", "in_hosts_file") == "absent");
    CHECK(
        found(denied, "db", "in_hosts_file") == "cannot tell: permission denied reading /etc/hosts"
    );
    CHECK(found(image, "db", "in_hosts_file") == "true");
    for (const auto& attribute : addresses_attributes)
        CHECK(found(image, "db", attribute) == "not asked: an image has no network");
    CHECK(found(image, "db", "in_dns") == "not asked: an image has no network");
    CHECK(pinged(image, "db", "reachable") == "not asked: an image has no network");
}

TEST_CASE(
    "a name is in DNS when the configured servers have A or AAAA, completed as the resolver does"
) {
    auto host = usual_host();
    host.file("/etc/resolv.conf", "search a.example b.example\nnameserver 192.0.2.53\n")
        .name_server("192.0.2.53", server_with({{"db.b.example", "AAAA", 60, "2001:db8::7"}}));

    CHECK(found(host, "db", "in_dns") == "true");
    CHECK(found(host, "db.b.example", "in_dns") == "true");
    CHECK(found(host, "web", "in_dns") == "absent");
    CHECK(found(host, "db.", "in_dns") == "absent");
}

TEST_CASE("of name servers that do not answer nothing is told, unless another name is there") {
    auto silent = usual_host();
    silent.name_server("192.0.2.53", always(is_silent()));
    auto half = usual_host();
    half.name_server("192.0.2.53", [](const Dns& asked) -> Answer {
        if (asked.type == "AAAA")
            return says("SERVFAIL");
        return says("NOERROR", {{asked.name, "A", 60, "10.0.0.7"}});
    });

    CHECK(found(silent, "db", "in_dns") == "cannot tell: no answer from 192.0.2.53:53 in 2 s");
    CHECK(found(half, "db", "in_dns") == "true");
}

TEST_CASE("no name server configured and none on loopback: not in DNS") {
    FakeHost refused;
    refused.file("/etc/resolv.conf", "search example\n")
        .name_server("127.0.0.1", always(refuses()))
        .command(line("db"), before, 2);
    FakeHost local;
    local.name_server("127.0.0.1", server_with({{"db", "A", 60, "10.0.0.7"}}));

    CHECK(found(refused, "db", "in_dns") == "absent");
    CHECK(found(refused, "db", "resolvable") == "absent");
    CHECK(found(local, "db", "in_dns") == "true");
}

TEST_CASE("a host is reachable when one echo is answered") {
    auto host = with_db();
    host.command(
        "ping -q -c 2 -W 2 -- db",
        "2 packets transmitted, 1 received, 50% packet loss, time 1001ms\n"
        "rtt min/avg/max/mdev = 0.049/25.500/0.147/0.049 ms\n"
    );
    auto busybox = with_db();
    busybox.command(
        "ping -q -c 2 -W 2 -- db",
        "2 packets transmitted, 2 packets received, 0% packet loss\n"
        "round-trip min/avg/max = 0.047/0.067/0.087 ms\n"
    );

    CHECK(pinged(host, "db", "reachable") == "true");
    CHECK(pinged(host, "db", "loss_percent") == "50");
    CHECK(pinged(host, "db", "time") == "0.0255");
    CHECK(pinged(busybox, "db", "loss_percent") == "0");
    CHECK(pinged(busybox, "db", "time").starts_with("6.7"));
    CHECK(host.exchanges() == 3);
}

TEST_CASE("a host that answers no echo is not reachable, and has no other value") {
    auto silent = with_db();
    silent.command(
        "ping -q -c 2 -W 2 -- db",
        "2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1001ms\n",
        1
    );
    auto no_route = with_db();
    no_route.command(
        "ping -q -c 2 -W 2 -- db",
        Output{
            .exit_status = 2,
            .signal = "",
            .out = "",
            .err = "ping: connect: Network is unreachable\n"}
    );

    for (auto* host : {&silent, &no_route}) {
        CHECK(pinged(*host, "db", "reachable") == "false");
        CHECK(pinged(*host, "db", "loss_percent") == "no answer from db to 2 echoes");
        CHECK(pinged(*host, "db", "time") == "no answer from db to 2 echoes");
    }
}

TEST_CASE("peer's name unknown: not reachable has no value, and neither has anything else") {
    auto host = usual_host();
    host.command(line("nosuch"), before, 2)
        .command(
            "ping -q -c 2 -W 2 -- nosuch",
            Output{.exit_status = 2, .signal = "", .out = "", .err = "Name or service not known"}
        );

    for (const std::string attribute : {"reachable", "loss_percent", "time"})
        CHECK(pinged(host, "nosuch", attribute) == "the name \"nosuch\" does not resolve");
}

TEST_CASE("ping that is missing or denied tells nothing") {
    auto missing = with_db();
    auto denied = with_db();
    denied.command(
        "ping -q -c 2 -W 2 -- db",
        Output{
            .exit_status = 2,
            .signal = "",
            .out = "",
            .err = "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n"}
    );

    for (const std::string attribute : {"reachable", "loss_percent", "time"}) {
        CHECK(
            pinged(missing, "db", attribute) == "cannot tell: ping is not installed on the target"
        );
        CHECK(pinged(denied, "db", attribute).starts_with("cannot tell: ping ended with 2"));
    }
}

TEST_CASE("so many echoes are sent as are counted") {
    FakeHost host;
    host.command(
        "ping -q -c 5 -W 2 -- 192.0.2.1",
        "5 packets transmitted, 4 received, 20% packet loss, time 4001ms\n"
    );
    const auto row =
        narrowed("count", {Value(5)}, part("ping", fact("host", "192.0.2.1", "loss_percent")));

    CHECK(tests::found(host, host_resources(), row) == "20");
}

TEST_CASE("an echo is waited for as long as the run waits for peers, in whole seconds") {
    FakeHost host;
    host.limits_.network = std::chrono::milliseconds(4500);
    host.command(
        "ping -q -c 2 -W 5 -- 192.0.2.1",
        "2 packets transmitted, 2 received, 0% packet loss, time 1001ms\n"
    );

    CHECK(
        tests::found(host, host_resources(), part("ping", fact("host", "192.0.2.1", "reachable")))
        == "true"
    );
}

TEST_CASE("names with a blank, quote, ;, leading -, newline, glob signs are one argument or none") {
    auto host = usual_host();
    for (const std::string name : {"a b", "it's", "x; id", "*", "$(id)", "a\nb"})
        host.command(line(name), before, 2);

    for (const std::string name : {"a b", "it's", "x; id", "*", "$(id)", "a\nb", "-x", "--help"})
        CHECK(found(host, name, "resolvable") == "absent");
    for (const std::string name : {"-x", "--help"})
        CHECK(pinged(host, name, "reachable") == "\"" + name + "\" is no name of a host");
}

TEST_CASE("a host without a name, a network and a count beyond reason are broken specs") {
    const auto broken = [](const Fact& fact) {
        return host_resources().front().entry.broken_subject(fact.subject);
    };
    const auto row = fact("host", "db", "resolvable");

    CHECK(broken(row).empty());
    CHECK_FALSE(broken(fact("host", "", "resolvable")).empty());
    CHECK_FALSE(broken(fact("host", "10.0.0.0/8", "resolvable")).empty());
    CHECK_FALSE(broken(narrowed("count", {Value(0)}, row)).empty());
    CHECK_FALSE(broken(narrowed("count", {Value(101)}, row)).empty());
}
