#pragma once

#include "framework/fleet/serve/overview.hpp"

#include <string>

namespace muster {

/// Whether the loop does what it is for, for whoever restarts it or balances load.
struct LoopVerdict {
    bool is_well = false;
    std::string reason;  ///< why not; empty when it is well
};
/// Well is a loop whose rounds begin when they are due, and end within what they may take. Problems of targets and of channels
/// do not count: a restart mends none of them.
LoopVerdict loop_verdict(const Overview& overview);

}  // namespace muster
