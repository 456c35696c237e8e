#include "framework/fleet/schedule/scope.hpp"

#include "framework/base/glob.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Titles are no paths, and a slash in one is a character as any other.
bool fits(const std::string& pattern, std::string_view text) {
    return pattern == text or glob_matches(pattern, text, GlobOf::texts);
}

}  // namespace

bool is_in_scope(const ScopedThing& thing, const WatchScope& scope) {
    if (not scope.target.empty() and not fits(scope.target, thing.target))
        return false;
    if (not scope.spec.empty() and (thing.spec.empty() or not fits(scope.spec, thing.spec)))
        return false;
    return scope.role.empty() or std::ranges::any_of(thing.roles, [&](const std::string& role) {
               return fits(scope.role, role);
           });
}

}  // namespace muster
