#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Image : Subject {
    explicit Image(Subject subject) : Subject(subject) {}

    Scalar environment(Word name) const { return {*this, "environment", {name}}; }
    Map labels{*this, "labels"};
    List entrypoint{*this, "entrypoint"};
    List command{*this, "command"};
    List exposed_ports{*this, "exposed_ports"};
    List volumes{*this, "volumes"};
    List healthcheck{*this, "healthcheck"};
    Time created{*this, "created"};
    Number layers{*this, "layers"};
    Text working_directory{*this, "working_directory"};
    Text user{*this, "user"};
    Text architecture{*this, "architecture"};
    Text digest{*this, "digest"};
};

/// What the image that the target is, or that a container was made from, tells an engine of how to run it.
inline Image image() {
    return Image(Subject("image", {}));
}

}  // namespace muster::dsl
