#pragma once

#include "framework/base/json/json.hpp"

namespace muster {

/// The JSON Schema (draft 7) of watch files, for editors, made from the table of keys (watch_keys.hpp). It sees each key, its
/// form and its words. What it cannot see Muster tells: bounds of durations and sizes, names of secrets and zones, keys that go
/// together.
Json watch_schema();

}  // namespace muster
