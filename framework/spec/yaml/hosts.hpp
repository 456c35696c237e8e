#pragma once

// Members of the inventory as YAML names them: `{hosts: app, except: app1, or_none: true}`.

#include "framework/spec/yaml/scope.hpp"

#include <string>
#include <vector>

namespace muster {

/// Members of roles, and why it is a mistake that there are none.
struct NamedMembers {
    std::vector<const Target*> members = {};
    std::string why_nobody = {};
};

/// `named` begins with `hosts`. Throws Broken for other keys, and BodyEnds for a role that the inventory does not know.
NamedMembers members_of(const Yaml::Mapping& named, const Scope& scope);

/// Whether a node names members so.
bool names_members(const Yaml& node);

/// One member: by the name of a loop that goes through members, or by its own. Throws Broken where there is none.
std::string member_of(const Yaml& node, const Scope& scope);

}  // namespace muster
