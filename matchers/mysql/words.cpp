#include "matchers/mysql/words.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

namespace muster {

namespace {

bool asks_what_an_author_wrote(const Fact& fact) {
    return fact.attribute == "query" or fact.attribute == "rows";
}

std::string broken_connection(const Subject& subject) {
    const auto port = subject.qualifier_text("port");
    const auto number = port ? whole_number(*port) : std::nullopt;
    if (port and (not number or *number < 1 or *number > 0xFFFF))
        return "port " + escaped(*port) + ": 1 to 65535";
    if (subject.qualifier("socket") != nullptr and (port or subject.qualifier("host") != nullptr))
        return "a server is reached by its socket, or by host and port";
    return "";
}

// NOLINTBEGIN(readability-function-size): tables
std::vector<AttributeEntry> attributes() {
    const ParameterEntry sql{.name = "sql", .meaning = "a statement, in a session that only reads"};
    return {
        {.name = "answers",
         .type = Type::flag,
         .meaning = "a server is there, though it may send us away",
         .when_absent = Value(false)},
        {.name = "version",
         .type = Type::version,
         .meaning = "the numbers alone: `10.11.6` of `10.11.6-MariaDB-0+deb12u1`"},
        {.name = "read_only", .type = Type::flag, .meaning = "the variable is not OFF"},
        {.name = "variable",
         .type = Type::scalar,
         .meaning = "a global variable; one that it does not have is not set",
         .parameters = {{.name = "name"}}},
        {.name = "status",
         .type = Type::scalar,
         .meaning = "a global status variable",
         .parameters = {{.name = "name"}}},
        {.name = "grants",
         .type = Type::list,
         .meaning = "lines of SHOW GRANTS, without IDENTIFIED …; an account that is not there has "
                    "no value",
         .parameters = {{.name = "account", .meaning = "`shop@10.0.0.%`"}},
         .item = {.type = Type::text}},
        {.name = "query",
         .type = Type::scalar,
         .meaning = "the first cell of the result; no row, or NULL: not set",
         .parameters = {sql}},
        {.name = "rows",
         .type = Type::list,
         .meaning = "the rows of the result, cells joined by a tab; NULL is the text NULL",
         .parameters = {sql},
         .item = {.type = Type::text, .ordered = true}},
    };
}

std::vector<ViewEntry> views() {
    const std::vector<ParameterEntry> by_name = {{.name = "name"}};
    return {
        {.name = "replica",
         .meaning = "what it says of the server that it follows",
         .attributes =
             {{.name = "configured",
               .type = Type::flag,
               .meaning = "it is told whom to follow",
               .when_absent = Value(false)},
              {.name = "io_running", .type = Type::flag, .meaning = "it receives changes"},
              {.name = "sql_running", .type = Type::flag, .meaning = "it applies changes"},
              {.name = "lag",
               .type = Type::number,
               .meaning = "behind its source; while nothing is applied it is not set",
               .unit = "seconds"},
              {.name = "source", .type = Type::text, .meaning = "whom it follows, as configured"},
              {.name = "source_address",
               .type = Type::term,
               .meaning = "the same as an address, as the replica resolves it",
               .term = TermKind::address},
              {.name = "gtid",
               .type = Type::text,
               .meaning = "what it has applied: gtid_slave_pos, Executed_Gtid_Set"}}},
        {.name = "database",
         .meaning = "a database",
         .attributes =
             {{.name = "exists",
               .type = Type::flag,
               .meaning = "it is among SHOW DATABASES",
               .when_absent = Value(false)}},
         .parameters = by_name},
        {.name = "account",
         .meaning = "an account: `shop@10.0.0.%`, without a host that of any",
         .attributes =
             {{.name = "exists",
               .type = Type::flag,
               .meaning = "it is in mysql.user",
               .when_absent = Value(false)}},
         .parameters = by_name},
    };
}

std::vector<QualifierEntry> qualifiers() {
    return {
        {.name = "socket",
         .parameters = {{.name = "path"}},
         .meaning = "by this socket, else the client's own"},
        {.name = "host", .parameters = {{.name = "name"}}, .meaning = "over TCP, from the target"},
        {.name = "port",
         .parameters = {{.name = "number", .type = Type::number}},
         .meaning = "over TCP, otherwise 3306"},
        {.name = "as", .parameters = {{.name = "user"}}, .meaning = "the account that asks"},
        {.name = "password",
         .parameters = {{.name = "password"}},
         .meaning = "of that account: it stands in no argument, report or recording",
         .secret = true},
        {.name = "channel",
         .parameters = {{.name = "name"}},
         .meaning = "of a replica that follows several: this one"},
    };
}

}  // namespace

ResourceEntry mysql_entry() {
    return {
        .name = "mysql",
        .summary = "A server of MySQL's or MariaDB's.",
        .in_image = InImage::no_commands,
        .absence = "is not there",
        .qualifiers = qualifiers(),
        .views = views(),
        .attributes = attributes(),
        .example = R"(expect(mysql().answers and not mysql().read_only);
expect(mysql().version >= "10.11");
expect(mysql().variable("max_connections") >= 200);
expect(mysql().replica.lag < 5);
expect(mysql().database("shop").exists);
expect(mysql().host("db1").as("monitor").password(secret("monitor")).answers);)",
        .yaml_example =
            R"(- {all_of: [{mysql: , answers: true}, {mysql: , read_only: false}]}
- {mysql: , version: {at_least: "10.11"}}
- {mysql: , variable: {max_connections: {at_least: 200}}}
- {mysql: , replica: {lag: {less_than: 5}}}
- {mysql: , database: {shop: {exists: true}}}
- {mysql: , host: db1, as: monitor, password: {secret: monitor}, answers: true})",
        .details =
            R"(The client `mysql` of the target asks, in a session that only reads, with its own option files (~/.my.cnf). A
server that refuses or is silent does not answer, and nothing else has a value; one that denies us answers, and the rest
cannot be told. A recording holds what the server said, digests of passwords in grants too. query and rows run what the author wrote: they wait for their guards, and
--no-commands refuses them.)",
        .acts = true,
        .does_act = asks_what_an_author_wrote,
        .broken_subject = broken_connection,
    };
}
// NOLINTEND(readability-function-size)

}  // namespace muster
