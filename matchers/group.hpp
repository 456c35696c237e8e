#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Group : Subject {
    explicit Group(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Number gid{*this, "gid"};
    Flag local{*this, "local"};
    Text source{*this, "source"};
    Flag system{*this, "system"};
    List members{*this, "members"};
    List all_members{*this, "all_members"};
};

/// A group, through the name services of the target.
inline Group group(Word name) {
    return Group(Subject("group", {name}));
}

struct Groups : Plural<Groups> {
    explicit Groups(Subject subject) : Plural(subject) {}
};

/// All groups that the name services of the target enumerate.
inline Groups groups() {
    return Groups(Subject("groups", {}));
}

}  // namespace muster::dsl
