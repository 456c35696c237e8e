#pragma once

#include "framework/fleet/watch/watch_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What a rule may be about: a spec of a target, or with an empty title the target itself.
struct ScopedThing {
    std::string_view target;
    const std::vector<std::string>& roles;
    std::string_view spec;
};

/// Whether all that the scope says is so; a scope that names a spec is never of the target itself. In its globs `*` and `?`
/// stand for any characters.
bool is_in_scope(const ScopedThing& thing, const WatchScope& scope);

}  // namespace muster
