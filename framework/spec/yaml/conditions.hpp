#pragma once

// `when:`, what a YAML spec may ask before anything is asked of the target.

#include "framework/spec/yaml/scope.hpp"

namespace muster {

/// Whether all keys of a map hold: `family`, `distribution`, `codename`, `arch`, `kernel`, `virtualization`, `init` and
/// `name` (one of a list, or a matcher), `version` (compared as dotted numbers), `role` (the target has one of these),
/// `address` (it has one on that network), `var: {name: matcher}` (a variable that the target has not fits nothing but
/// `is_set: false`), `not: {…}`, `any_of: [{…}]`. Throws Broken for any other key.
bool holds(const Yaml& when, const Scope& scope);

}  // namespace muster
