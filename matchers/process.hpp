#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Process : Subject {
    explicit Process(Subject subject) : Subject(subject) {}

    Flag running{*this, "running"};
    Number count{*this, "count"};
    Number pid{*this, "pid"};
    Number ppid{*this, "ppid"};
    Text user{*this, "user"};
    Text group{*this, "group"};
    Text args{*this, "args"};
    Text exe{*this, "exe"};
    Text state{*this, "state"};
    List pids{*this, "pids"};
    List users{*this, "users"};
    List arguments{*this, "arguments"};
    Time started{*this, "started"};
    Number age{*this, "age"};
    Number memory{*this, "memory"};
    Number virtual_memory{*this, "virtual_memory"};
    Number cpu_percent{*this, "cpu_percent"};
    Number cpu_time{*this, "cpu_time"};
    Number threads{*this, "threads"};
    Number open_files{*this, "open_files"};
    Scalar limit(Word name) const { return {*this, "limit", {name}}; }
    Scalar hard_limit(Word name) const { return {*this, "hard_limit", {name}}; }
    Flag uses_deleted_files{*this, "uses_deleted_files"};
    Number nice{*this, "nice"};
    Text terminal{*this, "terminal"};
    Text cgroup{*this, "cgroup"};
    Text security_label{*this, "security_label"};

    Process of_user(Word user) const { return Process(narrowed("of_user", {user})); }
    Process with_args(Item matcher) const { return Process(narrowed("with_args", {matcher})); }
    Process titled(Item matcher) const { return Process(narrowed("titled", {matcher})); }
    Process children_of(Item parent) const { return Process(narrowed("children_of", {parent})); }
};

/// Running programs that go by a name.
inline Process process(Word name) {
    return Process(Subject("process", {name}));
}

struct Processes : Plural<Processes> {
    explicit Processes(Subject subject) : Plural(subject) {}

    Processes of_user(Word user) const { return Processes(narrowed("of_user", {user})); }
    Processes with_args(Item matcher) const { return Processes(narrowed("with_args", {matcher})); }
    Processes titled(Item matcher) const { return Processes(narrowed("titled", {matcher})); }
    Processes children_of(Item parent) const {
        return Processes(narrowed("children_of", {parent}));
    }
};

/// All running programs, a row for each process id.
inline Processes processes() {
    return Processes(Subject("processes", {}));
}

}  // namespace muster::dsl
