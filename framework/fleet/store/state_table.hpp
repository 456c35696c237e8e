#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/state/watched.hpp"

#include <vector>

namespace muster {

/// Its number in the tables.
std::int64_t write_target(Database& database, const TargetState& target);
std::vector<TargetState> read_targets(Database& database);

void write_states(Database& database, const std::vector<State>& states);
void delete_states(Database& database, const std::vector<Watched>& gone);
std::vector<State> read_states(Database& database);

}  // namespace muster
