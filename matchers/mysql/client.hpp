#pragma once

// mysql(1), the client of MySQL and MariaDB: one statement, and the table that it prints with --batch.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/fact.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Cells without the escapes of --batch. NULL is the text NULL: the client prints both alike. Without their names columns
/// have empty ones.
struct SqlTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;

    /// The place of a column by its name, in which case does not count; nothing where there is none.
    std::optional<std::size_t> column(std::string_view name) const;
};

/// Lines of cells parted by tabs, the first the names of columns, or not; an empty result has not even those. Throws
/// CannotTell for a row of another length.
enum class Columns { first, none };
SqlTable sql_table_from(std::string_view batch, Columns columns);

/// How a server was found.
struct SqlAnswer {
    SqlTable table;
    int error = 0;        ///< the server's, or the client's: 1045, 2002; 0: none
    std::string message;  ///< of that
    bool reached = true;  ///< false: nobody answers there
    bool absent = false;  ///< there is no server: neither program, nor socket, nor data
};

/// Asks over the connection that the qualifiers of `mysql()` say. Throws CannotTell where nobody can say who answers: the
/// client is missing, the socket is denied, the host's name is unknown.
Task<SqlAnswer> ask_mysql(Host& host, Subject connection, std::string statement, Origin origin);

/// A text as SQL has it: `'it''s'`, backslashes doubled.
std::string sql_text(std::string_view text);

}  // namespace muster
