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

/// The password stands in no argument: it comes on standard input, as an option file.
void add_password(const Subject& connection, Command& command) {
    const auto password = connection.qualifier_text("password");
    if (not password)
        return;
    command.words.emplace_back("--defaults-extra-file=/dev/stdin");
    command.input = "[client]\npassword=" + option_value(*password) + "\n";
    command.input_mark =
        hidden(command.input, "mysql " + connection.qualifier_text("as").value_or("")).mark;
}

Command command_of(const Subject& connection, const std::string& statement, const Limits& limits) {
    Command command{{"mysql"}};
    add_password(connection, command);
    const auto seconds = std::max<std::int64_t>(
        1, std::chrono::duration_cast<std::chrono::seconds>(limits.http).count()
    );
    command.words.emplace_back("--batch");
    command.words.emplace_back("--skip-reconnect");
    command.words.emplace_back("--default-character-set=utf8mb4");
    command.words.push_back(fmt::format("--connect-timeout={}", seconds));
    const auto add = [&](const char* qualifier, const char* option) {
        if (const auto text = connection.qualifier_text(qualifier))
            command.words.push_back(fmt::format("--{}={}", option, *text));
    };
    // Of localhost the client would take the socket, whatever port is asked.
    if (connection.qualifier("host") != nullptr or connection.qualifier("port") != nullptr)
        command.words.emplace_back("--protocol=TCP");
    add("socket", "socket");
    add("host", "host");
    add("port", "port");
    add("as", "user");
    command.words.emplace_back("--init-command=SET SESSION TRANSACTION READ ONLY");
    command.words.push_back("--execute=" + statement);
    return command;
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

constexpr int unknown_host = 2005;

/// Nobody there, or somebody who broke off (MariaDB, "Error Codes": of the client).
bool is_unreached(int error) {
    constexpr std::array codes = {2002, 2003, 2004, 2006, 2013, 2055};
    return std::ranges::find(codes, error) != codes.end();
}

/// Where a server of this host would have its program, socket and data.
constexpr std::array<const char*, 6> traces = {
    "/usr/sbin/mariadbd",
    "/usr/sbin/mysqld",
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

SqlTable sql_table_from(std::string_view batch) {
    SqlTable table;
    bool first = true;
    for (const auto line : lines_of(batch)) {
        auto cells = cells_of(line);
        if (std::exchange(first, false)) {
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

Task<SqlAnswer> ask_mysql(Host& host, Subject connection, std::string statement, Origin origin) {
    host.require(Ability::run);
    auto running = host.run(command_of(connection, statement, host.limits()), origin);
    const auto& output = co_await running;
    SqlAnswer answer;
    if (output.exit_status == 127) {
        auto& looking = host.once(is_installed);
        const bool installed = co_await looking;
        if (installed or connection.qualifier("host") != nullptr)
            throw CannotTell{
                Kind::missing_tool,
                "there is no client mysql on the target",
                "install mariadb-client or default-mysql-client"};
        answer.absent = true;
        co_return answer;
    }
    if (output.exit_status == 0 and output.signal.empty()) {
        answer.table = sql_table_from(output.out);
        co_return answer;
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
    if (error.number == unknown_host)
        throw CannotTell{Kind::failed, answer.message};
    answer.reached = not is_unreached(error.number);
    // A socket in a folder that we may not enter, or that is not ours to write to.
    if (not answer.reached and answer.message.ends_with("(13)"))
        throw CannotTell{Kind::denied, answer.message, "try --sudo"};
    // A server that sends us away before the handshake ends has answered.
    constexpr std::string_view sent_away = "1130 - ";
    if (not answer.reached and answer.message.find(sent_away) != std::string::npos)
        answer.reached = true;
    co_return answer;
}

}  // namespace muster
