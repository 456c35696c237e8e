#pragma once

#include <string>
#include <vector>

namespace muster {

/// What files and folders look like, all that is below them too: equal as long as nobody has changed, added or removed
/// any. Names, sizes, inodes and times are looked at, never contents. Bounded: of more than 20,000 files the first count.
std::string look_of_files(const std::vector<std::string>& paths);

}  // namespace muster
