#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct VirtualIp : Subject {
    explicit VirtualIp(Subject subject) : Subject(subject) {}

    Flag held{*this, "held"};
    Text interface { *this, "interface" };
    Flag configured{*this, "configured"};
};

/// An address that moves between hosts (VRRP, keepalived).
inline VirtualIp virtual_ip(Word address) {
    return VirtualIp(Subject("virtual_ip", {address}));
}

}  // namespace muster::dsl
