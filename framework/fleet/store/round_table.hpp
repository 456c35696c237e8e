#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// The round that a target has had, by its `last_round`: one that is known already, or none, is left alone. Facts that
/// others have found as well are kept once.
void write_round(
    Database& database,
    std::int64_t target_number,
    const TargetState& target,
    const std::optional<Json>& facts
);
std::vector<RoundRecord> read_rounds(
    Database& database, const std::string& target, Instant since, Instant until
);
std::optional<Json> read_facts(Database& database, const std::string& target, Instant moment);

}  // namespace muster
