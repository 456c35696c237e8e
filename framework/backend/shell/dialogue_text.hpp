#pragma once

#include "framework/host/question.hpp"

#include <string_view>

namespace muster {

/// What bash, perl or nc of the target said about a connection that did not come about:
/// `bash: connect: Connection refused`. Throws CannotTell when it says nothing about the other side.
Reached reached_from(std::string_view complaint);

}  // namespace muster
