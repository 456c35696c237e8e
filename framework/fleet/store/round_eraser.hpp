#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/base/sqlite/statement.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Deletes rounds, and with them the snapshots that no other round names.
class RoundEraser {
public:
    explicit RoundEraser(Database& database) : database_(database) {}

    void erase_all_of(const std::string& target);
    void erase_before(Instant moment, std::int64_t most);
    void erase_oldest(std::int64_t most);

private:
    struct Doomed {
        std::int64_t round = 0;
        std::optional<std::int64_t> snapshot;
    };
    /// `select` gives rounds and their snapshots.
    void erase(Statement& select);

    Database& database_;
};

}  // namespace muster
