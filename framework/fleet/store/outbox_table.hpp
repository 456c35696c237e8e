#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/store/store.hpp"

#include <vector>

namespace muster {

void write_messages(Database& database, const std::vector<Outgoing>& messages);
std::vector<Outgoing> read_due(Database& database, Instant now, std::size_t most);
/// How many went.
std::size_t delete_oldest_messages(Database& database, std::size_t most_of_channel);

}  // namespace muster
