#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Memcached : Subject {
    explicit Memcached(Subject subject) : Subject(subject) {}

    Flag answers{*this, "answers"};
    Version version{*this, "version"};
    Scalar stat(Word name) const { return {*this, "stat", {name}}; }

    Memcached host(Word name) const { return Memcached(narrowed("host", {name})); }
};

/// A memcached that listens on this port, of the target unless `.host` says another.
inline Memcached memcached(Item port) {
    return Memcached(Subject("memcached", {port}));
}

}  // namespace muster::dsl
