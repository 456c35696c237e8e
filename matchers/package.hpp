#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Package : Subject {
    explicit Package(Subject subject) : Subject(subject) {}

    Flag installed{*this, "installed"};
    Version version{*this, "version"};
    List versions{*this, "versions"};
    Version upstream_version{*this, "upstream_version"};
    Text release{*this, "release"};
    Text state{*this, "state"};
    Text architecture{*this, "architecture"};
    List architectures{*this, "architectures"};
    Flag held{*this, "held"};
    Flag automatic{*this, "automatic"};
    Flag provided{*this, "provided"};
    Version candidate{*this, "candidate"};
    Flag upgradable{*this, "upgradable"};
    Text repository{*this, "repository"};
    Flag intact{*this, "intact"};
    List modified_files{*this, "modified_files"};

    /// Asks "dpkg", "rpm", "apk" or "pacman", where a host has more than one.
    Package by(Word manager) const { return Package(narrowed("by", {manager})); }
};

/// What the platform's package manager has installed; "name:arch" for multi-arch.
inline Package package(Word name) {
    return Package(Subject("package", {name}));
}

struct Packages : Plural<Packages> {
    explicit Packages(Subject subject) : Plural(subject) {}

    Packages by(Word manager) const { return Packages(narrowed("by", {manager})); }
};

/// All packages that it has installed.
inline Packages packages() {
    return Packages(Subject("packages", {}));
}
/// Those whose name fits a glob: "xserver-*".
inline Packages packages(Word pattern) {
    return Packages(Subject("packages", {pattern}));
}

}  // namespace muster::dsl
