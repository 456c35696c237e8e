#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct DnsRecords : Subject {
    explicit DnsRecords(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    List records{*this, "records"};
    Number serial{*this, "serial"};
    Number ttl{*this, "ttl"};
    Text rcode{*this, "rcode"};
    Text cname{*this, "cname"};
    Flag authoritative{*this, "authoritative"};
    Flag authenticated{*this, "authenticated"};

    DnsRecords type(Word type) const { return DnsRecords(narrowed("type", {type})); }
    DnsRecords server(Word address) const { return DnsRecords(narrowed("server", {address})); }
    DnsRecords port(Item number) const { return DnsRecords(narrowed("port", {number})); }
    DnsRecords timeout(Amount duration) const {
        return DnsRecords(narrowed("timeout", {duration}));
    }
};

/// The records of a name, of type A where no other is said; an address with `.type("PTR")` is reversed.
inline DnsRecords dns(Word name) {
    return DnsRecords(Subject("dns", {name}));
}

}  // namespace muster::dsl
