#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// What a replica says of the server that it follows.
struct MysqlReplica : Subject {
    explicit MysqlReplica(Subject subject) : Subject(subject) {}

    Flag configured{*this, "configured"};
    Flag io_running{*this, "io_running"};
    Flag sql_running{*this, "sql_running"};
    Number lag{*this, "lag"};
    Text source{*this, "source"};
    Text source_address{*this, "source_address"};
    Text gtid{*this, "gtid"};
};

struct MysqlDatabase : Subject {
    explicit MysqlDatabase(Subject subject) : Subject(subject) {}
    Flag exists{*this, "exists"};
};

struct MysqlAccount : Subject {
    explicit MysqlAccount(Subject subject) : Subject(subject) {}
    Flag exists{*this, "exists"};
};

struct Mysql : Subject {
    explicit Mysql(Subject subject) : Subject(subject) {}

    Flag answers{*this, "answers"};
    Version version{*this, "version"};
    Flag read_only{*this, "read_only"};
    Scalar variable(Word name) const { return {*this, "variable", {name}}; }
    Scalar status(Word name) const { return {*this, "status", {name}}; }
    List grants(Word account) const { return {*this, "grants", {account}}; }
    Scalar query(Word sql) const { return {*this, "query", {sql}}; }
    List rows(Word sql) const { return {*this, "rows", {sql}}; }

    MysqlReplica replica{part("replica")};
    MysqlDatabase database(Word name) const { return MysqlDatabase(part("database", {name})); }
    MysqlAccount account(Word name) const { return MysqlAccount(part("account", {name})); }

    Mysql socket(Word path) const { return Mysql(narrowed("socket", {path})); }
    Mysql host(Word name) const { return Mysql(narrowed("host", {name})); }
    Mysql port(Item number) const { return Mysql(narrowed("port", {number})); }
    Mysql as(Word user) const { return Mysql(narrowed("as", {user})); }
    Mysql password(Word password) const { return Mysql(narrowed("password", {password})); }
    Mysql password(Secret secret) const { return password(secret.as_argument()); }
    Mysql channel(Word name) const { return Mysql(narrowed("channel", {name})); }
};

/// A server of MySQL's or MariaDB's, as its own client reaches it from the target.
inline Mysql mysql() {
    return Mysql(Subject("mysql", {}));
}

}  // namespace muster::dsl
