#include "matchers/mysql/client.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace muster {

namespace {

/// A cell of --batch: \n, \t, \0 and \\ stand for those bytes (mysql(1), --batch).
std::string unescaped(std::string_view cell) {
    std::string text;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (cell[i] != '\\' or i + 1 == cell.size()) {
            text += cell[i];
            continue;
        }
        const char sign = cell[++i];
        text += sign == 'n' ? '\n' : sign == 't' ? '\t' : sign == '0' ? '\0' : sign;
    }
    return text;
}

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (const auto cell : split(line, '\t'))
        cells.push_back(unescaped(cell));
    return cells;
}

bool same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](unsigned char one, unsigned char other) {
        return std::tolower(one) == std::tolower(other);
    });
}

/// A value of an option file, in quotes: `"`, `\` and what ends a line are escaped (MariaDB, "Option File Syntax").
std::string option_value(std::string_view text) {
    std::string quoted_text = "\"";
    for (const char letter : text) {
        if (letter == '"' or letter == '\\')
            quoted_text += '\\';
        if (letter == '\n')
            quoted_text += "\\n";
        else if (letter == '\r')
            quoted_text += "\\r";
        else
            quoted_text += letter;
    }
    return quoted_text + "\"";
}

/// What an option file of the user's may have changed of the output. `loose`: not every client knows every one.
constexpr std::array<const char*, 8> plain_output = {
    "--batch",
    "--loose-skip-table",
    "--loose-skip-vertical",
    "--loose-skip-auto-vertical-output",
    "--loose-skip-html",
    "--loose-skip-xml",
    "--loose-skip-raw",
    "--loose-local-infile=0"};

/// The password stands in no argument: it comes on standard input, as an option file, and no file of the user's may name
/// another.
void add_password(const Subject& connection, Command& command) {
    const auto password = connection.qualifier_text("password");
    if (not password)
        return;
    command.words.emplace_back("--defaults-extra-file=/dev/stdin");
    command.input = "[client]\npassword=" + option_value(*password) + "\n";
    command.environment = {{"HOME", "/nonexistent"}, {"MYSQL_TEST_LOGIN_FILE", "/dev/null"}};
}

/// A host of the client's option files is another server than the one that is meant.
void add_place(const Subject& connection, Command& command) {
    const auto add = [&](const std::string& option, const std::string& value) {
        command.words.push_back(fmt::format("--{}={}", option, value));
    };
    const auto socket = connection.qualifier_text("socket");
    const auto host = connection.qualifier_text("host");
    const auto port = connection.qualifier_text("port");
    if (socket) {
        add("protocol", "SOCKET");
        add("host", "localhost");
        add("socket", *socket);
    } else if (host or port) {
        add("protocol", "TCP");
        add("host", host.value_or("127.0.0.1"));
        if (port)
            add("port", *port);
    }
    if (const auto user = connection.qualifier_text("as"))
        add("user", *user);
}

Command command_of(
    const Subject& connection, const std::string& statement, Origin origin, const Limits& limits
) {
    Command command{{"mysql"}};
    add_password(connection, command);
    const auto seconds = std::max<std::int64_t>(
        1, std::chrono::duration_cast<std::chrono::seconds>(limits.http).count()
    );
    command.words.insert(command.words.end(), plain_output.begin(), plain_output.end());
    // A column of an author's statement is called by its text, over several lines perhaps.
    command.words.emplace_back(origin == Origin::author ? "--skip-column-names" : "--column-names");
    command.words.emplace_back("--default-character-set=utf8mb4");
    command.words.push_back(fmt::format("--connect-timeout={}", seconds));
    add_place(connection, command);
    command.words.emplace_back("--init-command=SET SESSION TRANSACTION READ ONLY");
    command.words.push_back("--execute=" + statement);
    return command;
}

/// The mark of an input costs time, and many facts have the same.
Task<std::string> mark_of(Host&, std::string input) {
    co_return hidden(std::move(input), "mysql").mark;
}

/// `ERROR 2002 (HY000): Can't connect …`, `ERROR 1064 (42000) at line 1: …`.
struct ClientError {
    int number = 0;
    std::string line;
};

ClientError error_in(std::string_view standard_error) {
    constexpr std::string_view begin = "ERROR ";
    for (const auto line : lines_of(standard_error)) {
        if (not line.starts_with(begin))
            continue;
        const auto rest = line.substr(begin.size());
        const auto number = whole_number(rest.substr(0, rest.find(' ')));
        if (number)
            return {static_cast<int>(*number), std::string(line)};
    }
    return {};
}

