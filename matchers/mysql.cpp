// mysql(): a server of MySQL's or MariaDB's, asked by the client of the target (matchers/mysql/client.hpp).
//
// A server that nobody reaches, or that breaks off, does not answer: that is an observation. One that sends us away
// answers, and nothing else can be told. What statements need more rights than we have is not told either.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/host_names.hpp"
#include "matchers/mysql/client.hpp"
#include "matchers/mysql/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace muster {

namespace {

/// The connection that a fact of a view is about, too.
Subject connection_of(Subject subject) {
    subject.view.clear();
    subject.view_names.clear();
    std::erase_if(subject.qualifiers, [](const Qualifier& one) { return one.name == "channel"; });
    return subject;
}

/// A table, or what stands instead of every value.
struct Told {
    SqlTable table;
    std::optional<Value> instead = {};
    int error = 0;
    std::string message = {};
};

/// Errors that say who asks may not (MariaDB, "Error Codes").
bool is_denial(int error) {
    constexpr std::array codes = {1044, 1045, 1130, 1142, 1227, 1698, 3118, 3159};
    return std::ranges::find(codes, error) != codes.end();
}

CannotTell refused(int error, const std::string& message) {
    if (is_denial(error))
        return {
            Kind::denied, message, ".as(user).password(secret(…)) says who asks, or try --sudo"};
    return {Kind::failed, message};
}

/// Option files may change what the client prints. Throws CannotTell for a table that does not begin with this column.
void require_column(const SqlTable& table, std::string_view first) {
    if (not table.columns.empty() and not table.columns.front().starts_with(first))
        throw CannotTell{
            Kind::unparsable,
            fmt::format(
                "mysql printed {} where {} was to be", quoted(table.columns.front(), 60), first
            ),
            "does an option file change its output?"};
}

/// Throws CannotTell for an error of the server's that is none of `known`.
Task<Told> ask(
    Host& host, Subject subject, std::string statement, Origin origin, std::vector<int> known
) {
    auto asking = ask_mysql(host, connection_of(subject), statement, origin);
    auto answer = co_await asking;
    Told told;
    if (answer.absent)
        told.instead = absent;
    else if (not answer.reached)
        told.instead = no_answer(answer.message);
    else if (answer.error != 0 and std::ranges::count(known, answer.error) == 0)
        throw refused(answer.error, answer.message);
    told.error = answer.error;
    told.message = answer.message;
    told.table = std::move(answer.table);
    co_return told;
}

Task<Told> asked(Host& host, Subject subject, std::string statement) {
    const std::vector<int> none;
    auto asking = ask(host, std::move(subject), std::move(statement), Origin::ours, none);
    auto told = co_await asking;
    co_return told;
}

const std::string variables_statement = "SHOW GLOBAL VARIABLES";
const std::string status_statement = "SHOW GLOBAL STATUS";

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::ranges::transform(lowered, lowered.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return lowered;
}

/// The second cell of the row that begins with this name, in which case does not count.
std::optional<std::string> value_named(const SqlTable& table, const std::string& name) {
    for (const auto& row : table.rows)
        if (row.size() == 2 and lower(row[0]) == lower(name))
            return row[1];
    return std::nullopt;
}

Task<Value> answers(Host& host, Fact fact) {
    auto asking = ask_mysql(host, connection_of(fact.subject), variables_statement, Origin::ours);
    const auto& answer = co_await asking;
    if (answer.absent)
        co_return absent;
    co_return with_remark(answer.reached, answer.message);
}

Value scalar_or_not_set(const std::optional<std::string>& text) {
    if (not text)
        return not_set;
    return Scalar{*text};
}

Task<Value> named_value(Host& host, Subject subject, std::string statement, std::string name) {
    auto asking = asked(host, std::move(subject), std::move(statement));
    const auto& told = co_await asking;
    if (told.instead)
        co_return *told.instead;
    require_column(told.table, "Variable_name");
    co_return scalar_or_not_set(value_named(told.table, name));
}

Task<Value> variable(Host& host, Fact fact) {
    auto asking = named_value(host, fact.subject, variables_statement, fact.parameter());
    const auto& value = co_await asking;
    co_return value;
}

Task<Value> status(Host& host, Fact fact) {
    auto asking = named_value(host, fact.subject, status_statement, fact.parameter());
    const auto& value = co_await asking;
    co_return value;
}

/// `10.11.6-MariaDB-0+deb12u1` is 10.11.6, with the whole as a remark.
Task<Value> version(Host& host, Fact fact) {
    auto asking = named_value(host, fact.subject, variables_statement, "version");
    const auto& value = co_await asking;
    const auto* whole = value.as<Scalar>();
    if (whole == nullptr)
        co_return value;
    const auto number = whole->text.substr(0, whole->text.find('-'));
    co_return with_remark(Version{number, VersionOrder::dotted}, escaped(whole->text));
}

/// OFF is not, and whatever else there is, is: MariaDB has kinds of read-only.
Task<Value> read_only(Host& host, Fact fact) {
    auto asking = named_value(host, fact.subject, variables_statement, "read_only");
    const auto& value = co_await asking;
    const auto* text = value.as<Scalar>();
    if (text == nullptr)
        co_return value;
    co_return with_remark(
        text->text != "OFF" and text->text != "0", "read_only is " + escaped(text->text)
    );
}

// --- replicas

/// MariaDB reads the first comment and takes the second for one; MySQL 8.0.22 and later the other way round (MariaDB,
/// "Comment Syntax"). MySQL's client on a server of MariaDB's sends neither: then the version says which word is known.
const std::string replicas_statement =
    "/*M!100005 SHOW ALL SLAVES STATUS */ /*!80022 SHOW REPLICA STATUS */";
constexpr int empty_query = 1065;

/// One row of SHOW REPLICA STATUS.
struct Replica {
    std::vector<std::string> columns;
    std::vector<std::string> cells;

