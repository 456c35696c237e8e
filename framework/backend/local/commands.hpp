#pragma once

#include "framework/backend/local/activity.hpp"

namespace muster::local {

/// Starts a command as an activity, whose answer is an Output. Throws CannotTell{too_large} beyond
/// `limits.output` on a stream, {timed_out} past the command's deadline (else `limits.command`), both
/// after it was killed.
Started start_command(const Command& command, const Limits& limits);

}  // namespace muster::local
