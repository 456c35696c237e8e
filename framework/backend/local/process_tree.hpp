#pragma once

#include <sys/types.h>

namespace muster::local {

/// Kills `leader`, the leader of a session that we started and have not waited for, with its process
/// group, its session and its descendants, as far as /proc tells: a process that has left the session
/// and whose parent has ended is nobody's child and stays.
void kill_tree(pid_t leader);

}  // namespace muster::local
