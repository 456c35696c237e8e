#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Filesystem : Subject {
    explicit Filesystem(Subject subject) : Subject(subject) {}

    Number size{*this, "size"};
    Number free{*this, "free"};
    Number available{*this, "available"};
    Number used_percent{*this, "used_percent"};
    Number inodes{*this, "inodes"};
    Number inodes_free{*this, "inodes_free"};
    Number inodes_used_percent{*this, "inodes_used_percent"};
    Text type{*this, "type"};
};

/// The space of the file system that holds a path.
inline Filesystem filesystem(Word path) {
    return Filesystem(Subject("filesystem", {path}));
}

}  // namespace muster::dsl
