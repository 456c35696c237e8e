#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct DnsServer : Subject {
    explicit DnsServer(Subject subject) : Subject(subject) {}

    Flag answers{*this, "answers"};
    Flag recursive{*this, "recursive"};
    Flag authoritative_for(Word zone) const { return {*this, "authoritative_for", {zone}}; }

    DnsServer port(Item number) const { return DnsServer(narrowed("port", {number})); }
    DnsServer timeout(Amount duration) const { return DnsServer(narrowed("timeout", {duration})); }
};

/// A name server, as the target sees it.
inline DnsServer dns_server(Word address) {
    return DnsServer(Subject("dns_server", {address}));
}

}  // namespace muster::dsl
