#pragma once

// What the files of a unit, its drop-ins laid over it, say of what systemd would make of it.

#include "framework/model/value.hpp"
#include "framework/platform/unit_places.hpp"

#include <string>

namespace muster {

/// Paths, in the order in which they apply.
Task<Value> configured_drop_ins(Host& host, std::string unit, UnitFile file);

/// `User=`, `root` where it has none; not set for a unit that runs nothing. Throws NotAsked for one that systemd makes up.
Task<Value> configured_user(Host& host, std::string unit, UnitFile file);

/// A property that `systemctl show` prints of a service, where that is the text of a setting or its default. Throws
/// NotAsked for all others, and where systemd would make something of the text.
Task<Value> configured_property(Host& host, std::string unit, UnitFile file, std::string property);

}  // namespace muster
