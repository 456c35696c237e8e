// Names and name servers as the machine that runs the tests finds them: a real PowerDNS on loopback, asked by
// ourselves and by what a shell has, and this machine's own resolver.

#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/support/dns_bytes.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/name_server.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> dns_resources();
std::span<const Resource> dns_server_resources();
std::span<const Resource> host_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

constexpr std::string_view zone = R"($ORIGIN example.org.
$TTL 300
@      IN SOA ns1 hostmaster 2026070101 7200 3600 1209600 300
@      IN NS ns1
@      IN MX 10 Mail
@      IN TXT "v=spf1 " "-all"
ns1    IN A 127.0.0.1
www    60 IN CNAME web
web    IN A 192.0.2.1
web    IN A 192.0.2.2
away   IN CNAME www.example.net.
*.wild IN A 192.0.2.9
a.wild IN A 192.0.2.9
sub    IN NS ns.sub
ns.sub IN A 192.0.2.53
)";

ShellBackend shell() {
    const std::vector<std::string> words = {"sh", "-c"};
    return ShellBackend(std::make_unique<PipeConnection>(words, "root@pipe"));
}

/// What both kinds of backend find of the same facts.
void check_alike(
    std::span<const Resource> resources,
    const std::vector<Fact>& facts,
    const std::vector<std::string>& expected
) {
    LocalBackend near;
    auto far = shell();
    const auto by_us = gather(near, resources, facts);
    const auto by_shell = gather(far, resources, facts);
    REQUIRE(facts.size() == expected.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(by_us[i]) == expected[i]);
        CHECK(shown(by_shell[i]) == expected[i]);
    }
}

Fact at(std::uint16_t port, Fact fact) {
    return narrowed("port", {Value(port)}, narrowed("timeout", {Value(0.5)}, std::move(fact)));
}

Fact of_name(
    std::uint16_t port,
    const std::string& name,
    const std::string& attribute,
    const std::string& type = "A"
) {
    const auto row = narrowed("type", {Value(type)}, fact("dns", name, attribute));
    return at(port, narrowed("server", {Value("127.0.0.1")}, row));
}

Fact of_server(std::uint16_t port, const std::string& attribute) {
    return at(port, fact("dns_server", "127.0.0.1", attribute));
}

std::string told_by(const std::string& line) {
    return std::string(trimmed(run_tool(line).output));
}

}  // namespace

TEST_CASE("the zone of a real name server is read as it was written") {
    if (not PowerDns::is_installed())
        return skip("no pdns-server here");
    const PowerDns server("example.org", zone);
    const auto row = [&](const auto&... words) { return of_name(server.port(), words...); };
    const auto refused =
        "cannot tell: 127.0.0.1:" + std::to_string(server.port()) + " says REFUSED to ";
    const auto unknowing =
        "cannot tell: 127.0.0.1:" + std::to_string(server.port()) + " neither has the zone of ";

    check_alike(
        dns_resources(),
        {row("example.org", "records", "MX"),
         row("example.org", "records", "TXT"),
         row("example.org", "serial"),
         row("example.org", "authoritative"),
         row("example.org", "authenticated"),
         row("www.example.org", "records"),
         row("www.example.org", "cname"),
         row("www.example.org", "ttl", "CNAME"),
         row("web.example.org", "ttl"),
         row("web.example.org", "serial"),
         row("web.example.org", "exists", "MX"),
         row("nosuch.example.org", "exists"),
         row("nosuch.example.org", "rcode"),
         row("*.wild.example.org", "records"),
         row("away.example.org", "cname"),
         row("away.example.org", "exists"),
         row("x.sub.example.org", "exists"),
         row("example.net", "rcode"),
         row("example.net", "exists")},
        {R"(["10 mail.example.org"])",
         R"(["v=spf1 -all"])",
         "2026070101",
         "true",
         "false",
         R"(["192.0.2.1", "192.0.2.2"])",
         R"("web.example.org")",
         "60",
         "300",
         "not set",
         "absent",
         "absent",
         R"("NXDOMAIN")",
         R"(["192.0.2.9"])",
         R"("www.example.net")",
         refused + "www.example.net A",
         unknowing + "x.sub.example.org nor asks others for us",
         R"("REFUSED")",
         refused + "example.net A"}
    );
    LocalBackend near;
    const auto findings = gather(near, dns_resources(), {row("a.wild.example.org", "records")});
    CHECK_FALSE(std::get<Value>(findings.at(0).found).remark.empty());
}

