#pragma once
#pragma GCC system_header
// What a body may read before anything is asked: the target, its platform, variables, the other
// members of the inventory (hosts.hpp). Only these may stand in an `if`.

#include <muster/words.hpp>

namespace muster::dsl {

/// A member of the inventory.
class Member {
public:
    explicit Member(std::uint32_t index);

    Word name;
    Words roles;
    /// A role that the inventory does not know is a broken spec.
    bool has_role(Word role, Here here = Here::now()) const;
    /// Ends the body with an errored row when it has no address on that network.
    Word address(Word network, Here here = Here::now()) const;
    bool has_address(Word network) const;
    /// Ends the body with an errored row when it has no such variable.
    Word var(Word variable, Here here = Here::now()) const;

    std::uint32_t index() const { return index_; }

private:
    std::uint32_t index_;
};

/// What the specs run against now; in a FLEET, which is about no one target, it is a broken spec.
class Target {
public:
    explicit Target(Here here);

    Word name;
    Word family;          ///< "debian", "redhat", "alpine" …
    Word distribution;    ///< os-release `ID`
    Word version;         ///< "12.5"
    Word codename;        ///< "bookworm"
    Word arch;            ///< "x86_64"
    Word kernel;          ///< "6.1.0-18-amd64"
    Word virtualization;  ///< "none", "kvm", "docker" …
    Word init;            ///< "systemd", "openrc" …
    Words roles;

    /// A role that the inventory does not know is a broken spec.
    bool has_role(Word role, Here here = Here::now()) const;
    /// Where Muster connects; with a network, the address there.
    Word address() const;
    Word address(Word network, Here here = Here::now()) const;
    bool has_address(Word network) const;
    Word var(Word variable, Here here = Here::now()) const;
};
Target target(Here here = Here::now());

/// A variable of the target (in a FLEET, of the run). Without a default, a missing one ends the body
/// with an errored row.
Word var(Word name, Here here = Here::now());
Word var(Word name, Item otherwise);

/// One item a line, ends trimmed, empty lines and `#` comments left out; the path is relative to the
/// spec file. A file that is missing is a broken spec.
Words from_file(Word path, Here here = Here::now());

}  // namespace muster::dsl
