#pragma once

#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"
#include "framework/model/vocabulary.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace muster {

class Collector;

/// A SPEC or FLEET: what stands in its head, and its body, which says its rows.
struct SpecEntry {
    Spec described;  ///< without rows
    std::function<void(Collector&)> body;
};

/// Called by the SPEC and FLEET macros before main.
void add_entry(SpecEntry entry);

/// The program's specs, in the order of their lines.
const std::vector<SpecEntry>& entries();

/// Runs the body of every SPEC that applies to the target (its roles, or all when `every_role`), or of every FLEET where
/// these are meant, and gives their rows; of a FLEET all SPECs are left out.
Plan collect(
    std::span<const SpecEntry> entries, const Lexicon& lexicon, const Surroundings& surroundings
);

}  // namespace muster
