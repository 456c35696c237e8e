#pragma once

// Who else is in the inventory, and what a target has: the same words, whichever language asks.

#include "framework/model/target.hpp"
#include "framework/spec/collector.hpp"

#include <string>

namespace muster {

/// Ends the body as a broken spec for a role that the inventory does not know, where there is an inventory.
void require_known_role(
    const Surroundings& surroundings, const std::string& role, const Location& where
);

/// Why nobody is named by `hosts(…)`, as it is told where that is a mistake; empty: somebody is, or nobody may be.
std::string why_nobody(const Surroundings& surroundings, const Subject& hosts);

/// Why a name is no member's, where there is an inventory; empty: it is one, or the target's own.
std::string unknown_member(const Surroundings& surroundings, const std::string& name);

/// A member by its name, or nullptr.
const Target* member_named(const Surroundings& surroundings, const std::string& name);

/// The end of a body that reads a variable which a target has not, or has and nobody can tell.
BodyEnds missing_variable(const Target& target, const std::string& variable, const Location& where);

/// The end of the body of a FLEET that asks what the target is.
BodyEnds no_one_target(const Location& where);

}  // namespace muster
