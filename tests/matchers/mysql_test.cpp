// What MariaDB 10.11 answered on a test host, and how a server that is not there, silent or unwilling is told.

#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "matchers/mysql/client.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <map>

namespace muster {
std::span<const Resource> mysql_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// The last word of a command, without `--execute=`.
std::string statement_of(const Command& command) {
    return command.words.back().substr(std::string("--execute=").size());
}

constexpr auto all_replicas =
    "/*M!100005 SHOW ALL SLAVES STATUS */ /*!80022 SHOW REPLICA STATUS */";

/// A server that answers these statements, and keeps how it was asked.
class Server : public FakeHost {
public:
    Server& says(const std::string& statement, const std::string& table) {
        answers_[statement] = Output{.out = table};
        return *this;
    }
    Server& refuses(const std::string& statement, const std::string& error) {
        answers_[statement] = Output{
            .exit_status = 1,
            .err = "--------------\n" + statement + "\n--------------\n\n" + error};
        return *this;
    }
    /// Whatever is asked.
    Server& always(const Output& output) {
        always_ = output;
        return *this;
    }

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        commands([this](const Command& command) -> Answer {
            asked.push_back(command);
            if (always_)
                return *always_;
            const auto found = answers_.find(statement_of(command));
            if (found == answers_.end())
                return CannotTell{Kind::failed, "not recorded: " + statement_of(command)};
            return found->second;
        });
        return FakeHost::exchange(batch, deadline);
    }

    std::vector<Command> asked;

private:
    std::map<std::string, Output> answers_;
    std::optional<Output> always_;
};

Fact of(const std::string& attribute, std::vector<std::string> parameters = {}) {
    Fact fact{{"mysql", {}}, attribute};
    for (auto& parameter : parameters)
        fact.parameters.emplace_back(Value(std::move(parameter)));
    return fact;
}

Fact of_replica(const std::string& attribute) {
    return part("replica", of(attribute));
}

Fact named(const std::string& view, const std::string& name) {
    auto fact = part(view, of("exists"));
    fact.subject.view_names = {Value(name)};
    return fact;
}

std::string found_by(Server& server, const Fact& fact) {
    return found(server, mysql_resources(), fact);
}

std::string variables() {
    return "Variable_name\tValue\nmax_connections\t151\nread_only\tON\n"
           "version\t10.11.18-MariaDB-0+deb12u1-log\n";
}

/// The columns that are read, of those that MariaDB has; the cells of a replica that runs.
std::string replicas(const std::string& rows) {
    return "Connection_name\tMaster_Host\tSlave_IO_Running\tSlave_SQL_Running\tSeconds_Behind_"
           "Master\t"
           "Last_IO_Error\tLast_SQL_Error\tGtid_Slave_Pos\n"
           + rows;
}

const std::string running = "\t10.99.1.5\tYes\tYes\t0\t\t\t0-1-7\n";

}  // namespace

TEST_CASE("a server's variables come from one question") {
    Server server;
    server.says("SHOW GLOBAL VARIABLES", variables());
    server.says("SHOW GLOBAL STATUS", "Variable_name\tValue\nThreads_connected\t3\n");

    CHECK(found_by(server, of("answers")) == "true");
    CHECK(found_by(server, of("version")) == "10.11.18");
    CHECK(found_by(server, of("read_only")) == "true");
    CHECK(found_by(server, of("variable", {"MAX_connections"})) == "151");
    CHECK(found_by(server, of("variable", {"max_conn"})) == "not set");
    CHECK(found_by(server, of("status", {"threads_connected"})) == "3");
    server.says("SHOW GLOBAL VARIABLES", "Variable_name\tValue\nread_only\tOFF\n");
    CHECK(found_by(server, of("read_only")) == "false");
}

TEST_CASE("a replica says whom it follows and how far it is") {
    Server server;
    server.says(all_replicas, replicas(running));

    CHECK(found_by(server, of_replica("configured")) == "true");
    CHECK(found_by(server, of_replica("io_running")) == "true");
    CHECK(found_by(server, of_replica("lag")) == "0");
    CHECK(found_by(server, of_replica("source")) == R"("10.99.1.5")");
    CHECK(found_by(server, of_replica("source_address")) == R"("10.99.1.5")");
    CHECK(found_by(server, of_replica("gtid")) == R"("0-1-7")");

    const std::string error = "Error 'Table 'shop.goods' doesn\\'t exist' on query";
    server.says(all_replicas, replicas("\t10.99.1.5\tConnecting\tNo\tNULL\t\t" + error + "\t\n"));
    CHECK(found_by(server, of_replica("io_running")) == "false");
    CHECK(found_by(server, of_replica("sql_running")) == "false");
    CHECK(found_by(server, of_replica("lag")) == "not set");
    CHECK(found_by(server, of_replica("gtid")) == "not set");
    CHECK(
        outcome(server, mysql_resources(), of_replica("lag"), Matcher{"less_than", {5}, {}})
        == "failed"
    );
}

