#pragma once

#include <string_view>

namespace muster {

/// prelude.sh without comments and indents: what a lane's shell is sent before its first question.
std::string_view prelude();

}  // namespace muster