TEST_CASE("a real name server answers, asks nobody for us and has its zone") {
    if (not PowerDns::is_installed())
        return skip("no pdns-server here");
    const PowerDns server("example.org", zone);
    const auto of_zone = [&](const std::string& name) {
        return at(server.port(), fact("dns_server", "127.0.0.1", "authoritative_for", {name}));
    };

    check_alike(
        dns_server_resources(),
        {of_server(server.port(), "answers"),
         of_server(server.port(), "recursive"),
         of_zone("example.org"),
         of_zone("www.example.org"),
         of_zone("example.net")},
        {"true", "false", "true", "false", "false"}
    );
}

TEST_CASE("servers that are silent, refuse or lie do not answer, and say nothing about names") {
    const FakeNameServer silent([](const std::string&, FakeNameServer::Transport) {
        return std::vector<std::string>();
    });
    const FakeNameServer liar([](const std::string& query, FakeNameServer::Transport) {
        auto wrong_id = to_bytes({.query = query});
        wrong_id[1] = static_cast<char>(wrong_id[1] ^ 1);
        return std::vector<std::string>{"garbage", query, wrong_id};
    });
    std::uint16_t closed = 0;
    {
        const FakeNameServer gone([](const std::string&, FakeNameServer::Transport) {
            return std::vector<std::string>();
        });
        closed = gone.port();
    }

    LocalBackend near;
    auto far = shell();
    for (const auto port : {silent.port(), liar.port(), closed})
        for (Backend* host : {static_cast<Backend*>(&near), static_cast<Backend*>(&far)}) {
            CHECK(found(*host, dns_server_resources(), of_server(port, "answers")) == "false");
            CHECK(found(*host, dns_server_resources(), of_server(port, "recursive"))
                      .starts_with("no answer from 127.0.0.1:"));
            CHECK(found(*host, dns_resources(), of_name(port, "example.org", "exists"))
                      .starts_with("cannot tell: no answer from 127.0.0.1:"));
        }
}

TEST_CASE("names of this machine resolve as its own getent has it") {
    if (not has_tool("getent"))
        return skip("no getent here");
    const auto row = [](const std::string& attribute) {
        return fact("host", "localhost", attribute);
    };
    const auto first = told_by("getent ahosts localhost | sed 's/ .*//;q'");

    check_alike(
        host_resources(),
        {row("resolvable"),
         row("address"),
         row("in_hosts_file"),
         fact("host", "192.0.2.1", "resolvable"),
         fact("host", "-x", "resolvable")},
        {"true",
         "\"" + first + "\"",
         run_tool("grep -qw '^[^#]*localhost' /etc/hosts").exit_status == 0 ? "true" : "absent",
         "true",
         "absent"}
    );
}

TEST_CASE("this machine reaches itself by ICMP") {
    if (run_tool("ping -q -c 1 -W 2 -- 127.0.0.1").exit_status != 0)
        return skip("no ping here, or it may not");
    LocalBackend near;
    const auto row = [](const std::string& attribute) {
        return narrowed("count", {Value(1)}, part("ping", fact("host", "127.0.0.1", attribute)));
    };

    CHECK(found(near, host_resources(), row("reachable")) == "true");
    CHECK(found(near, host_resources(), row("loss_percent")) == "0");
    const auto findings = gather(near, host_resources(), {row("time")});
    const auto* time = std::get<Value>(findings.at(0).found).as<Number>();
    REQUIRE(time != nullptr);
    CHECK(*time > Number{0.0});
    CHECK(*time < Number{1.0});
}