    /// The cell of the first of these columns that there is.
    std::optional<std::string> cell(std::initializer_list<std::string_view> names) const {
        const SqlTable table{columns, {}};
        for (const auto name : names)
            if (const auto place = table.column(name))
                return cells.at(*place);
        return std::nullopt;
    }
};

struct FoundReplica {
    std::optional<Replica> replica;
    std::optional<Value> instead;
};

/// That of the channel, in whose name case does not count; without one the only one.
FoundReplica replica_in(const SqlTable& table, const std::string& channel, bool is_named) {
    if (not table.columns.empty() and not table.column("Slave_IO_Running")
        and not table.column("Replica_IO_Running"))
        throw CannotTell{Kind::unparsable, "mysql printed no states of replicas"};
    auto name_column = table.column("Connection_name");
    if (not name_column)
        name_column = table.column("Channel_Name");
    for (const auto& row : table.rows) {
        const auto name = name_column ? row.at(*name_column) : std::string();
        const bool is_meant = is_named ? lower(name) == lower(channel) : table.rows.size() == 1;
        if (is_meant)
            return {Replica{table.columns, row}, {}};
    }
    if (table.rows.size() > 1 and not is_named)
        return {
            std::nullopt,
            wrong_kind(fmt::format("follows {} servers: choose by .channel(…)", table.rows.size())
            )};
    return {};
}

Task<FoundReplica> found_replica(Host& host, Subject subject) {
    const std::vector<int> known(1, empty_query);
    auto asking = ask(host, subject, replicas_statement, Origin::ours, known);
    auto told = co_await asking;
    if (told.error == empty_query) {
        auto looking = named_value(host, subject, variables_statement, "version");
        const auto& version = co_await looking;
        const bool is_mariadb = to_plain(version).find("MariaDB") != std::string::npos;
        std::string statement = "SHOW SLAVE STATUS";
        if (is_mariadb)
            statement = "SHOW ALL SLAVES STATUS";
        auto again = asked(host, subject, statement);
        told = co_await again;
    }
    FoundReplica found;
    found.instead = told.instead;
    if (found.instead)
        co_return found;
    const auto channel = subject.qualifier_text("channel");
    co_return replica_in(told.table, channel.value_or(""), channel.has_value());
}

Task<Value> configured(Host& host, Fact fact) {
    auto asking = found_replica(host, fact.subject);
    const auto& found = co_await asking;
    if (found.instead)
        co_return *found.instead;
    co_return found.replica.has_value();
}

using ReadReplica = Value (*)(const Replica&);

template<ReadReplica Read>
Task<Value> of_replica(Host& host, Fact fact) {
    auto asking = found_replica(host, fact.subject);
    const auto& found = co_await asking;
    if (found.instead)
        co_return *found.instead;
    if (not found.replica)
        co_return with_remark(not_set, "it follows nobody");
    co_return Read(*found.replica);
}

Value runs(const std::optional<std::string>& state, const std::optional<std::string>& error) {
    if (not state)
        return not_set;
    auto remark = *state == "Yes" ? std::string() : "it says " + escaped(*state);
    if (error and not error->empty())
        remark += (remark.empty() ? "" : ": ") + escaped(*error, 200);
    return with_remark(*state == "Yes", remark);
}

Value io_running(const Replica& replica) {
    return runs(
        replica.cell({"Slave_IO_Running", "Replica_IO_Running"}), replica.cell({"Last_IO_Error"})
    );
}

Value sql_running(const Replica& replica) {
    return runs(
        replica.cell({"Slave_SQL_Running", "Replica_SQL_Running"}), replica.cell({"Last_SQL_Error"})
    );
}

/// NULL while nothing is applied, or nobody is followed.
Value lag(const Replica& replica) {
    const auto cell = replica.cell({"Seconds_Behind_Master", "Seconds_Behind_Source"});
    const auto seconds = cell ? whole_number(*cell) : std::nullopt;
    return seconds ? Value(*seconds) : with_remark(not_set, "it is NULL: nothing is applied now");
}

std::optional<std::string> source_of(const Replica& replica) {
    return replica.cell({"Master_Host", "Source_Host"});
}

Value source(const Replica& replica) {
    const auto host = source_of(replica);
    return host and not host->empty() ? Value(*host) : not_set;
}

Value gtid(const Replica& replica) {
    auto set = replica.cell({"Gtid_Slave_Pos", "Executed_Gtid_Set"});
    if (not set or set->empty())
        return not_set;
    std::erase(*set, '\n');
    return *set;
}

/// As the replica resolves what it was told.
Task<Value> source_address(Host& host, Fact fact) {
    auto asking = found_replica(host, fact.subject);
    const auto& found = co_await asking;
    if (found.instead)
        co_return *found.instead;
    const auto name = found.replica ? source_of(*found.replica) : std::nullopt;
    if (not name or name->empty())
        co_return not_set;
    if (address_from(*name))
        co_return Term{TermKind::address, *name};
    if (fact.subject.qualifier("host") != nullptr)
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "{} is resolved by the replica, and not where it is asked from", quoted(*name)
            ),
            "ask the replica itself"};
    auto& resolving = host.once(host_addresses, *name);
    const auto& addresses = co_await resolving;
    if (not addresses or addresses->addresses.empty())
        co_return with_remark(not_set, escaped(*name) + " does not resolve there");
    co_return with_remark(Term{TermKind::address, addresses->addresses.front()}, escaped(*name));
}

