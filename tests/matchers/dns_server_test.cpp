#include "framework/host/resource.hpp"
#include "tests/support/dns_replies.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> dns_server_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

FakeHost with(Answer answer) {
    FakeHost host;
    host.name_server("192.0.2.53", always(std::move(answer)));
    return host;
}

std::string found(FakeHost& host, const std::string& attribute) {
    return tests::found(host, dns_server_resources(), fact("dns_server", "192.0.2.53", attribute));
}

std::string found_of_zone(FakeHost& host, const std::string& zone) {
    return tests::found(
        host, dns_server_resources(), fact("dns_server", "192.0.2.53", "authoritative_for", {zone})
    );
}

}  // namespace

TEST_CASE("any reply is an answer, REFUSED and one that was cut short, too") {
    auto part = says("NOERROR");
    part.message->truncated = true;

    for (const auto& reply : {says("NOERROR"), says("REFUSED"), says("SERVFAIL"), part}) {
        auto host = with(reply);
        CHECK(found(host, "answers") == "true");
    }
}

TEST_CASE("name server silent over UDP and TCP: not dns_server(a).answers passes") {
    for (const auto& reply : {is_silent(), refuses()}) {
        auto host = with(reply);
        CHECK(found(host, "answers") == "false");
    }
}

TEST_CASE("a server that does not answer has no other value, and that is what it says") {
    auto silent = with(is_silent());
    auto refusing = with(refuses());

    CHECK(found(silent, "recursive") == "no answer from 192.0.2.53:53 in 2 s");
    CHECK(found_of_zone(silent, "example.org") == "no answer from 192.0.2.53:53 in 2 s");
    CHECK(found(refusing, "recursive") == "no answer from 192.0.2.53:53: refused");
}

TEST_CASE("what could not be asked over both UDP and TCP cannot be told") {
    auto host = with(CannotTell{Kind::missing_tool, "over UDP it needs perl"});

    CHECK(found(host, "answers") == "cannot tell: over UDP it needs perl");
    CHECK(found(host, "recursive") == "cannot tell: over UDP it needs perl");
    CHECK(found_of_zone(host, "example.org") == "cannot tell: over UDP it needs perl");
}

TEST_CASE("a server is recursive when it says so to us") {
    auto recursive = with(says("NOERROR"));
    auto other = with(knows("REFUSED"));

    CHECK(found(recursive, "recursive") == "true");
    CHECK(found(other, "recursive") == "false");
}

TEST_CASE("a server has a zone when it answers its SOA with AA") {
    const DnsRecord soa{"example.org", "SOA", 60, "ns root 1 2 3 4 5"};
    auto has = with(knows("NOERROR", {soa}));
    auto forwards = with(says("NOERROR", {soa}));
    auto above = with(knows("NOERROR"));
    auto refuses_it = with(says("REFUSED"));

    CHECK(found_of_zone(has, "Example.ORG.") == "true");
    CHECK(found_of_zone(has, "www.example.org") == "false");
    CHECK(found_of_zone(forwards, "example.org") == "false");
    CHECK(found_of_zone(above, "example.org") == "false");
    CHECK(found_of_zone(refuses_it, "example.org") == "false");
    CHECK(found_of_zone(has, "a..b") == "\"a..b\" is no domain name");
}

TEST_CASE("all about a server is asked in one exchange, the root once") {
    auto host = with(says("NOERROR"));

    gather(
        host,
        dns_server_resources(),
        {fact("dns_server", "192.0.2.53", "answers"),
         fact("dns_server", "192.0.2.53", "recursive"),
         fact("dns_server", "192.0.2.53", "authoritative_for", {"example.org"})}
    );

    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 2);
}

TEST_CASE("a server is named by its address") {
    const auto broken = [](const std::string& address) {
        return dns_server_resources().front().entry.broken_subject(
            fact("dns_server", address, "answers").subject
        );
    };

    CHECK(broken("192.0.2.53").empty());
    CHECK(broken("2001:db8::53").empty());
    for (const std::string address : {"", "ns.example.org", "-v", "192.0.2.0/24", "1.2.3.4; id"})
        CHECK_FALSE(broken(address).empty());
}
