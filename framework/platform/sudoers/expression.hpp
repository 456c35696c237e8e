#pragma once

// Regular expressions of sudoers(5), which stand between `^` and `$`.

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Why sudo does not take `pattern` for a command, if it does not. Bounded: repetitions in braces are judged here, the
/// rest by regcomp(3).
std::optional<std::string> fault_of_sudoers_expression(std::string_view pattern);

}  // namespace muster