// --- databases and accounts

/// Whether the account that asks sees all of a kind: what it does not see may be there all the same.
bool sees_all(const SqlTable& grants, std::string_view privilege) {
    const bool is_revoked = std::ranges::any_of(grants.rows, [](const auto& row) {
        return row.at(0).starts_with("REVOKE");
    });
    return not is_revoked and std::ranges::any_of(grants.rows, [&](const std::vector<std::string>& row) {
        const auto& line = row.at(0);
        const auto what = line.substr(0, line.find(" ON "));
        return line.find(" ON *.* ") != std::string::npos
               and (what.find("ALL PRIVILEGES") != std::string::npos or what.find(privilege) != std::string::npos);
    });
}

Task<Value> database_exists(Host& host, Fact fact) {
    const auto name = to_plain(fact.subject.view_names.at(0));
    auto listing = asked(host, fact.subject, "SHOW DATABASES");
    auto granting = asked(host, fact.subject, "SHOW GRANTS");
    auto folding = named_value(host, fact.subject, variables_statement, "lower_case_table_names");
    const auto& told = co_await listing;
    if (told.instead)
        co_return *told.instead;
    require_column(told.table, "Database");
    const auto& folds = co_await folding;
    const bool case_counts = to_plain(folds) == "0";
    for (const auto& row : told.table.rows)
        if (row.at(0) == name or (not case_counts and lower(row.at(0)) == lower(name)))
            co_return true;
    const auto& grants = co_await granting;
    if (not sees_all(grants.table, "SHOW DATABASES"))
        throw CannotTell{
            Kind::denied,
            fmt::format(
                "{} may be among the databases that this account does not see", quoted(name)
            ),
            ".as(user) with SHOW DATABASES sees all"};
    co_return false;
}

/// `shop@10.0.0.%`, `'shop'@'%'`; without a host any, as CREATE USER has it.
struct Account {
    std::string user;
    std::string host = "%";
};

std::string without_quotes(std::string_view word) {
    const bool is_quoted = word.size() >= 2 and word.front() == word.back()
                           and (word.front() == '\'' or word.front() == '`' or word.front() == '"');
    return std::string(is_quoted ? word.substr(1, word.size() - 2) : word);
}

