#pragma once

#include <string>
#include <vector>

namespace muster {

/// Whether the program brings its own specs: an executable made by `muster build`.
enum class BuiltIn { no, yes };

/// The whole command line. Prints and gives the exit status; nothing is thrown out of it.
int muster_main(const std::vector<std::string>& words, BuiltIn built_in);

}  // namespace muster
