#pragma once
#include <muster/plural.hpp>
#include <muster/types.hpp>

namespace muster::dsl {

struct Cron : Subject {
    explicit Cron(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    List entries{*this, "entries"};
    List commands{*this, "commands"};
    List system_entries{*this, "system_entries"};
    Flag allowed{*this, "allowed"};

    /// An assignment before the lines: `environment("MAILTO")`.
    Text environment(Word name) const { return {*this, "environment", {name}}; }
};

/// What cron runs for a user.
inline Cron cron(Word user) {
    return Cron(Subject("cron", {user}));
}

struct Crontabs : Plural<Crontabs> {
    explicit Crontabs(Subject subject) : Plural<Crontabs>(subject) {}
};

/// All that cron runs, for anybody.
inline Crontabs crontabs() {
    return Crontabs(Subject("crontabs", {}));
}

}  // namespace muster::dsl
