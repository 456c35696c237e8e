#pragma once
#include <muster/hosts.hpp>
#include <muster/types.hpp>

#include <matchers/dns.hpp>
#include <matchers/dns_server.hpp>
#include <matchers/host.hpp>
#include <matchers/http.hpp>
#include <matchers/tcp.hpp>

namespace muster::dsl {

/// What can be looked at from a member's place in the network.
struct Vantage : VantagePoint {
    using VantagePoint::VantagePoint;

    Tcp tcp(Word host, Item port) const { return Tcp(seen(dsl::tcp(host, port))); }
    Tcp tcp(Word host_and_port) const { return Tcp(seen(dsl::tcp(host_and_port))); }
    Http http(Word url) const { return Http(seen(dsl::http(url))); }
    HostName host(Word name) const { return HostName(seen(dsl::host(name))); }
    DnsRecords dns(Word name) const { return DnsRecords(seen(dsl::dns(name))); }
    DnsServer dns_server(Word address) const { return DnsServer(seen(dsl::dns_server(address))); }
};

/// From a member of the inventory.
inline Vantage from(const Member& member) {
    return Vantage(member);
}
/// From each member of a role: a loop written short, one row for each of them, with the `not` inside it.
inline Vantage from(const Hosts& members) {
    return Vantage(members);
}

}  // namespace muster::dsl
