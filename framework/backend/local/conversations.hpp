#pragma once

#include "framework/backend/local/activity.hpp"

namespace muster::local {

/// Opens a TCP connection and closes it; the answer is Reached. The time-out is of the whole, the lookup
/// of the name included; the addresses of a name share it. A name server that does not answer is
/// CannotTell: it proves nothing about the name.
Started start_probe(const ProbeTcp& probe);

/// Sends and reads over TCP or a unix socket; the answer is a Reply. Its bytes end with the mark where
/// it came. An orderly end leaves Reached at open, a reset makes it closed; without mark or end in time
/// it is timed_out, with the bytes that came. A unix socket that is not there is unreachable. Throws
/// CannotTell{too_large} beyond `limits.output` bytes.
Started start_talk(const Talk& talk, const Limits& limits);

}  // namespace muster::local
