#pragma once

#include "framework/base/json/json.hpp"

namespace muster {

/// The JSON Schema (draft 7) of Muster's own inventories, for editors. What it cannot see, Muster tells: ranges,
/// addresses that lie in no network, roles that are not among `roles`.
Json inventory_schema();

}  // namespace muster
