#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/store/store.hpp"

#include <vector>

namespace muster {

/// The number of the last one; 0 where there is none.
std::int64_t write_events(Database& database, const std::vector<Event>& events);
std::vector<Event> read_history(Database& database, const HistoryQuery& query);

}  // namespace muster
