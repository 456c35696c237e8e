#pragma once

#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/state/watched.hpp"

#include <vector>

namespace muster {

/// Its number.
std::int64_t write_silence(Database& database, const Silence& silence);
std::vector<Silence> read_silences(Database& database, Instant now);
void end_silence(Database& database, std::int64_t number, Instant now);
/// Of those that ended before that moment so many at most.
void delete_silences(Database& database, Instant before, std::int64_t most);

}  // namespace muster
