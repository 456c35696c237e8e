#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct UnixSocket : Subject {
    explicit UnixSocket(Subject subject) : Subject(subject) {}

    Flag listening{*this, "listening"};
    Text type{*this, "type"};
    Text process{*this, "process"};
    List processes{*this, "processes"};
};

/// A named socket that waits for peers; `@name` is an abstract one.
inline UnixSocket unix_socket(Word path) {
    return UnixSocket(Subject("unix_socket", {path}));
}

}  // namespace muster::dsl
