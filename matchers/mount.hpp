#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Mount : Subject {
    explicit Mount(Subject subject) : Subject(subject) {}

    Flag mounted{*this, "mounted"};
    Number count{*this, "count"};
    Text device{*this, "device"};
    Text type{*this, "type"};
    Text root{*this, "root"};
    List options{*this, "options"};
    Scalar option(Word name) const { return {*this, "option", {name}}; }
    List mount_options{*this, "mount_options"};
    List super_options{*this, "super_options"};
    Flag configured{*this, "configured"};
    Flag as_configured{*this, "as_configured"};
};

/// What is mounted on exactly this path now, and whether it shall be.
inline Mount mount(Word path) {
    return Mount(Subject("mount", {path}));
}

struct Mounts : Plural<Mounts> {
    explicit Mounts(Subject subject) : Plural(subject) {}
};

/// All mount points.
inline Mounts mounts() {
    return Mounts(Subject("mounts", {}));
}

}  // namespace muster::dsl
