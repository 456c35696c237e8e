#pragma once

#include "framework/fleet/watch/configuration.hpp"

#include <string>
#include <vector>

namespace muster {

/// Why a list of members that has just been fetched is not believed: it is empty, or less than half of the one before
/// (of four members or more). A source that answers with half of its machines is rather broken than right. Empty where it
/// is believed.
std::string doubt_about(const std::vector<Target>& before, const std::vector<Target>& fetched);

/// The member of the fleet that is on the way to a target, by its ProxyJump (ssh_config(5)): of the hosts there the last
/// that is a member, by its name or by the host that it is reached at. Empty: none of them.
std::string member_on_the_way(const Target& target, const std::vector<Target>& members);

/// Names of the targets of the first whose sessions are to be closed: the second has them no more, or reaches them in
/// another way.
std::vector<std::string> to_disconnect(const Configuration& before, const Configuration& now);

/// Names of the settings that differ and that a loop has only from its start: "jobs".
std::vector<std::string> settings_of_start(const Configuration& before, const Configuration& now);

/// Whether both have the same targets, with the same roles, addresses, variables and secrets, reached alike; and the same
/// inventory around them, which specs are told of.
bool have_same_members(const Configuration& before, const Configuration& now);

}  // namespace muster
