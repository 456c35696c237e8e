#pragma once

// What is wrong in a fleet, each thing once: equal problems of many targets are one.

#include "framework/fleet/serve/overview.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Why nobody is told of a problem that is there.
struct Quiet {
    std::string word;  ///< "silenced", "acknowledged", "waived", "maintenance", "behind"
    std::string why;   ///< "until 2026-12-31T00:00:00Z: the disk is on its way (aki)"
};
/// Of an expectation of the target, or of its reach; nothing where somebody is told.
std::optional<Quiet> quiet_of(
    const Overview& overview, const WatchedTarget& target, const State& state
);

/// Targets that have the same problem: the same expectation with the same message, or the same reason why they cannot be
/// reached; equally quiet.
struct ProblemGroup {
    std::vector<const WatchedTarget*> targets;
    const State* state = nullptr;  ///< of the first of them
    Instant since{};               ///< of the one that has it longest
    std::optional<Quiet> quiet;

    std::vector<std::string> names() const;
};

struct ProblemLists {
    std::vector<ProblemGroup> told;  ///< settled ones, what matters most first
    std::vector<ProblemGroup>
        first_signs;                  ///< that may still go away by themselves, and what flaps
    std::vector<ProblemGroup> quiet;  ///< settled ones of which nobody is told
};
/// Of targets that have not left the inventory. What is wrong on a target that cannot be reached follows from that, and
/// is not told besides.
ProblemLists problems_of(const Overview& overview);

/// "app: 3 of 12": how many of the smallest role that has them all; "3 of 60 targets" where no role does.
std::string share_of(const Overview& overview, const ProblemGroup& group);

}  // namespace muster