TEST_CASE("who follows nobody is no replica, and has no lag") {
    Server server;
    server.says(all_replicas, "");
    CHECK(found_by(server, of_replica("configured")) == "false");
    CHECK(found_by(server, of_replica("lag")) == "not set");
}

TEST_CASE("of several sources one is chosen by its channel") {
    Server server;
    server.says(
        all_replicas,
        replicas("east\t10.0.0.1\tYes\tYes\t1\t\t\t\nwest\t10.0.0.2\tYes\tNo\tNULL\t\t\t\n")
    );
    const auto by = [](const std::string& channel, const std::string& attribute) {
        return narrowed("channel", {Value(channel)}, of_replica(attribute));
    };
    CHECK(found_by(server, by("east", "lag")) == "1");
    CHECK(found_by(server, by("west", "source")) == R"("10.0.0.2")");
    CHECK(found_by(server, by("north", "configured")) == "false");
    CHECK(found_by(server, of_replica("lag")) == "follows 2 servers: choose by .channel(…)");
}

TEST_CASE("a server before MySQL 8.0.22 is asked by its own word") {
    Server server;
    server.refuses(all_replicas, "ERROR 1065 (42000) at line 1: Query was empty\n");
    server.says("SHOW GLOBAL VARIABLES", "Variable_name\tValue\nversion\t5.7.44\n");
    server.says(
        "SHOW SLAVE STATUS",
        "Master_Host\tSlave_IO_Running\tSlave_SQL_Running\tSeconds_Behind_Master\tChannel_Name\n"
        "db1\tYes\tYes\t4\t\n"
    );
    CHECK(found_by(server, of_replica("lag")) == "4");
}

TEST_CASE("how a server is not reached is an observation; who is sent away has an answer") {
    Server gone;
    gone.always(Output{
        .exit_status = 1,
        .err = "ERROR 2002 (HY000): Can't connect to local server through socket "
               "'/run/mysqld/mysqld.sock' (2)\n"});
    CHECK(found_by(gone, of("answers")) == "false");
    CHECK(outcome(gone, mysql_resources(), of("read_only"), equals(false)) == "failed");
    CHECK(outcome(gone, mysql_resources(), of_replica("configured"), equals(false)) == "failed");

    Server unwilling;
    unwilling.always(Output{
        .exit_status = 1,
        .err = "ERROR 1698 (28000): Access denied for user 'nobody'@'localhost'\n"});
    CHECK(found_by(unwilling, of("answers")) == "true");
    CHECK(
        found_by(unwilling, of("read_only"))
        == "cannot tell: ERROR 1698 (28000): Access denied for user 'nobody'@'localhost'"
    );

    Server of_others;
    of_others.always(Output{
        .exit_status = 1,
        .err = "ERROR 2002 (HY000): Received error packet before completion of TLS handshake. The "
               "authenticity of the following error cannot be verified: 1130 - Host 'db' is not "
               "allowed "
               "to connect to this MariaDB server\n"});
    CHECK(found_by(of_others, of("answers")) == "true");
    CHECK(found_by(of_others, of("version")).starts_with("cannot tell: ERROR 2002"));

    Server closed_folder;
    closed_folder.always(Output{
        .exit_status = 1,
        .err = "ERROR 2002 (HY000): Can't connect to local server through socket '/run/x' (13)\n"});
    CHECK(found_by(closed_folder, of("answers")).starts_with("cannot tell: ERROR 2002"));

    Server misspelt;
    misspelt.always(Output{
        .exit_status = 1, .err = "ERROR 2005 (HY000): Unknown server host 'nosuch' (-3)\n"});
    CHECK(found_by(misspelt, of("answers")).starts_with("cannot tell: ERROR 2005"));
    Server broken;
    broken.always(Output{.exit_status = 7, .err = "mysql: unknown option '--skip-reconnect'\n"});
    CHECK(found_by(broken, of("answers")).starts_with("cannot tell: mysql ended with 7"));
}

TEST_CASE("without client, program, socket and data there is no server; without the client alone "
          "nobody can tell") {
    Server nothing;
    nothing.always(Output{.exit_status = 127, .err = "sh: 1: mysql: not found\n"});
    CHECK(found_by(nothing, of("answers")) == "absent");
    CHECK(outcome(nothing, mysql_resources(), of("answers"), equals(false)) == "passed");
    CHECK(outcome(nothing, mysql_resources(), of("read_only"), equals(false)) == "failed");
    CHECK(
        found_by(nothing, narrowed("host", {Value("db1")}, of("answers")))
        == "cannot tell: there is no client mysql on the target"
    );
    Server with_data;
    with_data.always(Output{.exit_status = 127, .err = "sh: 1: mysql: not found\n"})
        .folder("/var/lib/mysql");
    CHECK(
        found_by(with_data, of("answers")) == "cannot tell: there is no client mysql on the target"
    );
}

