#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// What can be known of a route, however it was named.
struct RouteFacts : Subject {
    explicit RouteFacts(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text gateway{*this, "gateway"};
    List gateways{*this, "gateways"};
    Text interface { *this, "interface" };
    List interfaces{*this, "interfaces"};
    Text source{*this, "source"};
    Number metric{*this, "metric"};
    Text protocol{*this, "protocol"};
    Text scope{*this, "scope"};
};

struct Route : RouteFacts {
    using RouteFacts::RouteFacts;

    Route table(Word name) const { return Route(narrowed("table", {name})); }
    Route family(Item number) const { return Route(narrowed("family", {number})); }
};

/// The route to exactly this network, `default` or 10.8.0.0/16; of several the one with the lowest metric.
inline Route route(Word destination) {
    return Route(Subject("route", {destination}));
}

/// The default route; of several the one with the lowest metric.
inline Route default_gateway() {
    return Route(Subject("default_gateway", {}));
}

/// The route that the kernel would take to an address.
inline RouteFacts route_to(Word address) {
    return RouteFacts(Subject("route_to", {address}));
}

/// All routes of the main table, or of another.
struct Routes : Plural<Routes> {
    using Plural::Plural;

    Routes table(Word name) const { return Routes(narrowed("table", {name})); }
    Routes family(Item number) const { return Routes(narrowed("family", {number})); }
};
inline Routes routes() {
    return Routes(Subject("routes", {}));
}

}  // namespace muster::dsl
