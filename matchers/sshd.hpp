#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Sshd : Subject {
    explicit Sshd(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag valid{*this, "valid"};
    Flag restart_due{*this, "restart_due"};
    Scalar setting(Word keyword) const { return {*this, "setting", {keyword}}; }
    List settings(Word keyword) const { return {*this, "settings", {keyword}}; }
    List algorithms(Word keyword) const { return {*this, "algorithms", {keyword}}; }

    Sshd for_connection(Word user, Word address) const {
        return Sshd(narrowed("for_connection", {user, address}));
    }
    Sshd file(Word path) const { return Sshd(narrowed("file", {path})); }
};

/// The effective settings of the SSH server.
inline Sshd sshd() {
    return Sshd(Subject("sshd", {}));
}

}  // namespace muster::dsl