TEST_CASE("databases and accounts: what an account does not see may be there") {
    Server server;
    server.says("SHOW DATABASES", "Database\nmysql\nshop\n");
    server.says("SHOW GLOBAL VARIABLES", "Variable_name\tValue\nlower_case_table_names\t0\n");
    server.says(
        "SHOW GRANTS",
        "Grants for root@localhost\nGRANT ALL PRIVILEGES ON *.* TO `root`@`localhost`\n"
    );
    server.says("SELECT User, Host FROM mysql.user", "User\tHost\nshop\t10.99.1.%\nany\t%\n");

    CHECK(found_by(server, named("database", "shop")) == "true");
    CHECK(found_by(server, named("database", "sho")) == "false");
    CHECK(found_by(server, named("account", "shop@10.99.1.%")) == "true");
    CHECK(found_by(server, named("account", "'shop'@'10.99.1.%'")) == "true");
    CHECK(found_by(server, named("account", "shop")) == "false");
    CHECK(found_by(server, named("account", "any")) == "true");

    server.says(
        "SHOW GRANTS",
        "Grants for m@%\nGRANT SELECT ON `shop`.* TO `m`@`%`\nGRANT USAGE ON *.* TO `m`@`%`\n"
    );
    CHECK(found_by(server, named("database", "shop")) == "true");
    CHECK(
        found_by(server, named("database", "sho")).starts_with("cannot tell: \"sho\" may be among")
    );
}

TEST_CASE("grants are told without how an account proves who it is") {
    Server server;
    server.says(
        "SHOW GRANTS FOR 'shop'@'10.99.1.4'",
        "Grants for shop@10.99.1.4\n"
        "GRANT USAGE ON *.* TO `shop`@`10.99.1.4` IDENTIFIED BY PASSWORD '*AB12' REQUIRE SSL "
        "WITH GRANT OPTION\n"
        "GRANT SELECT ON `shop`.* TO `shop`@`10.99.1.4`\n"
    );
    server.refuses(
        "SHOW GRANTS FOR 'no''body'@'%'",
        "ERROR 1141 (42000) at line 1: There is no such grant defined for user\n"
    );
    CHECK(
        found_by(server, of("grants", {"shop@10.99.1.4"}))
        == "[\"GRANT SELECT ON `shop`.* TO `shop`@`10.99.1.4`\", \"GRANT USAGE ON *.* TO "
           "`shop`@`10.99.1.4` REQUIRE SSL WITH GRANT OPTION\"]"
    );
    CHECK(found_by(server, of("grants", {"no'body"})) == "not set");
}

TEST_CASE("what an author asks is told cell by cell, and an error of theirs cannot be told") {
    Server server;
    server.says("select 1", "1\tx\\ty\n2\t\\\\\n");
    server.says("select null", "NULL\n");
    server.says("select nothing", "");
    server.refuses("selec", "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax\n");
    CHECK(found_by(server, of("query", {"select 1"})) == "1");
    CHECK(found_by(server, of("rows", {"select 1"})) == R"(["1\tx\ty", "2\t\\"])");
    CHECK(found_by(server, of("query", {"select nothing"})) == "not set");
    CHECK(found_by(server, of("query", {"select null"})) == "not set");
    CHECK(found_by(server, of("rows", {"select nothing"})) == "[]");
    CHECK(found_by(server, of("query", {"selec"})).starts_with("cannot tell: ERROR 1064"));
    CHECK(mysql_resources().front().entry.does_act(of("query", {"x"})));
    CHECK_FALSE(mysql_resources().front().entry.does_act(of("variable", {"x"})));
}

TEST_CASE("a password stands in no argument and no key") {
    Server server;
    server.says("SHOW GLOBAL VARIABLES", variables());
    auto fact = narrowed("as", {Value("monitor")}, of("read_only"));
    fact.subject.qualifiers.push_back({"password", {Value("pa\"ss\\wo\nrd")}, true});
    fact.subject.qualifiers.push_back({"port", {Value(3307)}});
    CHECK(found_by(server, fact) == "true");

    REQUIRE(server.asked.size() == 1);
    const auto& command = server.asked[0];
    CHECK(command.words[1] == "--defaults-extra-file=/dev/stdin");
    CHECK(command.input == "[client]\npassword=\"pa\\\"ss\\\\wo\\nrd\"\n");
    const auto words = join(command.words, " ");
    CHECK(words.find("--user=monitor") != std::string::npos);
    CHECK(words.find("--protocol=TCP") != std::string::npos);
    CHECK(words.find("--port=3307") != std::string::npos);
    CHECK(words.find("pa\"ss") == std::string::npos);
    CHECK(key_of(Question(Run{command})).find("pa\\") == std::string::npos);
    CHECK(key_of(Question(Run{command})).find(command.input_mark) != std::string::npos);
}

TEST_CASE("a table that is none cannot be told") {
    CHECK_THROWS_AS(sql_table_from("a\tb\n1\n", Columns::first), CannotTell);
    CHECK(sql_table_from("", Columns::first).rows.empty());
    CHECK(sql_table_from("a\n\n", Columns::first).rows.size() == 1);  // one empty cell
}
