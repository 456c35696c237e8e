#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Interface : Subject {
    explicit Interface(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag up{*this, "up"};
    Flag link_detected{*this, "link_detected"};
    Text state{*this, "state"};
    List addresses{*this, "addresses"};
    List ipv4_addresses{*this, "ipv4_addresses"};
    List ipv6_addresses{*this, "ipv6_addresses"};
    Number mtu{*this, "mtu"};
    Number speed{*this, "speed"};
    Number vlan{*this, "vlan"};
    Text mac{*this, "mac"};
    Text master{*this, "master"};
    Text kind{*this, "kind"};
};

/// A network interface of the target's own network namespace.
inline Interface interface(Word name) {
    return Interface(Subject("interface", {name}));
}

/// All interfaces of the target's own network namespace.
struct Interfaces : Plural<Interfaces> {
    using Plural::Plural;
};
inline Interfaces interfaces() {
    return Interfaces(Subject("interfaces", {}));
}

}  // namespace muster::dsl
