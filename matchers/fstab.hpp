#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Fstab : Subject {
    explicit Fstab(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text device{*this, "device"};
    Text type{*this, "type"};
    List options{*this, "options"};
    Scalar option(Word name) const { return {*this, "option", {name}}; }
    Number dump{*this, "dump"};
    Number pass{*this, "pass"};
};

/// The active line of /etc/fstab for a mount point.
inline Fstab fstab(Word path) {
    return Fstab(Subject("fstab", {path}));
}

struct FstabEntries : Plural<FstabEntries> {
    explicit FstabEntries(Subject subject) : Plural(subject) {}
};

/// All mount points of /etc/fstab.
inline FstabEntries fstab_entries() {
    return FstabEntries(Subject("fstab_entries", {}));
}

}  // namespace muster::dsl
