#pragma once

#include <span>
#include <string>

namespace muster {

/// Names with those that count on folded into ranges, as a pattern of hosts has them: `db1, web[01-20].example.net`.
/// The numbers that count are the last of the part before the first dot; names that begin with a digit (addresses)
/// stay as they are. In the order of what stands first, each name once.
std::string folded_names(std::span<const std::string> names);

}  // namespace muster
