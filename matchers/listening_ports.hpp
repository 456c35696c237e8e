#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct ListeningPorts : Plural<ListeningPorts> {
    explicit ListeningPorts(Subject subject) : Plural(subject) {}

    List tcp{*this, "tcp"};
    List udp{*this, "udp"};
    List tcp4{*this, "tcp4"};
    List tcp6{*this, "tcp6"};
    List udp4{*this, "udp4"};
    List udp6{*this, "udp6"};
    List exposed_tcp{*this, "exposed_tcp"};
    List exposed_udp{*this, "exposed_udp"};

    ListeningPorts including_ephemeral() const {
        return ListeningPorts(narrowed("including_ephemeral", {}));
    }
};

/// All ports on which something waits for peers, in the target's own network namespace.
inline ListeningPorts listening_ports() {
    return ListeningPorts(Subject("listening_ports", {}));
}

}  // namespace muster::dsl
