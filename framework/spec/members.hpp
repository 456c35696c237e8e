#pragma once

// Who else is in the inventory, and what a target has: the same words, whichever language asks.

#include "framework/model/target.hpp"
#include "framework/spec/collector.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace muster {

/// The members with a role, as places in the inventory, and what is told where there are none.
struct Members {
    std::vector<std::size_t> places = {};
    std::string why_none = {};
};

/// Ends the body as a broken spec for a role that the inventory does not know, where there is an inventory.
void require_known_role(
    const Surroundings& surroundings, const std::string& role, const Location& where
);

/// Those with a role; of all roles where `role` is empty. Ends the body as a broken spec for a role that the inventory
/// does not know.
Members members_with(
    const Surroundings& surroundings, const std::string& role, const Location& where
);

/// What is told where all members with a role were left out.
std::string why_none_but_those_left_out(const std::string& role);

/// The end of a body that reads a variable which a target has not, or has and nobody can tell.
BodyEnds missing_variable(const Target& target, const std::string& variable, const Location& where);

}  // namespace muster
