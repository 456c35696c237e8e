#pragma once

#include "framework/fleet/watch/watch_file.hpp"
#include "framework/run/run_context.hpp"
#include "framework/run/session_pool.hpp"

#include <memory>
#include <string>
#include <vector>

namespace muster {

class TargetPlans;

/// All that the loop works by: the watch file, and what the files that it names came to. It is loaded whole or not at
/// all, and whoever works by it holds it until done.
struct Configuration {
    WatchFile file;
    std::vector<Target> targets;  ///< members, in the order of the inventory
    std::shared_ptr<const Inventory> inventory;
    Target controller;  ///< with the variables of FLEETs
    std::vector<SpecProgram> programs;
    std::vector<std::string>
        read_files;  ///< a change of any of them, or below them, calls for loading anew
    /// How targets are asked; its `programs` are those above.
    std::unique_ptr<const RunContext> context;
    std::shared_ptr<SessionPool> sessions;
    std::shared_ptr<TargetPlans> plans;
    Plan fleets;                        ///< the rows of FLEETs; empty: there are none
    std::vector<std::string> warnings;  ///< what a run would say before it begins
    std::string
        command_line;  ///< how one run is repeated, without specs and targets: "muster run -i fleet.yaml"
};

}  // namespace muster
