#pragma once

#include "framework/cli/commands.hpp"
#include "framework/cli/known_targets.hpp"

namespace muster {

/// Asks the chosen targets for their addresses and writes those that the inventory lacks, filed under its networks: an
/// inventory to be read beside the first. Gives 2 when a target could not be asked, else 0. Throws Broken when the
/// inventory names no networks.
int ask_addresses(const KnownTargets& known, const Invocation& invocation);

}  // namespace muster
