#pragma once

#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"
#include "framework/model/vocabulary.hpp"

#include <string>
#include <vector>

namespace muster {

/// A SPEC or FLEET of this program: what stands in its head, and its body.
struct SpecEntry {
    Spec described;  ///< without rows
    void (*body)();
};

/// Called by the SPEC and FLEET macros before main.
void add_entry(SpecEntry entry);

/// The program's specs, in the order of their lines.
const std::vector<SpecEntry>& entries();

/// Runs the body of every SPEC that applies to the target (its roles, or all when `every_role`) and
/// gives their rows. FLEETs are not for one target: see collect_fleet.
Plan collect(const Lexicon& lexicon, const Surroundings& surroundings);

/// Runs the body of every FLEET, once for a run.
Plan collect_fleet(const Lexicon& lexicon, const Surroundings& surroundings);

}  // namespace muster
