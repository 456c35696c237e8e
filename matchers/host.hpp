#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// ICMP echoes.
struct HostPing : Subject {
    explicit HostPing(Subject subject) : Subject(subject) {}

    Flag reachable{*this, "reachable"};
    Number loss_percent{*this, "loss_percent"};
    Number time{*this, "time"};

    HostPing count(Item number) const { return HostPing(narrowed("count", {number})); }
};

struct HostName : Subject {
    explicit HostName(Subject subject) : Subject(subject) {}

    Flag resolvable{*this, "resolvable"};
    Text address{*this, "address"};
    Text canonical_name{*this, "canonical_name"};
    List addresses{*this, "addresses"};
    List ipv4_addresses{*this, "ipv4_addresses"};
    List ipv6_addresses{*this, "ipv6_addresses"};
    Flag in_hosts_file{*this, "in_hosts_file"};
    Flag in_dns{*this, "in_dns"};

    HostPing ping{part("ping")};

    HostName count(Item number) const { return HostName(narrowed("count", {number})); }
};

/// The name of a host, or an address, as the target sees it.
inline HostName host(Word name) {
    return HostName(Subject("host", {name}));
}

}  // namespace muster::dsl
