#pragma once

// Whole output compared with a file of the source tree.

#include <string>
#include <string_view>

namespace muster::tests {

/// Where `text` differs from the file `path`: the first differing line, or
/// empty when they are equal. With MUSTER_UPDATE_GOLDEN=1 the file is written anew instead.
std::string golden_difference(const std::string& path, std::string_view text);

}  // namespace muster::tests