Account account_from(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos)
        return {without_quotes(text)};
    return {without_quotes(text.substr(0, at)), without_quotes(text.substr(at + 1))};
}

Task<Value> account_exists(Host& host, Fact fact) {
    const auto account = account_from(to_plain(fact.subject.view_names.at(0)));
    auto asking = asked(host, fact.subject, "SELECT User, Host FROM mysql.user");
    const auto& told = co_await asking;
    if (told.instead)
        co_return *told.instead;
    require_column(told.table, "User");
    co_return std::ranges::any_of(told.table.rows, [&](const std::vector<std::string>& row) {
        return row.size() == 2 and row[0] == account.user and lower(row[1]) == lower(account.host);
    });
}

/// A grant without how the account proves who it is, as that may be a digest of a password; what it must do besides (REQUIRE
/// SSL) and may do (WITH …) stays.
std::string without_proof(const std::string& grant) {
    const auto at = grant.find(" IDENTIFIED ");
    if (at == std::string::npos)
        return grant;
    char open = '\0';  // the quote that is open
    for (auto i = at + 1; i < grant.size(); ++i) {
        const char sign = grant[i];
        const auto rest = std::string_view(grant).substr(i);
        if (open == '\0' and (rest.starts_with(" REQUIRE ") or rest.starts_with(" WITH ")))
            return grant.substr(0, at) + grant.substr(i);
        const bool is_quote = sign == '\'' or sign == '`' or sign == '"';
        if (is_quote and (open == '\0' or open == sign))
            open = open == '\0' ? sign : '\0';
    }
    return grant.substr(0, at);
}

Task<Value> grants(Host& host, Fact fact) {
    constexpr int no_such_grant = 1141;
    const std::vector<int> known(1, no_such_grant);
    const auto account = account_from(fact.parameter());
    const auto statement =
        fmt::format("SHOW GRANTS FOR {}@{}", sql_text(account.user), sql_text(account.host));
    auto asking = ask(host, fact.subject, statement, Origin::ours, known);
    const auto& told = co_await asking;
    if (told.instead)
        co_return *told.instead;
    if (told.error == no_such_grant)
        co_return with_remark(not_set, told.message);
    require_column(told.table, "Grants for");
    std::vector<std::string> lines;
    for (const auto& row : told.table.rows)
        lines.push_back(without_proof(row.at(0)));
    co_return set_of_texts(lines);
}

// --- what an author wrote

Task<Told> told_by(Host& host, Fact fact) {
    auto asking = ask_mysql(host, connection_of(fact.subject), fact.parameter(), Origin::author);
    auto answer = co_await asking;
    Told told;
    if (answer.absent)
        told.instead = absent;
    else if (not answer.reached)
        told.instead = no_answer(answer.message);
    else if (answer.error != 0)
        throw refused(answer.error, answer.message);
    told.table = std::move(answer.table);
    co_return told;
}

Task<Value> query(Host& host, Fact fact) {
    auto asking = told_by(host, fact);
    const auto& told = co_await asking;
    if (told.instead)
        co_return *told.instead;
    if (told.table.rows.empty())
        co_return with_remark(not_set, "it gives no row");
    if (told.table.rows.front().at(0) == "NULL")
        co_return with_remark(not_set, "it is NULL");
    co_return Scalar{told.table.rows.front().at(0)};
}

Task<Value> rows(Host& host, Fact fact) {
    auto asking = told_by(host, fact);
    const auto& told = co_await asking;
    if (told.instead)
        co_return *told.instead;
    std::vector<std::string> lines;
    for (const auto& row : told.table.rows)
        lines.push_back(join(row, "\t"));
    co_return sequence_of_texts(lines);
}

}  // namespace

std::span<const Resource> mysql_resources() {
    static const Resource resource = {
        .entry = mysql_entry(),
        .readers =
            {{"answers", answers},
             {"version", version},
             {"read_only", read_only},
             {"variable", variable},
             {"status", status},
             {"grants", grants},
             {"query", query},
             {"rows", rows},
             {"configured", configured, "replica"},
             {"io_running", of_replica<io_running>, "replica"},
             {"sql_running", of_replica<sql_running>, "replica"},
             {"lag", of_replica<lag>, "replica"},
             {"source", of_replica<source>, "replica"},
             {"source_address", source_address, "replica"},
             {"gtid", of_replica<gtid>, "replica"},
             {"exists", database_exists, "database"},
             {"exists", account_exists, "account"}},
    };
    return {&resource, 1};
}
}  // namespace muster
