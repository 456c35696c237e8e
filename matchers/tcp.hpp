#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Tcp : Subject {
    explicit Tcp(Subject subject) : Subject(subject) {}

    Flag reachable{*this, "reachable"};
    Flag refused{*this, "refused"};
    Flag timed_out{*this, "timed_out"};
    Number time{*this, "time"};
    Text banner{*this, "banner"};

    Tcp timeout(Duration after) const { return Tcp(narrowed("timeout", {after})); }
    Tcp local_address(Word address) const { return Tcp(narrowed("local_address", {address})); }
};

/// A TCP port of any host, as seen from the target.
inline Tcp tcp(Word host, Item port) {
    return Tcp(Subject("tcp", {host, port}));
}
/// `tcp("db.internal:5432")`, `tcp("[::1]:53")`.
inline Tcp tcp(Word host_and_port) {
    return Tcp(Subject("tcp", {host_and_port}));
}

}  // namespace muster::dsl
