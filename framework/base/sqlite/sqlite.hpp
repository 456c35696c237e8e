#pragma once

// SQLite databases of others, as bytes: nothing is opened and nothing is written. The only folder that knows SQLite.

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster {

/// It is no database, is damaged, or is one that keeps us busy for ever.
struct BadDatabase : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Gives the first column of each row of a query to `take`, as bytes, over the bytes of a database file. What a write-ahead
/// log beside the file holds is not among them. Throws BadDatabase, and what `take` throws.
void query_database(
    std::string database,
    const std::string& query,
    const std::function<void(std::string_view)>& take
);

}  // namespace muster
