#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// What can be known of the sockets of one port and one protocol.
struct PortSockets : Subject {
    explicit PortSockets(Subject subject) : Subject(subject) {}

    Flag listening{*this, "listening"};
    Flag serves(Word address) const { return {*this, "serves", {address}}; }
    List addresses{*this, "addresses"};
    Text process{*this, "process"};
    List processes{*this, "processes"};
    List pids{*this, "pids"};
    Text user{*this, "user"};
    Text service{*this, "service"};
    List clients{*this, "clients"};

    PortSockets on(Word address) const { return PortSockets(narrowed("on", {address})); }
};

struct Port : PortSockets {
    explicit Port(Subject subject) : PortSockets(subject) {}

    PortSockets tcp{part("tcp")};
    PortSockets tcp4{part("tcp4")};
    PortSockets tcp6{part("tcp6")};
    PortSockets udp{part("udp")};
    PortSockets udp4{part("udp4")};
    PortSockets udp6{part("udp6")};

    Port on(Word address) const { return Port(narrowed("on", {address})); }
};

/// A port of the target's own network namespace; without a view: TCP.
inline Port port(Item number) {
    return Port(Subject("port", {number}));
}

}  // namespace muster::dsl
