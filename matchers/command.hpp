#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Command : Subject {
    explicit Command(Subject subject) : Subject(subject) {}

    Number exit_status{*this, "exit_status"};
    Text signal{*this, "signal"};
    Flag succeeds{*this, "succeeds"};
    Text stdout{*this, "stdout"};
    Text stderr{*this, "stderr"};
    Scalar value{*this, "value"};
    List stdout_lines{*this, "stdout_lines"};
    List stderr_lines{*this, "stderr_lines"};
    Number duration{*this, "duration"};
    Flag found{*this, "found"};

    Command as(Word user) const { return Command(narrowed("as", {user})); }
    Command in(Word folder) const { return Command(narrowed("in", {folder})); }
    Command env(Word name, Word value) const { return Command(narrowed("env", {name, value})); }
    Command input(Word bytes) const { return Command(narrowed("input", {bytes})); }
    Command input(Secret secret) const { return input(secret.as_argument()); }
    Command shell(Word shell) const { return Command(narrowed("shell", {shell})); }
    Command deadline(Duration after) const { return Command(narrowed("deadline", {after})); }
};

/// What a command says: `sh -c LINE` on the target.
inline Command command(Word line) {
    return Command(Subject("command", {line}));
}

}  // namespace muster::dsl
