#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct HaproxyBackend : Subject {
    explicit HaproxyBackend(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text status{*this, "status"};
    List servers{*this, "servers"};
    List up_servers{*this, "up_servers"};
};

struct HaproxyServer : Subject {
    explicit HaproxyServer(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text status{*this, "status"};
    Text address{*this, "address"};
    Number weight{*this, "weight"};
    Text check_status{*this, "check_status"};
};

struct HaproxyFrontend : Subject {
    explicit HaproxyFrontend(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text status{*this, "status"};
};

struct Haproxy : Subject {
    explicit Haproxy(Subject subject) : Subject(subject) {}

    Flag answers{*this, "answers"};
    Version version{*this, "version"};
    List backends{*this, "backends"};
    List frontends{*this, "frontends"};

    HaproxyBackend backend(Word name) const { return HaproxyBackend(part("backend", {name})); }
    HaproxyServer server(Word backend, Word name) const {
        return HaproxyServer(part("server", {backend, name}));
    }
    HaproxyFrontend frontend(Word name) const { return HaproxyFrontend(part("frontend", {name})); }
};

/// A running HAProxy, by the first stats socket of /etc/haproxy/haproxy.cfg.
inline Haproxy haproxy() {
    return Haproxy(Subject("haproxy", {}));
}
/// By this socket.
inline Haproxy haproxy(Word socket) {
    return Haproxy(Subject("haproxy", {socket}));
}

}  // namespace muster::dsl
