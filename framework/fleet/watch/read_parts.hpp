#pragma once

// The parts of the watch file, each read by a file of its own. What is wrong is a slip of the reader's.

#include "framework/fleet/watch/watch_file.hpp"
#include "framework/fleet/watch/watch_reader.hpp"

namespace muster {

/// `target`, `role` and `spec` of a map.
WatchScope scope_of(const WatchReader& map);

/// `interval`, `intervals`, `retry`, `flapping`, `stale_after`, `grace`.
void read_rules(const WatchReader& file, WatchFile& watch);
void read_windows(const WatchReader& file, WatchFile& watch);
/// These know the names of secrets by `watch.secrets`, which have to be read before.
void read_listen(const WatchReader& file, WatchFile& watch);
void read_channels(const WatchReader& file, WatchFile& watch);
void read_actions(const WatchReader& file, WatchFile& watch);

/// Which secrets the file names.
std::vector<std::string> secret_names(const WatchFile& watch);

}  // namespace muster
