#pragma once

// Which units want which, as their files have it.

#include "framework/model/value.hpp"
#include "framework/platform/unit_places.hpp"

#include <string>

namespace muster {

/// Units that want or require it: by links in folders, and by what their own files say. Throws NotAsked for targets and
/// slices, which units want without a word, for templates, and before a first boot, which makes links.
Task<Value> configured_wanted_by(Host& host, std::string unit, UnitFile file);

}  // namespace muster
