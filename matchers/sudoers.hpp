#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Sudoers : Subject {
    explicit Sudoers(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag valid{*this, "valid"};
    List files{*this, "files"};
    List rules{*this, "rules"};
    Flag has_rule(Word rule) const { return {*this, "has_rule", {rule}}; }
    List passwordless{*this, "passwordless"};
    Scalar setting(Word key) const { return {*this, "setting", {key}}; }
    Flag may_run(Word user, Word command) const { return {*this, "may_run", {user, command}}; }
};

/// What sudo allows whom: /etc/sudoers with all that it includes.
inline Sudoers sudoers() {
    return Sudoers(Subject("sudoers", {}));
}

}  // namespace muster::dsl