/// Of the client's own errors (MariaDB and MySQL, "Error Codes"): nobody is there, or somebody broke off.
bool is_unreached(int error) {
    constexpr std::array codes = {2002, 2003, 2006, 2013, 2055};
    return std::ranges::find(codes, error) != codes.end();
}

/// A server's own errors, and the client's of a handshake that a server began.
bool is_reached(const ClientError& error) {
    constexpr std::array codes = {2012, 2026, 2049, 2054, 2058, 2059, 2061};
    const bool is_servers = error.number < 2000 or error.number >= 3000;
    return is_servers or std::ranges::find(codes, error.number) != codes.end()
           or error.line.find("Received error packet") != std::string::npos;
}

/// A socket in a folder that we may not enter, or that is not ours to write to.
bool is_denied(const ClientError& error) {
    return is_unreached(error.number)
           and (error.line.find("(13)") != std::string::npos or error.line.find("(13 \"") != std::string::npos);
}

/// Where a server of this host would have its program, socket and data.
constexpr std::array<const char*, 11> traces = {
    "/usr/sbin/mariadbd",
    "/usr/sbin/mysqld",
    "/usr/bin/mariadbd",
    "/usr/bin/mysqld",
    "/usr/local/bin/mysqld",
    "/usr/local/mysql",
    "/tmp/mysql.sock",
    "/usr/libexec/mariadbd",
    "/usr/libexec/mysqld",
    "/run/mysqld/mysqld.sock",
    "/var/lib/mysql"};

Task<bool> is_installed(Host& host) {
    std::vector<Pending<std::optional<FileStatus>>> asked;
    for (const auto* path : traces)
        asked.push_back(host.stat(path));
    bool found = false;
    for (auto& one : asked) {
        const auto& status = co_await one;
        found = found or status.has_value();
    }
    co_return found;
}

}  // namespace

std::optional<std::size_t> SqlTable::column(std::string_view name) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (same_word(columns[i], name))
            return i;
    return std::nullopt;
}

SqlTable sql_table_from(std::string_view batch, Columns columns) {
    SqlTable table;
    for (const auto line : lines_of(batch)) {
        auto cells = cells_of(line);
        if (table.columns.empty() and columns == Columns::none)
            table.columns.resize(cells.size());
        if (table.columns.empty()) {
            table.columns = std::move(cells);
            continue;
        }
        if (cells.size() != table.columns.size())
            throw CannotTell{
                Kind::unparsable,
                fmt::format(
                    "mysql printed a row of {} cells below {} columns",
                    cells.size(),
                    table.columns.size()
                )};
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::string sql_text(std::string_view text) {
    std::string written = "'";
    for (const char letter : text) {
        if (letter == '\'' or letter == '\\')
            written += letter;
        written += letter;
    }
    return written + "'";
}

namespace {

SqlAnswer answer_from(const Output& output, Origin origin) {
    SqlAnswer answer;
    if (output.exit_status == 0 and output.signal.empty()) {
        answer.table =
            sql_table_from(output.out, origin == Origin::author ? Columns::none : Columns::first);
        return answer;
    }
    const auto error = error_in(output.err);
    answer.error = error.number;
    answer.message = escaped(error.line, 300);
    if (error.number == 0)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "mysql ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    if (is_denied(error))
        throw CannotTell{Kind::denied, answer.message, "try --sudo"};
    if (not is_reached(error) and not is_unreached(error.number))
        throw CannotTell{Kind::failed, answer.message};
    answer.reached = is_reached(error);
    return answer;
}

bool is_elsewhere(const Subject& connection) {
    return std::ranges::any_of(connection.qualifiers, [](const Qualifier& one) {
        return one.name == "host" or one.name == "port" or one.name == "socket";
    });
}

}  // namespace

Task<SqlAnswer> ask_mysql(Host& host, Subject connection, std::string statement, Origin origin) {
    host.require(Ability::run);
    auto command = command_of(connection, statement, origin, host.limits());
    if (not command.input.empty()) {
        auto& marking = host.once(mark_of, command.input);
        command.input_mark = co_await marking;
    }
    auto running = host.run(command, origin);
    const auto& first = co_await running;
    if (first.exit_status != 127)
        co_return answer_from(first, origin);
    command.words.front() = "mariadb";  // newer packages have this name alone
    auto again = host.run(command, origin);
    auto& looking = host.once(is_installed);
    const auto& second = co_await again;
    if (second.exit_status != 127)
        co_return answer_from(second, origin);
    const bool installed = co_await looking;
    if (installed or is_elsewhere(connection))
        throw CannotTell{
            Kind::missing_tool,
            "there is no client mysql on the target",
            "install mariadb-client or default-mysql-client"};
    SqlAnswer nobody;
    nobody.absent = true;
    co_return nobody;
}

}  // namespace muster
